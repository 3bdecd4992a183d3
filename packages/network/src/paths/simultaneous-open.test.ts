import { createServer } from 'node:net'
import { systemRandom, VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import { simultaneousOpen } from './simultaneous-open.ts'

test('where nobody comes it is tried again, each time after a pause by chance, and given up in time', async () => {
  const server = createServer()
  const closed = await listenOn(server, '127.0.0.1', 0)
  await closeServer(server)
  const clock = new VirtualClock(0)
  const spreads: number[] = []
  const random = {
    ...systemRandom,
    integer(below: number) {
      spreads.push(below)
      return below - 1
    },
  }
  const { signal } = new AbortController()
  const opening = simultaneousOpen(closed, { localPort: 0, listens: false, clock, random, signal })
  let outcome: unknown
  opening.catch((error: unknown) => {
    outcome = error
  })
  const { punchTimeoutMs, punchRetryLeastMs, punchRetrySpreadMs } = limits
  const pauseMs = punchRetryLeastMs + punchRetrySpreadMs - 1
  const most = Math.floor((punchTimeoutMs - 1) / pauseMs)
  for (let tries = 1; tries <= most; tries++) {
    await expect.poll(() => spreads.length, { interval: 1 }).toBe(tries)
    await clock.advance(pauseMs)
  }
  await clock.advance(punchTimeoutMs - 1 - most * pauseMs)
  expect(outcome).toBeUndefined()
  await clock.advance(1)
  expect(outcome).toMatchObject({ code: 'PUNCH_FAILED', data: { seconds: String(punchTimeoutMs / 1_000) } })
  expect(new Set(spreads)).toEqual(new Set([punchRetrySpreadMs]))
})
