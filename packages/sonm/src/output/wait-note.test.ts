import { VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { waitNote } from './wait-note.ts'

/** What is written while pieces of work beside each other take so long. */
async function writtenDuring(worksMs: readonly number[], isTTY: boolean): Promise<readonly string[]> {
  const clock = new VirtualClock()
  const written: string[] = []
  const note = waitNote({ isTTY, write: (text) => written.push(text) }, clock)
  const ended = worksMs.map((workMs) => {
    const work = note.during(
      () => new Promise<never>((_, failed) => clock.after(workMs, () => failed(new Error('no answer')))),
    )
    return expect(work).rejects.toThrow('no answer')
  })
  await clock.advance(Math.max(...worksMs))
  await Promise.all(ended)
  await clock.advance(60_000)
  return written
}

test('who waits long on a terminal is told so, until it is over, also by a failure', async () => {
  expect(await writtenDuring([10_000], true)).toEqual([expect.stringMatching(/^Waiting for the node/), '\r\u001b[K'])
  expect(await writtenDuring([3_000, 10_000, 5_000], true)).toHaveLength(2)
})

test('what comes soon is not waited for, and no program reads of waiting', async () => {
  expect(await writtenDuring([1_900], true)).toEqual([])
  expect(await writtenDuring([10_000], false)).toEqual([])
})
