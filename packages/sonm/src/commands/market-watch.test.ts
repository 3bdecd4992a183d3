import { expect, test } from 'vitest'
import { matchingCommands } from './market-watch.ts'

const HASH = `0x${'9d'.repeat(32)}`

/** Refused before a node is asked: there is none. */
const run = (name: string, ...words: string[]) =>
  matchingCommands()
    .find((command) => command.name() === name)!
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync([...words, '--home', '/nonexistent/sonm'], { from: 'user' })

test.each([
  ['neither a bid nor an ask', []],
  ['a bid and an ask', ['--bid', 'bid.yaml', '--ask', HASH]],
])('a match of %s is refused', async (_, words) => {
  await expect(run('match', ...words)).rejects.toMatchObject({ code: 'USAGE' })
})

test('a match of what is no hash is refused', async () => {
  await expect(run('match', '--ask', '0x12')).rejects.toThrow('64 hexadecimal digits')
})

test('bids are not watched by a query: it is about offers', async () => {
  await expect(run('watch', 'gpu.count>=2', '--bids')).rejects.toMatchObject({ code: 'USAGE' })
})
