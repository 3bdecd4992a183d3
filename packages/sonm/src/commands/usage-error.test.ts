import { expect, test } from 'vitest'
import { createProgram } from '../program.ts'
import { usageError } from './usage-error.ts'

async function refusalOf(...words: readonly string[]) {
  const error = await createProgram()
    .parseAsync(['node', 'sonm', ...words])
    .catch((thrown: unknown) => thrown)
  return usageError((error as Error).message)
}

test.each([
  ['-1 SNM', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
  ['-0.5 ETH', 'alice'],
])('a negative amount is refused as one, not as an unknown option: %s', async (amount, to) => {
  expect(await refusalOf('wallet', 'send', amount, to)).toMatchObject({
    code: 'USAGE',
    what: `'${amount}' is negative, and no such amount or number is taken.`,
  })
})

test('an option that is unknown is told as the parser does', async () => {
  expect((await refusalOf('wallet', 'send', '--quick')).what).toMatch(/^unknown option '--quick'/)
})

test('a wrong argument is told in one line, and by its name in the help', async () => {
  expect((await refusalOf('bid', 'cancel', 'nothing')).what).toMatch(/^'nothing' is no valid <bid>\. It must be 0x/)
  expect((await refusalOf('market', 'histori')).what).toBe("unknown command 'histori' (Did you mean history?).")
})

test.each(['search', 'why', 'watch'])('a query that a shell has split is asked for in quotes: %s', async (command) => {
  expect((await refusalOf('market', command, 'cores', 'ram')).what).toMatch(/quote it, as in "cores>=2 ram>=4GiB"/)
})
