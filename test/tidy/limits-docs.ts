import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './sources.ts'

const FILES = [
  ['Peer network', 'packages/network/src/limits.ts'],
  ['Relay', 'packages/network/src/relay/limits.ts'],
  ['Locator', 'packages/locator/src/limits.ts'],
  ['Marketplace', 'packages/marketplace/src/limits.ts'],
  ['Market data', 'packages/marketplace/src/data/limits.ts'],
] as const

const HEAD = `# Limits

What a stranger may use of us. Whoever can be reached by everybody is asked for too much sooner or later, and a key costs nothing to
make, so everything that a caller controls is finite, and each bound has its reason. The files named below are the limits themselves;
this page is written from them by \`node test/tidy/limits-docs.ts\`, and a test holds the two together. What tries to break them:
[attacks on a peer](../packages/network/src/attacks/attacks.test.ts), [on its handshake](../packages/network/src/links/listener.test.ts), [on a relay](../packages/network/src/relay/relay.test.ts),
[on a locator](../packages/locator/src/locator.test.ts) and [on its time](../packages/locator/src/flood.test.ts), [on the size of requests](../packages/network/src/rpc/request-size.test.ts), [on a marketplace's time](../packages/marketplace/src/orders/read-credit.test.ts) and [on those who follow it](../packages/locator/src/replication.test.ts).
`

/** The page: a table for each file, a row for each limit with the comment above it. */
export function limitsPage(read = (path: string) => readFileSync(join(ROOT, path), 'utf8')): string {
  const sections = FILES.map(([title, path]) => {
    const rows = limitsIn(read(path)).map(({ name, value, reason }) => `| \`${name}\` | ${value} | ${reason} |`)
    return [`## ${title}`, '', `[${path}](../${path})`, '', '| limit | is | why |', '|---|---|---|', ...rows].join('\n')
  })
  return `${[HEAD.trimEnd(), ...sections].join('\n\n')}\n`
}

interface Limit {
  readonly name: string
  readonly value: string
  readonly reason: string
}

/** One that has no comment stands under the same reason as the one before it. @throws when there is no reason at all */
function limitsIn(source: string): Limit[] {
  const found: Limit[] = []
  const pattern = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^ {2}(\w+): ([^\n]+),$/gm
  const table = /= \{\n([\s\S]*?)\n\}/.exec(source)?.[1] ?? ''
  for (const [, comment, name, value] of table.matchAll(pattern)) {
    const reason =
      comment
        ?.replace(/\s*\n\s*\*?\s*/g, ' ')
        .trim()
        .replaceAll('|', '\\|') ?? found.at(-1)?.reason
    if (!reason) throw new Error(`${name} has no reason`)
    found.push({ name: name!, value: value!.replace(/\bas const\b/, '').trim(), reason })
  }
  if (found.length === 0) throw new Error('there are no limits')
  return found
}

if (import.meta.main) writeFileSync(join(ROOT, 'docs/limits.md'), limitsPage())
