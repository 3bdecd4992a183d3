import type { Random } from '@sonm/common'
import { fail } from '@sonm/model'
import type { Dialog } from './dialog.ts'

const WORDS_ASKED = 3
const MAX_TRIES = 3

/**
 * Shows a new mnemonic and asks for some of its words, until it is sure that it was written down.
 * @throws MNEMONIC_NOT_NOTED, PROMPT_INTERRUPTED
 */
export async function haveWrittenDown(mnemonic: string, dialog: Dialog, random: Random): Promise<void> {
  const words = mnemonic.split(' ')
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    dialog.note(wordsText(words))
    // Also when he gives up here.
    await dialog
      .ask('Press Enter when all of them are on paper; they are taken off the screen then. ')
      .finally(() => dialog.clear())
    if (await knowsWords(words, dialog, random)) return dialog.clear()
    if (tries < MAX_TRIES) dialog.note('That is another word. Here they are once more.')
  }
  throw fail('MNEMONIC_NOT_NOTED', {})
}

async function knowsWords(words: readonly string[], dialog: Dialog, random: Random): Promise<boolean> {
  for (const place of places(words.length, random)) {
    const answer = await dialog.ask(`Word ${place + 1}: `)
    if (answer.trim().toLowerCase() !== words[place]) return false
  }
  return true
}

function places(count: number, random: Random): readonly number[] {
  const chosen = new Set<number>()
  while (chosen.size < WORDS_ASKED) chosen.add(random.integer(count))
  return [...chosen].sort((a, b) => a - b)
}

function wordsText(words: readonly string[]): string {
  const cells = words.map((word, at) => `${String(at + 1).padStart(4)}. ${word.padEnd(10)}`)
  const lines = Array.from({ length: words.length / 4 }, (_, row) => cells.slice(row * 4, row * 4 + 4).join(''))
  return [
    'These words are the account: whoever has them has its money, and without them and the file it is lost.',
    'Write them down on paper, in this order. They are shown this once.',
    '',
    ...lines.map((line) => line.trimEnd()),
    '',
  ].join('\n')
}
