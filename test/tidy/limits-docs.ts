import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ROOT } from './sources.ts'

const FILES = [
  ['Peer network', 'packages/network/src/limits.ts'],
  ['Relay', 'packages/network/src/relay/limits.ts'],
  ["A node's API on loopback", 'packages/network/src/loopback/limits.ts'],
  ['Locator', 'packages/locator/src/limits.ts'],
  ['Marketplace', 'packages/marketplace/src/limits.ts'],
  ['Market data', 'packages/marketplace/src/data/limits.ts'],
] as const

const HEAD = `# Limits

What a stranger may use of us. Whoever can be reached by everybody is asked for too much sooner or later, and a key costs nothing to
make, so everything that a caller controls is finite, and each bound has its reason. The files named below are the limits themselves;
this page is written from them by \`node test/tidy/limits-docs.ts\`, and a test holds the two together. The last column leads to the
test that tries to break the limit. Besides: [on a locator](../packages/locator/src/locator.test.ts) and [on its time](../packages/locator/src/flood.test.ts), [on a marketplace's time](../packages/marketplace/src/orders/read-credit.test.ts) and [on those who follow it](../packages/locator/src/replication.test.ts).
`

/** The page: a table for each file, a row for each limit with the comment above it. */
export function limitsPage(read = (path: string) => readFileSync(join(ROOT, path), 'utf8')): string {
  const sections = FILES.map(([title, path]) => {
    const rows = limitsIn(read(path), path).map(
      ({ name, value, reason, test }) =>
        `| \`${name}\` | ${value} | ${reason.replaceAll('|', '\\|')} | ${test ? linkTo(test) : ''} |`,
    )
    const head = ['| limit | is | why | tried by |', '|---|---|---|---|']
    return [`## ${title}`, '', `[${path}](../${path})`, '', ...head, ...rows].join('\n')
  })
  return `${[HEAD.trimEnd(), ...sections].join('\n\n')}\n`
}

const linkTo = (test: string) => `[${basename(test).replace(/(\.\w+)?(\.test)?\.ts$/, '')}](../${test})`

/**
 * What is wrong with the tests that limits name: a file that is not there, or does not name the limit, and a limit that names none.
 */
export function untestedLimits(read = (path: string) => readFileSync(join(ROOT, path), 'utf8')): string[] {
  return FILES.flatMap(([, path]) =>
    limitsIn(read(path), path).flatMap(({ name, test }) => {
      if (test === undefined) return [`${path}: ${name} names no test`]
      if (!existsSync(join(ROOT, test))) return [`${path}: ${name}: there is no ${test}`]
      return new RegExp(`\\b${name}\\b`).test(read(test)) ? [] : [`${path}: ${test} does not name ${name}`]
    }),
  )
}

interface Limit {
  readonly name: string
  readonly value: string
  readonly reason: string
  /** The file that tries to break it. */
  readonly test: string | undefined
}

/**
 * One that has no comment stands under the same reason, and the same test, as the one before it. A comment ends with `@test` and a
 * path from the file's folder, or from the root under `test/`.
 * @throws when there is no reason at all
 */
function limitsIn(source: string, path: string): Limit[] {
  const found: Limit[] = []
  const pattern = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^ {2}(\w+): ([^\n]+),$/gm
  const table = /= \{\n([\s\S]*?)\n\}/.exec(source)?.[1] ?? ''
  for (const [, comment, name, value] of table.matchAll(pattern)) {
    const text = comment?.replace(/\s*\n\s*\*?\s*/g, ' ').trim()
    const [reason, named] = text?.split(/\s*@test /) ?? [found.at(-1)?.reason, undefined]
    if (!reason) throw new Error(`${name} has no reason`)
    const test = text === undefined ? found.at(-1)?.test : named && pathOf(named, path)
    const plain = value!.replace(/\bas const\b/, '').trim()
    found.push({ name: name!, value: plain, reason, test })
  }
  if (found.length === 0) throw new Error('there are no limits')
  return found
}

function pathOf(test: string, limits: string): string {
  return test.startsWith('test/') ? test : join(dirname(limits), test)
}

if (import.meta.main) writeFileSync(join(ROOT, 'docs/limits.md'), limitsPage())
