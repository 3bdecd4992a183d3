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

test('of an outage the log has the beginning and the end, also where a round has no end', async () => {
  const clock = new VirtualClock(0)
  const told: unknown[] = []
  const write = (level: string) => (fields: object, message: string) => told.push([level, fields, message])
  const logger = { ...silentLogger, warn: write('warn'), info: write('info') }
  let rounds = 0
  const step = async (signal: AbortSignal, works: () => void) => {
    rounds++
    if (rounds % 4 !== 0) throw new Error('The hub 127.0.0.1:1 is away. Start it.')
    works()
    if (rounds === 4) throw new Error('it is away again')
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return undefined
  }
  const random = seededRandom(1)
  const loop = new Loop({ name: 'hub', clock, random, logger, retryFirstMs: 1, retryLongestMs: 2, step })
  await loop.start()
  await clock.advance(1_000)
  const begins = (reason: string) => ['warn', { loop: 'hub', reason }, 'fails, and is tried again until it works']
  const ends = (failures: number) => ['info', { loop: 'hub', failures }, 'works again']
  expect(told).toEqual([begins('The hub 127.0.0.1:1 is away.'), ends(3), begins('it is away again'), ends(4)])
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
