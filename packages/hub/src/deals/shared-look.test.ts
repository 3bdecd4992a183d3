import { VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { SharedLook } from './shared-look.ts'

test('whoever asks for a look has one that began afterwards, and many who ask share few', async () => {
  const clock = new VirtualClock()
  const begunAtMs: number[] = []
  const look = new SharedLook(clock, async () => void begunAtMs.push(clock.nowMs()))
  const startMs = clock.nowMs()
  const waits: Promise<void>[] = []
  for (let at = 0; at < 1000; at++) {
    const askedAtMs = clock.nowMs()
    waits.push(look.take().then(() => expect(begunAtMs.at(-1)).toBeGreaterThanOrEqual(askedAtMs)))
    await clock.advance(5)
  }
  await clock.advance(1000)
  await Promise.all(waits)
  expect(begunAtMs[0]).toBe(startMs)
  expect(begunAtMs.length).toBeLessThanOrEqual(12)
})

test('a look that fails is told to those who shared it, and the next one is tried', async () => {
  const clock = new VirtualClock()
  let fails = true
  const look = new SharedLook(clock, async () => {
    if (fails) throw new Error('no chain')
  })
  await expect(look.take()).rejects.toThrow('no chain')
  fails = false
  const next = look.take()
  await clock.advance(500)
  await next
})
