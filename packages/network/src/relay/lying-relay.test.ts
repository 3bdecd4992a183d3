import { always, silentLogger, systemRandom, VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { testSigner } from '../testing/loopback.ts'
import { RelayPlaces } from './places.ts'
import type { RelayLinks } from './relay-links.ts'

type Told = { readonly event: { readonly case: string; readonly value: object } }
type Reserve = (signal: AbortSignal) => AsyncGenerator<Told>

const reserved: Told = { event: { case: 'reserved', value: {} } }
const forEver = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

/** A hub's places at one relay, which does as it likes when it is asked for one. */
function placesAt(reserve: Reserve) {
  const clock = new VirtualClock()
  const warnings: string[] = []
  let changes = 0
  let asked = 0
  const liar = {
    client: {
      reserve(_: object, { signal }: { signal: AbortSignal }) {
        asked++
        return reserve(signal)
      },
    },
    openRaw: forEver,
  }
  const places = new RelayPlaces({
    signer: testSigner(2),
    relays: always([{ host: '192.0.2.1', port: 15_020, relay: testSigner(3).address }]),
    links: { to: () => liar } as unknown as RelayLinks,
    clock,
    random: systemRandom,
    logger: { ...silentLogger, warn: (_, message) => void warnings.push(message) },
    onSocket: () => {},
    onChange: () => changes++,
  })
  return { clock, places, warnings, changes: () => changes, asked: () => asked }
}

test('a relay that never says whether there is a place keeps no hub from starting, and is asked again', async () => {
  const { clock, places, asked } = placesAt(async function* (signal) {
    await forEver(signal)
    yield reserved
  })
  const started = places.start()
  await clock.advance(limits.relayDialTimeoutMs + limits.relayAskTimeoutMs)
  await started
  expect(places.endpoints()).toEqual([])
  expect(places.status()[0]!.reason).toContain('did not answer')
  await clock.advance(1_000)
  expect(asked()).toBe(2)
  await places.stop()
})

test('a relay that gives places and takes them back at once is asked ever more seldom; one that kept a place is asked at once', async () => {
  let lastsMs = 0
  const { clock, places, changes, asked } = placesAt(async function* (signal) {
    yield reserved
    const ends = Promise.withResolvers<void>()
    clock.after(lastsMs, ends.resolve)
    await Promise.race([ends.promise, forEver(signal)])
  })
  await places.start()
  await clock.advance(60_000)
  // The locators take so many announcements of a key in a minute, from all that it announces.
  expect(changes()).toBeLessThan(20)
  await clock.advance(limits.relayPlaceLongestPauseMs)
  lastsMs = limits.relayPlaceLeastMs
  await clock.advance(limits.relayPlaceLongestPauseMs)
  const before = asked()
  await clock.advance(2 * lastsMs + 2_000)
  expect(asked()).toBeGreaterThanOrEqual(before + 2)
  await places.stop()
})

test('a relay that tells of callers without end is read no faster than it may tell, and fills no log', async () => {
  let told = 0
  const incoming = () => ({ event: { case: 'incoming', value: { token: systemRandom.bytes(32) } } })
  const { clock, places, warnings } = placesAt(async function* () {
    yield reserved
    for (;;) {
      told++
      yield incoming()
    }
  })
  await places.start()
  await clock.advance(0)
  expect(told).toBeLessThanOrEqual(limits.relayEventBurst + 1)
  await clock.advance(10_000)
  const most = limits.relayEventBurst + 10 * limits.relayEventsPerSecond
  expect(told).toBeGreaterThan(most / 2)
  expect(told).toBeLessThanOrEqual(most + 1)
  expect(warnings).toEqual(['callers ask for too much at once through a relay'])
  await clock.advance(limits.refusalLogMs)
  expect(warnings).toHaveLength(2)
  await places.stop()
})
