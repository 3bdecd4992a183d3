import { expect, test } from 'vitest'
import { VirtualClock } from './clock.ts'
import { Seldom } from './seldom.ts'

test('what happens without end is said once in a while, and nothing of it is left out of the count', async () => {
  const clock = new VirtualClock()
  const seldom = new Seldom({ clock, everyMs: 1_000 })
  const said: number[] = []
  for (let at = 0; at < 25; at++) {
    seldom.tell((times) => said.push(times))
    await clock.advance(100)
  }
  expect(said).toEqual([1, 10, 10])
})
