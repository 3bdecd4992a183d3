import { VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { waitNote } from './wait-note.ts'

/** What is written while work takes so long. */
async function writtenDuring(workMs: number, isTTY: boolean): Promise<readonly string[]> {
  const clock = new VirtualClock()
  const written: string[] = []
  const note = waitNote({ isTTY, write: (text) => written.push(text) }, clock)
  const work = note.during(
    () => new Promise<never>((_, failed) => clock.after(workMs, () => failed(new Error('no answer')))),
  )
  const ended = expect(work).rejects.toThrow('no answer')
  await clock.advance(workMs)
  await ended
  await clock.advance(60_000)
  return written
}

test('who waits long on a terminal is told so, until it is over, also by a failure', async () => {
  expect(await writtenDuring(10_000, true)).toEqual([expect.stringMatching(/^Waiting for the node/), '\r\u001b[K'])
})

test('what comes soon is not waited for, and no program reads of waiting', async () => {
  expect(await writtenDuring(1_900, true)).toEqual([])
  expect(await writtenDuring(10_000, false)).toEqual([])
})
