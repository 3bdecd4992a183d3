import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createClient } from '@connectrpc/connect'
import { systemClock, VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import type { IncomingTunnel } from '../network.ts'
import type { PeerNetwork } from '../peer-network.ts'
import { EchoService } from '../testing/echo-service.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'

const NOTICED_MS = limits.pingIntervalMs + limits.pingTimeoutMs
const [buyer, worker, hub] = [1, 3, 2].map(testSigner)
const OPEN = { protocol: 'any', payload: new Uint8Array() }
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A hub, and a wire to it that can begin to swallow everything. */
async function setUp(onTunnel: (tunnel: IncomingTunnel) => Promise<void>) {
  const clock = new VirtualClock(systemClock.nowMs())
  const peers = new LoopbackPeers()
  cleanups.push(() => peers.close())
  const routes = (router: Parameters<Parameters<PeerNetwork['serve']>[0]['routes']>[0]) =>
    void router.service(EchoService, { unary: (request) => request })
  await peers.add({ signer: hub!, handlers: { routes, onTunnel }, clock })
  const [target] = await peers.resolve(hub!.address)
  const lines: Socket[][] = []
  const wire = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...target!, allowHalfOpen: true })
    for (const socket of [near, far]) socket.on('error', () => {})
    near.pipe(far).pipe(near)
    lines.push([near, far])
  })
  const wired = await listenOn(wire, '127.0.0.1', 0)
  cleanups.push(() => {
    for (const socket of lines.flat()) socket.destroy()
    return closeServer(wire)
  })
  return {
    clock,
    peers,
    target: target!,
    wired,
    lines: () => lines.length,
    /** Neither bytes nor ends nor resets pass any more. @param line by its number; all by default */
    silence(line?: number) {
      for (const socket of line === undefined ? lines.flat() : lines[line]!) socket.unpipe().pause()
    },
  }
}

const closed = (stream: Duplex) =>
  new Promise((resolve) =>
    stream
      .on('error', () => {})
      .resume()
      .once('close', resolve),
  )

test('a tunnel on which nothing is said is cut at both ends within 5 s after its line has died', async () => {
  const accepted = Promise.withResolvers<Duplex>()
  const { clock, peers, wired, silence } = await setUp(async (tunnel) => accepted.resolve(tunnel.accept()))
  peers.place(hub!.address, wired)
  const caller = await peers.add({ signer: buyer!, clock })
  const near = await caller.openTunnel(hub!.address, OPEN)
  const far = await accepted.promise
  await caller.ping(hub!.address)
  const bothClosed = Promise.all([closed(near), closed(far)])
  silence()
  await clock.advance(NOTICED_MS)
  await bothClosed
  expect([near.readableEnded, far.readableEnded]).toEqual([false, false])
})

test('a tunnel on which something comes lives on when the connection beside it dies, and another is made', async () => {
  const accepted = Promise.withResolvers<Duplex>()
  const { clock, peers, wired, silence, lines } = await setUp(async (tunnel) => accepted.resolve(tunnel.accept()))
  peers.place(hub!.address, wired)
  const caller = await peers.add({ signer: buyer!, clock })
  const near = await caller.openTunnel(hub!.address, OPEN)
  const far = await accepted.promise
  await caller.ping(hub!.address)
  expect(lines()).toBe(2)
  silence(1)
  await clock.advance(limits.pingIntervalMs)
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    const came = once(to, 'data')
    from.write('still here')
    await came
  }
  await clock.advance(limits.pingTimeoutMs)
  await clock.advance(limits.pingIntervalMs)
  await expect.poll(lines).toBe(3)
  expect([near.destroyed, far.destroyed]).toEqual([false, false])
  near.destroy()
})

test('of two tunnels that a hub has joined, the living end learns within 5 s that the line to the other has died', async () => {
  const waiting: { tunnel: IncomingTunnel; done: () => void }[] = []
  const { clock, peers, target, wired, silence } = await setUp(async (tunnel) => {
    const first = waiting.shift()
    if (!first) return new Promise<void>((done) => void waiting.push({ tunnel, done }))
    tunnel.join(first.tunnel)
    first.done()
  })
  const workerNetwork = await peers.add({ signer: worker! })
  const client = createClient(EchoService, workerNetwork.rpc(hub!.address))
  await client.unary({})
  const workerEnd = workerNetwork.openTunnel(hub!.address, OPEN)
  await expect.poll(() => waiting.length).toBe(1)
  peers.place(hub!.address, wired)
  const buyerNetwork = await peers.add({ signer: buyer! })
  const [living] = await Promise.all([workerEnd, buyerNetwork.openTunnel(hub!.address, OPEN)])
  await buyerNetwork.ping(hub!.address)
  peers.place(hub!.address, target)
  const cut = closed(living)
  silence()
  // The clock is the hub's alone, so its other peer says now and then that he lives.
  for (let at = 0; at < 5; at++) {
    await clock.advance(NOTICED_MS / 5)
    await client.unary({})
  }
  await cut
  expect(living.readableEnded).toBe(false)
})
