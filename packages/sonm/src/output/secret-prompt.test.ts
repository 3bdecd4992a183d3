import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { promptSecret, type SecretInput } from './secret-prompt.ts'

/** A terminal, with what it was told and what stands on its screen. */
function fakeTerminal() {
  const keys = new EventEmitter()
  const log: string[] = []
  const input: SecretInput = {
    setRawMode: (isRaw) => log.push(`raw ${isRaw}`),
    on: (event, listener) => keys.on(event, listener),
    off: (event, listener) => keys.off(event, listener),
    resume: () => log.push('resume'),
    pause: () => log.push('pause'),
  }
  const chunks: Uint8Array[] = []
  return {
    log,
    input,
    chunks,
    write: (text: string) => void log.push(`show ${text}`),
    type: (text: string) => {
      const chunk = new TextEncoder().encode(text)
      chunks.push(chunk)
      keys.emit('data', chunk)
    },
    listeners: () => keys.listenerCount('data'),
  }
}

async function typed(...texts: readonly string[]): Promise<string> {
  const terminal = fakeTerminal()
  const answer = promptSecret('? ', terminal.input, terminal.write)
  for (const text of texts) terminal.type(text)
  return new TextDecoder().decode(await answer)
}

test('what is typed is read, and never shown; the terminal is as before, and what came from it is wiped', async () => {
  const terminal = fakeTerminal()
  const answer = promptSecret('Password: ', terminal.input, terminal.write)
  terminal.type('pass')
  terminal.type('word\rmore')
  expect(new TextDecoder().decode(await answer)).toBe('password')
  // Echo is off before anything is asked.
  expect(terminal.log).toEqual(['raw true', 'show Password: ', 'resume', 'raw false', 'pause', 'show \n'])
  expect(terminal.listeners()).toBe(0)
  expect(terminal.chunks[0]!.every((byte) => byte === 0)).toBe(true)
})

it.each([
  ['backspace takes a letter back', ['abx\u007fc\r'], 'abc'],
  ['of a letter of several bytes all of them', ['aé€😀\u007f\u007fb\r'], 'aéb'],
  ['and at the beginning nothing', ['\u007f\u007fa\r'], 'a'],
  ['Ctrl-U takes all of it back', ['wrong\u0015right\n'], 'right'],
  ['keys that move the cursor are no letters', ['a\u001b[Db\u001b[1;5Cc\u001bOPd\r'], 'abcd'],
  ['other control characters neither', ['a\tb\u0000\u0001c\r'], 'abc'],
  ['a letter may come in pieces', ['a', 'b', '\r'], 'ab'],
  ['nothing is an answer', ['\r'], ''],
])('%s', async (_, texts, expected) => {
  expect(await typed(...texts)).toBe(expected)
})

it.each(['\u0003', '\u0004', 'secret\u0003'])('%j is a no', async (keys) => {
  await expect(typed(keys)).rejects.toMatchObject({ code: 'PROMPT_INTERRUPTED' })
})

test('any text without control characters is read as it was typed, however long', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (text) => {
      fc.pre(!/\p{Cc}/u.test(text))
      expect(await typed(text, '\r')).toBe(text)
    }),
  )
  expect(await typed('x'.repeat(100_000), '\r')).toHaveLength(4096)
})
