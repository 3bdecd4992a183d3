import { Changeable, createMetrics, silentLogger, VirtualClock } from '@sonm/common'
import type { Address } from '@sonm/model'
import { fail } from '@sonm/model'
import type { MeasuredPath } from '@sonm/network'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/market.ts'
import { MarketplaceRecords } from './marketplace-records.ts'
import { Presence } from './presence.ts'

const [first, second] = [testSigner(4).address, testSigner(14).address]

/** Pings that the test answers, and what is known after them. */
function setUp(addresses: readonly Address[] = [first]) {
  const clock = new VirtualClock()
  const marketplaces = new Changeable(addresses)
  const world = { clock, marketplaces, logger: silentLogger }
  const records = new MarketplaceRecords({ ...world, metrics: createMetrics({ processMetrics: false }) })
  const pinged: Address[] = []
  const under = new Map<Address, PromiseWithResolvers<MeasuredPath>>()
  const ping = (to: Address) => {
    pinged.push(to)
    const answer = Promise.withResolvers<MeasuredPath>()
    under.set(to, answer)
    return answer.promise
  }
  const presence = new Presence({ ...world, records, network: { ping } })
  return {
    clock,
    presence,
    marketplaces,
    pinged,
    answers: (from: Address) => under.get(from)!.resolve({ path: 'direct', via: '', tried: [], roundTripUs: 1 }),
    isGone: (from: Address) => under.get(from)!.reject(fail('PEER_UNREACHABLE', { address: from, reason: 'gone' })),
    known: () => records.list().map(({ failures, silentSinceMs }) => ({ failures, silentSinceMs })),
  }
}

test('who does not answer is known after one question, and who is back after the next', async () => {
  const { clock, presence, isGone, answers, known } = setUp()
  const lostAtMs = clock.nowMs()
  const asked = presence.refresh()
  isGone(first)
  await asked
  // It was sent no call that it could have failed at.
  expect(known()).toEqual([{ failures: 0, silentSinceMs: lostAtMs }])
  await clock.advance(60_000)
  const again = presence.refresh()
  isGone(first)
  await again
  expect(known()).toEqual([{ failures: 0, silentSinceMs: lostAtMs }])
  await clock.advance(60_000)
  const last = presence.refresh()
  answers(first)
  await last
  expect(known()).toEqual([{ failures: 0, silentSinceMs: undefined }])
})

test('a marketplace is pinged only when somebody asks, once at a time, and once in some seconds', async () => {
  const { clock, presence, answers, pinged, marketplaces } = setUp()
  await clock.advance(3_600_000)
  expect([pinged, clock.nextTimerMs()]).toEqual([[], undefined])
  const many = Array.from({ length: 1_000 }, () => presence.refresh())
  expect(pinged).toEqual([first])
  answers(first)
  await Promise.all(many)
  await presence.refresh()
  await clock.advance(2_999)
  await presence.refresh()
  expect([pinged, clock.nextTimerMs()]).toEqual([[first], undefined])
  // One that is new is not known yet.
  marketplaces.set([first, second])
  const asked = presence.refresh()
  expect(pinged).toEqual([first, second])
  answers(second)
  await asked
  await clock.advance(1)
  void presence.refresh()
  expect(pinged).toEqual([first, second, first])
})

test('nobody waits for one to which a way is sought long, and it is found silent all the same', async () => {
  const { clock, presence, answers, isGone, pinged, known } = setUp([first, second])
  let isOver = false
  const asked = presence.refresh().then(() => {
    isOver = true
  })
  answers(first)
  await clock.advance(1_999)
  expect(isOver).toBe(false)
  await clock.advance(1)
  await asked
  await clock.advance(5_000)
  void presence.refresh()
  expect(pinged).toEqual([first, second, first])
  isGone(second)
  await clock.advance(0)
  expect(known().map(({ silentSinceMs }) => silentSinceMs)).toEqual([undefined, clock.nowMs()])
})
