import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ask } from './ask.ts'

function terminal() {
  const [input, output] = [new PassThrough(), new PassThrough()]
  return { input, output, terminal: true, shown: () => String(output.read() ?? '') }
}

test('an answer is given back', async () => {
  const at = terminal()
  const asked = ask('Who? ', at)
  at.input.write('alice\n')
  expect(await asked).toBe('alice')
})

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s is no answer, and what follows begins a line', async (_, key) => {
  const at = terminal()
  const asked = ask('Who? ', at)
  at.input.write(key)
  await expect(asked).rejects.toMatchObject({ code: 'PROMPT_INTERRUPTED' })
  expect(at.shown()).toMatch(/Who\? .*\n$/s)
})
