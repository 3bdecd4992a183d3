import { writeFileSync } from 'node:fs'
import type { ErrorDefinition } from '@sonm/common'
import { errorCatalog } from './catalog.ts'

/** Any data of an error, for an example: each field is its own name, and a number where one is wanted. */
const placeholders = new Proxy({} as Record<string, unknown>, {
  get: (_, field) => (typeof field === 'string' ? placeholder(field) : undefined),
})

/** Reads as `<field>` in a text; takes part in arithmetic and comparison as 1. */
function placeholder(field: string): unknown {
  const text = `<${field}>`
  return new Proxy(new String(text), {
    get(target, property) {
      if (property === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? 1 : text)
      const member: unknown = Reflect.get(target, property, target)
      if (typeof member === 'function') return member.bind(text)
      return member
    },
  })
}

type Definition = ErrorDefinition<unknown>

/** The text, or undefined where a message needs data of a shape that no placeholder has. */
function example(text: string | ((data: never) => string)): string | undefined {
  if (typeof text === 'string') return text
  try {
    return text(placeholders as never)
  } catch {
    return undefined
  }
}

function isRetryable({ retryable, kind }: Definition): boolean {
  return retryable ?? (kind === 'unavailable' || kind === 'timeout')
}

function section([code, definition]: [string, Definition]): string {
  const message = example(definition.what)
  const todo = example(definition.todo)
  const lines = [
    `## ${code}`,
    '',
    definition.about,
    '',
    ...(message ? [`> ${escaped(message)}`, ''] : []),
    ...(todo ? [`- **What to do**: ${escaped(todo)}`] : []),
    `- **Kind**: ${definition.kind}`,
    `- **Trying again may help**: ${isRetryable(definition) ? 'yes' : 'no'}`,
  ]
  return lines.join('\n')
}

/** Angle brackets would be tags in Markdown; inside of code they are text. */
function escaped(text: string): string {
  return text
    .split('`')
    .map((part, at) => (at % 2 === 0 ? part.replace(/</g, '\\<') : part))
    .join('`')
}

/** The page that lists every error: docs/errors.md. */
export function errorsPage(): string {
  const entries = (Object.entries(errorCatalog) as [string, Definition][]).sort(([a], [b]) => (a < b ? -1 : 1))
  const table = entries.map(
    ([code, { about }]) => `| [${code}](#${code.toLowerCase()}) | ${about.replace(/\|/g, '\\|')} |`,
  )
  return [
    '# Errors',
    '',
    'Every error of SONM has a stable code. Programs show it with what happened and what to do; the API sends it as the',
    'detail of the status, and `--out json` prints it. `<name>` stands for the data of the case.',
    '',
    'This page is generated from the catalogue in `packages/model/src/errors` by `npm run generate`.',
    '',
    '| code | meaning |',
    '|---|---|',
    ...table,
    '',
    entries.map(section).join('\n\n'),
    '',
  ].join('\n')
}

if (import.meta.main) {
  // A test gives a file of its own, to compare with what is committed.
  const { 2: file = new URL('../../../../docs/errors.md', import.meta.url) } = process.argv
  writeFileSync(file, errorsPage())
}
