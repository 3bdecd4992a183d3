import { QUERY_FIELDS, type QueryField } from '@sonm/model'
import { table } from './print.ts'

/** Every field of the query language, for people. */
export function fieldsTable(): string {
  const rows = QUERY_FIELDS.map((field) => [
    field.name,
    unitsOf(field),
    field.example,
    plain(field.about),
    field.aliases.join(', '),
  ])
  return table(['FIELD', 'UNITS', 'EXAMPLE', 'WHAT', 'ALSO CALLED'], rows)
}

/** The same for programs. */
export function fieldsList() {
  return QUERY_FIELDS.map((field) => ({
    name: field.name,
    kind: field.kind,
    about: plain(field.about),
    example: field.example,
    aliases: field.aliases,
    units:
      field.kind === 'number' ? field.measure.units.flatMap(({ names }) => names).filter((name) => name !== '') : [],
  }))
}

/** The first spelling of each unit. */
function unitsOf(field: QueryField): string {
  if (field.kind === 'price') return 'SNM or USD, /s /min /h /d /week /month /year'
  if (field.kind === 'word') return 'words'
  const { measure, named } = field
  const units = measure.units.flatMap(({ names: [first = ''] }) => (first === '' ? [] : [first]))
  return [...Object.keys(named ?? {}), ...(units.length > 0 ? units : ['a number'])].join(' ')
}

const plain = (text: string) => text.replaceAll('`', '')
