import { expect, test } from 'vitest'
import { VirtualClock } from './clock.ts'
import { silentLogger } from './logger.ts'
import { Loop, retryPauseMs } from './loop.ts'
import { seededRandom } from './random.ts'

function loopOf(clock: VirtualClock, step: () => Promise<number | undefined>) {
  const random = seededRandom(1)
  return new Loop({ name: 'test', clock, random, logger: silentLogger, retryFirstMs: 100, retryLongestMs: 1000, step })
}

test('a loop goes round when its time has come and when it is woken, and never after it stopped', async () => {
  const clock = new VirtualClock(0)
  const rounds: number[] = []
  const loop = loopOf(clock, async () => {
    rounds.push(clock.nowMs())
    return 1000
  })
  await loop.start()
  await clock.advance(1500)
  loop.wake()
  await clock.advance(900)
  expect(rounds).toEqual([0, 1000, 1500])
  await loop.stop()
  await clock.advance(10_000)
  expect(rounds).toHaveLength(3)
})

test('a loop that is woken in the middle of a round goes round once more', async () => {
  const clock = new VirtualClock(0)
  let rounds = 0
  const loop = loopOf(clock, async () => {
    rounds++
    if (rounds === 1) loop.wake()
    return undefined
  })
  await loop.start()
  await clock.advance(1)
  expect(rounds).toBe(2)
  await loop.stop()
})

test('a round that fails is repeated after a pause', async () => {
  const clock = new VirtualClock(0)
  const rounds: number[] = []
  const loop = loopOf(clock, async () => {
    rounds.push(clock.nowMs())
    if (rounds.length < 3) throw new Error('not yet')
    return undefined
  })
  await loop.start()
  await clock.advance(10_000)
  expect(rounds).toHaveLength(3)
  expect(rounds[1]).toBeGreaterThanOrEqual(50)
  await loop.stop()
})

test('the pause grows and stays within its bounds', () => {
  const pause = { retryFirstMs: 100, retryLongestMs: 5000 }
  for (let failures = 1; failures < 100; failures++) {
    const pauseMs = retryPauseMs(failures, pause, seededRandom(failures))
    expect(pauseMs).toBeGreaterThanOrEqual(Math.min(2500, 50 * 2 ** (failures - 1)))
    expect(pauseMs).toBeLessThanOrEqual(5000)
  }
})
