import { connect, createServer, type Socket } from 'node:net'
import { always, silentLogger, systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import { type Endpoint, pinned } from '../paths/peer.ts'
import { PeerNetwork } from '../peer-network.ts'
import { testSigner } from '../testing/loopback.ts'
import { relayOnLoopback } from '../testing/relay-on-loopback.ts'

const [buyer, hub, liarKey, honestKey] = [1, 2, 3, 4].map(testSigner)
const world = { random: systemRandom, logger: silentLogger }
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Passes on what comes, as a relay does, until it is told to do something else with what it has joined. */
async function wireTo(target: Endpoint) {
  const sockets = new Set<Socket>()
  const wire = createServer((near) => {
    const far = connect(target)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}))
    near.pipe(far).pipe(near)
  })
  const endpoint = await listenOn(wire, '127.0.0.1', 0)
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return closeServer(wire)
  })
  return {
    endpoint,
    swallow: () => {
      for (const socket of sockets) socket.unpipe().pause()
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A hub that is reached by two relays alone, of which the first that it names lies. */
async function setUp() {
  const [first, honest] = [await relayOnLoopback(liarKey!), await relayOnLoopback(honestKey!)]
  const liar = await wireTo(first.endpoint)
  const served = new PeerNetwork({ ...world, signer: hub!, clock: systemClock, resolve: pinned([]) })
  served.serve({ routes: () => {} })
  await served.listen('127.0.0.1', 0)
  const places = served.relayPlaces(always([first.endpoint, honest.endpoint]), () => {})
  await places.start()
  const clock = new VirtualClock(systemClock.nowMs())
  const named = [{ ...liar.endpoint, relay: liarKey!.address }, honest.endpoint]
  const caller = new PeerNetwork({ ...world, signer: buyer!, clock, resolve: async () => named })
  cleanups.push(async () => {
    await caller.close()
    await places.stop()
    await Promise.all([served.close(), first.close(), honest.close()])
  })
  return { clock, caller, liar, honest, connected: () => caller.paths().size > 0 }
}

test.each(['swallow', 'cut'] as const)(
  'of a relay that joins as it should and then begins to %s, the next call takes another one',
  async (deed) => {
    const { clock, caller, liar, honest, connected } = await setUp()
    expect((await caller.ping(hub!.address)).via).toContain(`:${liar.endpoint.port}`)
    liar[deed]()
    // A call that waits has the link pinged.
    const waiting = caller.ping(hub!.address).catch(() => {})
    for (let passedMs = 0; passedMs < limits.pingIntervalMs + limits.pingTimeoutMs; passedMs += 500)
      await clock.advance(500)
    await waiting
    await expect.poll(connected).toBe(false)
    expect((await caller.ping(hub!.address)).via).toContain(`:${honest.endpoint.port}`)
  },
)
