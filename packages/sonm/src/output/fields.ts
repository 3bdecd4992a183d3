import { QUERY_FIELDS, type QueryField } from '@sonm/model'
import { table } from './print.ts'

/** Every field of the query language, for people. */
export function fieldsTable(): string {
  const rows = QUERY_FIELDS.map((field) => [
    field.name,
    field.example,
    plain(field.about),
    unitsOf(field),
    field.aliases.join(', '),
  ])
  return table(['FIELD', 'EXAMPLE', 'WHAT', 'UNITS', 'ALSO CALLED'], rows)
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
  const units = measure.units.map(({ names: [first = ''] }) => first)
  const words = Object.keys(named ?? {})
  if (!units.includes('')) return [...words, ...units].join(' ')
  if (words.length > 0) return words.join(' ')
  const factors = units.filter((unit) => unit !== '')
  return factors.length > 0 ? `a number, or with ${factors.join(' ')}` : 'a number'
}

const plain = (text: string) => text.replaceAll('`', '')
