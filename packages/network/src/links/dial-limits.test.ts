import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { seededRandom, silentLogger, systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import { connectTcp } from '../paths/connect-tcp.ts'
import type { Path, PathKind } from '../paths/path.ts'
import type { Endpoint } from '../paths/peer.ts'
import { PeerNetwork } from '../peer-network.ts'
import { testSigner } from '../testing/loopback.ts'
import { relayLinksOf } from '../testing/relay-on-loopback.ts'
import { Dialer } from './dialer.ts'
import { closeServer, listenOn } from './listen.ts'
import { Listener } from './listener.ts'
import { Alpn } from './secure.ts'

const hub = testSigner(2)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A port that counts who comes, and does with him what it is told. */
async function counted(onSocket: (socket: Socket) => void) {
  let count = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    count++
    sockets.add(socket.on('error', () => {}))
    onSocket(socket)
  })
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return closeServer(server)
  })
  return { endpoint: await listenOn(server, '127.0.0.1', 0), count: () => count }
}

test('a record that names very many relays has a caller connect to a few of them', async () => {
  const relays = await Promise.all(Array.from({ length: 20 }, () => counted((socket) => socket.destroy())))
  const named = relays.map(({ endpoint }, at) => ({ ...endpoint, relay: testSigner(10 + at).address }))
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const caller = new PeerNetwork({ ...world, signer: testSigner(1), resolve: async () => named })
  cleanups.push(() => caller.close())
  await expect(caller.ping(hub.address)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
  const asked = relays.filter(({ count }) => count() > 0).length
  expect(asked).toBe(limits.dialMaxRelays)
})

test('of very many relays the connections to the latest are kept, and the oldest gives way', async () => {
  const links = relayLinksOf(testSigner(1))
  cleanups.push(() => links.close())
  const relayAt = (port: number) => ({ host: '127.0.0.1', port, relay: testSigner(3).address })
  const first = links.to(relayAt(1))
  for (let port = 2; port <= limits.relayLinks; port++) links.to(relayAt(port))
  expect(links.to(relayAt(1))).toBe(first)
  links.to(relayAt(limits.relayLinks + 1))
  expect(links.to(relayAt(1))).toBe(first)
  for (let port = 2; port <= limits.relayLinks + 1; port++) links.to(relayAt(port))
  expect(links.to(relayAt(1))).not.toBe(first)
  await expect(first.client.connect({ address: hub.address })).rejects.toMatchObject({
    data: { reason: 'this side is shutting down' },
  })
})

test('a relay that accepts and says nothing is given up in time', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const links = relayLinksOf(testSigner(1), clock)
  cleanups.push(() => links.close())
  const silent = await counted(() => {})
  const asking = links.to({ ...silent.endpoint, relay: testSigner(3).address }).client.connect({ address: hub.address })
  const told = asking.catch((error: unknown) => error)
  await expect.poll(silent.count).toBe(1)
  await clock.advance(limits.relayDialTimeoutMs)
  expect(await told).toMatchObject({ code: 'PEER_UNREACHABLE' })
})

/** Ways that swallow everything, which note when they are tried. */
async function trying(kinds: readonly PathKind[]) {
  const clock = new VirtualClock(0)
  const triedAtMs: number[] = []
  const lookedUpAtMs: number[] = []
  const path: Path = {
    kind: 'direct',
    async routes(_, options) {
      if (options?.again) lookedUpAtMs.push(clock.nowMs())
      return kinds.map((kind, at) => ({
        kind,
        label: `way ${at}`,
        connect(signal) {
          triedAtMs.push(clock.nowMs())
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        },
      }))
    },
  }
  const identity = new Identity({ signer: testSigner(1), clock, random: seededRandom(1), logger: silentLogger })
  await identity.secureContext()
  const dialler = new Dialer({ identity, clock, paths: [path] })
  dialler.dial(hub.address, Alpn.rpc).catch(() => {})
  await clock.advance(limits.dialTimeoutMs)
  return { triedAtMs, lookedUpAtMs }
}

test('the next endpoint is tried when one has had its head start, and a punch when the others have had a longer one', async () => {
  const { triedAtMs } = await trying(['direct', 'direct', 'punched'])
  const { dialStaggerMs, punchHeadStartMs } = limits
  expect(triedAtMs).toEqual([0, dialStaggerMs, dialStaggerMs + punchHeadStartMs])
})

test('when nothing answers, it is looked up again where the peer is', async () => {
  expect((await trying(['direct'])).lookedUpAtMs).toEqual([limits.lookAgainMs])
})

test('the way that led to a peer is tried first for a while, and then the order is as before', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const world = { clock, random: systemRandom, logger: silentLogger }
  const listener = new Listener({ ...world, identity: new Identity({ ...world, signer: hub }), onLink: () => {} })
  const good: Endpoint = await listener.listen('127.0.0.1', 0)
  cleanups.push(() => listener.close())
  const tried: string[] = []
  const way = (label: string, connect: (signal: AbortSignal) => Promise<Socket>) => ({
    kind: 'direct' as const,
    label,
    connect(signal: AbortSignal) {
      tried.push(label)
      return connect(signal)
    },
  })
  const path: Path = {
    kind: 'direct',
    routes: async () => [
      way('closed', () => Promise.reject(new Error('closed'))),
      way('open', (signal) => connectTcp(good, signal)),
    ],
  }
  const dialler = new Dialer({ identity: new Identity({ ...world, signer: testSigner(1) }), clock, paths: [path] })
  const dial = async () => {
    tried.splice(0)
    const { socket } = await dialler.dial(hub.address, Alpn.rpc)
    const closed = once(socket, 'close')
    socket.destroy()
    await closed
    return [...tried]
  }
  expect(await dial()).toEqual(['closed', 'open'])
  await clock.advance(limits.knownWayMs - 1)
  expect(await dial()).toEqual(['open'])
  await clock.advance(limits.knownWayMs)
  expect(await dial()).toEqual(['closed', 'open'])
})

test('a relay that lost a link is tried last for a while, of the peer of that link alone', async () => {
  const clock = new VirtualClock(0)
  const world = { clock, random: seededRandom(1), logger: silentLogger }
  const tried: string[] = []
  const way = (label: string) => ({
    kind: 'relayed' as const,
    label,
    connect() {
      tried.push(label)
      return Promise.reject(new Error('closed'))
    },
  })
  const path: Path = { kind: 'relayed', routes: async () => [way('liar'), way('other')] }
  const dialler = new Dialer({ identity: new Identity({ ...world, signer: testSigner(1) }), clock, paths: [path] })
  const order = async (to = hub.address) => {
    tried.splice(0)
    const dialled = dialler.dial(to, Alpn.rpc).catch(() => {})
    await expect.poll(() => tried).toHaveLength(2)
    await clock.advance(limits.dialTimeoutMs)
    await dialled
    return tried.slice(0, 2)
  }
  dialler.doubt(hub.address, way('liar'))
  expect(await order()).toEqual(['other', 'liar'])
  expect(await order(testSigner(3).address)).toEqual(['liar', 'other'])
  await clock.advance(limits.doubtedRelayMs)
  expect(await order()).toEqual(['liar', 'other'])
})
