import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { always, systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import type { RelayLinks } from '../relay/relay-links.ts'
import { testSigner } from '../testing/loopback.ts'
import { pathCompliance } from '../testing/path-compliance.ts'
import { placesOf, relayLinksOf, relayOnLoopback } from '../testing/relay-on-loopback.ts'
import { relayedSubject } from '../testing/relayed-subject.ts'
import { connectTcp } from './connect-tcp.ts'
import { punchedPath } from './punched.ts'
import type { RelayEndpoint } from './relays-of.ts'

pathCompliance('punched', () => relayedSubject('punched'))

const [buyer, hub, relayKey, otherKey] = [1, 2, 3, 4].map(testSigner)
const { signal } = new AbortController()
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A relay that takes connections and says nothing, and one where nobody listens. */
async function deadRelays() {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => {})))
  const closed = createServer()
  const relay = otherKey!.address
  const at = { silent: await listenOn(silent, '127.0.0.1', 0), away: await listenOn(closed, '127.0.0.1', 0) }
  await closeServer(closed)
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return closeServer(silent)
  })
  return { silent: { ...at.silent, relay }, away: { ...at.away, relay }, asked: () => sockets.length }
}

/** One where the hub has a place, and one where it has none. */
async function relays() {
  const [good, refusing] = [await relayOnLoopback(relayKey!), await relayOnLoopback(otherKey!)]
  const links = relayLinksOf(hub!)
  const arrivals: Socket[] = []
  const onSocket = (socket: Socket) => arrivals.push(socket.on('error', () => {}))
  const places = placesOf(hub!, always([good.endpoint]), { links, onSocket })
  await places.start()
  cleanups.push(async () => {
    for (const socket of arrivals) socket.destroy()
    await places.stop()
    links.close()
    await Promise.all([good.close(), refusing.close()])
  })
  return { good: good.endpoint, refusing: refusing.endpoint, arrivals }
}

async function routeBy(endpoints: readonly RelayEndpoint[], clock = systemClock) {
  const links = relayLinksOf(buyer!)
  cleanups.push(() => links.close())
  const routes = await punchedPath(async () => endpoints, { links, clock, random: systemRandom }).routes(hub!.address)
  expect(routes).toHaveLength(1)
  return routes[0]!
}

async function expectCarries(socket: Socket, arrivals: readonly Socket[]): Promise<void> {
  cleanups.push(() => socket.destroy())
  await expect.poll(() => arrivals.length).toBe(1)
  socket.write('hello')
  expect(String((await once(arrivals[0]!, 'data'))[0])).toBe('hello')
}

test('where the first relays of a record are away or refuse, the next one brings the two together', async () => {
  const { away } = await deadRelays()
  const { good, refusing, arrivals } = await relays()
  const route = await routeBy([away, refusing, good])
  await expectCarries(await route.connect(signal), arrivals)
})

test('a relay that does not answer is waited for as long as a dial of it, and then the next is asked beside it', async () => {
  const { silent, asked } = await deadRelays()
  const { good, arrivals } = await relays()
  const clock = new VirtualClock(systemClock.nowMs())
  const opening = (await routeBy([silent, good], clock)).connect(signal)
  await expect.poll(asked).toBe(1)
  await clock.advance(limits.relayDialTimeoutMs - 1)
  expect(arrivals).toEqual([])
  await clock.advance(1)
  await expect
    .poll(async () => {
      // Between two tries of a punch there is a pause.
      await clock.advance(limits.punchRetrySpreadMs)
      return arrivals.length
    })
    .toBe(1)
  await expectCarries(await opening, arrivals)
})

test('when no relay brings the two together, it is told of each why', async () => {
  const { away } = await deadRelays()
  const { refusing } = await relays()
  const route = await routeBy([away, refusing])
  const text = `127.0.0.1:${away.port}: nothing listens there; .*127.0.0.1:${refusing.port}: .* has no place at this relay`
  await expect(route.connect(signal)).rejects.toThrow(new RegExp(text))
})

test('what does not come through the NATs is not tried again by another relay: it sees the same ones', async () => {
  const { away } = await deadRelays()
  const answer = Buffer.from('127.0.0.1:1')
  const seen = createServer((socket) => socket.resume().end(Buffer.concat([Uint8Array.of(answer.length), answer])))
  const relay = { ...(await listenOn(seen, '127.0.0.1', 0)), relay: relayKey!.address }
  cleanups.push(() => closeServer(seen))
  let met = 0
  const link = {
    async punch() {
      met++
      return { endpoint: `127.0.0.1:${away.port}` }
    },
  }
  const to = () => ({ client: link, openRaw: (signal: AbortSignal) => connectTcp(relay, signal) })
  const clock = new VirtualClock(0)
  const world = { links: { to } as unknown as RelayLinks, clock, random: systemRandom }
  const [route] = await punchedPath(async () => [relay, { ...relay, host: 'localhost' }], world).routes(hub!.address)
  let outcome: unknown
  route!.connect(signal).catch((error: unknown) => {
    outcome = error
  })
  await expect.poll(() => met).toBe(1)
  await expect
    .poll(async () => {
      await clock.advance(limits.punchTimeoutMs)
      return outcome
    })
    .toMatchObject({ code: 'PUNCH_FAILED' })
  expect(met).toBe(1)
})
