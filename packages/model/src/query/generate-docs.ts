import { readFileSync, writeFileSync } from 'node:fs'
import { QUERY_DEFAULTS } from './defaults.ts'
import { QUERY_FIELDS, type QueryField } from './fields.ts'
import { formatCondition } from './format-query.ts'

const BEGIN = '<!-- made from packages/model/src/query/fields.ts and defaults.ts by generate-docs.ts -->'
const END = '<!-- end -->'

/** The page with the tables of the fields and of the defaults as they are now. */
export function queryPage(page: string): string {
  const [before = '', rest = ''] = page.split(BEGIN)
  const after = rest.split(END)[1] ?? ''
  return `${before}${BEGIN}\n\n${fieldsTable()}\n\n### Defaults\n\n${defaultsTable()}\n\n${END}${after}`
}

function fieldsTable(): string {
  const rows = QUERY_FIELDS.map((field) => {
    const aliases = field.aliases.map((alias) => `\`${alias}\``).join(', ')
    return `| \`${field.name}\` | ${field.about} | ${unitsOf(field)} | \`${field.example}\` | ${aliases} |`
  })
  return ['| field | what | units | example | also called |', '|---|---|---|---|---|', ...rows].join('\n')
}

function unitsOf(field: QueryField): string {
  if (field.kind === 'price')
    return '`SNM`, `USD`, `$`; `/s`, `/min`, `/h`, `/d`, `/week`, `/month`, `/year`, ` per hour`'
  if (field.kind === 'word') return 'words'
  const names = field.measure.units
    .map(({ names }) => names.filter((name) => name !== ''))
    .filter(({ length }) => length > 0)
  const units = names.map((spellings) => spellings.map((name) => `\`${name}\``).join(' '))
  const alone = field.measure.units.some(({ names }) => names.includes('')) ? ['a number alone'] : []
  return [...Object.keys(field.named ?? {}).map((name) => `\`${name}\``), ...alone, ...units].join(', ')
}

function defaultsTable(): string {
  const rows = QUERY_DEFAULTS.map(({ condition, why }) => `| \`${formatCondition(condition)}\` | ${why} |`)
  return ['| default | why |', '|---|---|', ...rows].join('\n')
}

if (import.meta.main) {
  const file = new URL('../../../../docs/query-language.md', import.meta.url)
  writeFileSync(file, queryPage(readFileSync(file, 'utf8')))
}
