import { always, Changeable, silentLogger, systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { testSigner } from '../testing/loopback.ts'
import { placesOf, relayLinksOf, relayOnLoopback } from '../testing/relay-on-loopback.ts'
import { RelayPlaces } from './places.ts'
import type { RelayLinks } from './relay-links.ts'

/** So soon after its return a relay leads to us again. */
const BACK_WITHIN_MS = 2_000

test('a relay that is back is used again within 2 s, and each change is told', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const [hub, relayKey] = [testSigner(2), testSigner(3)]
  const first = await relayOnLoopback(relayKey)
  const links = relayLinksOf(hub, clock)
  const changes: number[] = []
  const places: RelayPlaces = new RelayPlaces({
    signer: hub,
    relays: always([first.endpoint]),
    links,
    clock,
    random: systemRandom,
    logger: silentLogger,
    onSocket: () => {},
    onChange: () => changes.push(places.endpoints().length),
  })
  await places.start()
  expect(places.endpoints()).toEqual([first.endpoint])
  const term = places.termAt(first.endpoint)
  expect(term).toBeDefined()
  await first.close()
  await expect.poll(() => places.endpoints()).toEqual([])
  expect(places.status()[0]!.reason).not.toBe('')
  expect(places.termAt(first.endpoint)).toBeUndefined()
  for (let at = 0; at < 20; at++) await clock.advance(500)
  const second = await relayOnLoopback(relayKey, { port: first.endpoint.port })
  let waitedMs = 0
  await expect
    .poll(async () => {
      if (waitedMs < BACK_WITHIN_MS) await clock.advance(100)
      waitedMs += 100
      return places.endpoints().length
    })
    .toBe(1)
  expect(changes).toEqual([1, 0, 1])
  // Whoever told the relay something knows by this that it may have forgotten.
  expect(places.termAt(first.endpoint)).toBeGreaterThan(term!)
  await places.stop()
  links.close()
  await second.close()
})

test('a relay that comes into the list is taken, and one that leaves it is left', async () => {
  const hub = testSigner(2)
  const [first, second] = [await relayOnLoopback(testSigner(3)), await relayOnLoopback(testSigner(4))]
  const links = relayLinksOf(hub)
  const relays = new Changeable([first.endpoint])
  const places = placesOf(hub, relays, { links, onSocket: () => {} })
  await places.start()
  relays.set([first.endpoint, second.endpoint])
  await expect.poll(() => places.endpoints()).toEqual([first.endpoint, second.endpoint])
  relays.set([second.endpoint])
  expect(places.endpoints()).toEqual([second.endpoint])
  await places.stop()
  links.close()
  await Promise.all([first.close(), second.close()])
})

test.each(['join', 'punch'] as const)(
  'a relay has us do no more at once for callers than so many times: %s',
  async (kind) => {
    const clock = new VirtualClock()
    const most = limits.relayWorkAtOnce[kind]
    let connections = 0
    let expiresAtSeconds = 0n
    const goesOn = Promise.withResolvers<void>()
    const endpoint = '192.0.2.7:1'
    /** A relay that tells of callers without end, and then answers nothing. */
    const hostile = {
      client: {
        async *reserve(asked: { expiresAtSeconds: bigint }, { signal }: { signal: AbortSignal }) {
          yield { event: { case: 'reserved', value: {} } }
          expiresAtSeconds = asked.expiresAtSeconds
          for (let at = 0; at < 3 * most; at++) {
            if (at === 2 * most) await goesOn.promise
            const value = kind === 'join' ? { token: systemRandom.bytes(32) } : { id: systemRandom.bytes(32), endpoint }
            yield { event: { case: kind === 'join' ? 'incoming' : 'punch', value } }
          }
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        },
      },
      openRaw(signal: AbortSignal) {
        connections++
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    }
    const places = new RelayPlaces({
      signer: testSigner(2),
      relays: always([{ host: '192.0.2.1', port: 15_020, relay: testSigner(3).address }]),
      links: { to: () => hostile } as unknown as RelayLinks,
      clock,
      random: systemRandom,
      logger: silentLogger,
      onSocket: () => {},
      onChange: () => {},
    })
    await places.start()
    await clock.advance(0)
    expect(connections).toBe(most)
    const seconds = BigInt(Math.floor(clock.nowMs() / 1_000))
    expect(expiresAtSeconds).toBe(seconds + limits.relayReservationSeconds)
    // What does not come to its end is given up, and makes room.
    await clock.advance(limits.relayWorkTimeoutMs)
    goesOn.resolve()
    await clock.advance(0)
    expect(connections).toBe(2 * most)
    await places.stop()
  },
)
