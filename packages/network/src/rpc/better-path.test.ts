import { createClient } from '@connectrpc/connect'
import { always, silentLogger, sleep, systemClock, systemRandom } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import type { Endpoint, LookUp } from '../paths/peer.ts'
import { PeerNetwork } from '../peer-network.ts'
import type { RelayPlaces } from '../relay/places.ts'
import { EchoService, testSigner } from '../testing/index.ts'
import { type LoopbackRelay, relayOnLoopback } from '../testing/relay-on-loopback.ts'

const [buyer, hub, relayKey] = [1, 2, 3].map(testSigner)
const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A hub that lets in by a relay what comes, and a buyer who is told where it is. */
async function town(
  endpointsFor: (relay: LoopbackRelay, direct: Endpoint) => (lookUp?: LookUp) => readonly Endpoint[],
) {
  const relay = await relayOnLoopback(relayKey!)
  const supplier = new PeerNetwork({ ...world, signer: hub!, resolve: async () => [] })
  supplier.serve({
    routes: (router) =>
      router.service(EchoService, {
        unary: (request) => request,
        async *stream(_, context) {
          for (let number = 0; ; number++) {
            yield { value: Uint8Array.of(number & 0xff) }
            await sleep(systemClock, 5, context.signal)
          }
        },
      }),
  })
  const direct = await supplier.listen('127.0.0.1', 0)
  const places: RelayPlaces = supplier.relayPlaces(always([relay.endpoint]), () => {})
  await places.start()
  const endpoints = endpointsFor(relay, direct)
  const caller = new PeerNetwork({ ...world, signer: buyer!, resolve: async (_, lookUp) => endpoints(lookUp) })
  cleanups.push(async () => {
    await caller.close()
    await places.stop()
    await supplier.close()
    await relay.close()
  })
  return { caller, relay, direct, client: createClient(EchoService, caller.rpc(hub!.address)) }
}

test('calls begin through the relay and move to the punched connection, and the running one is not lost', async () => {
  const { caller, relay, client } = await town((relay) => () => [relay.endpoint])
  const paths = new Set<string>()
  let received = 0
  for await (const { value } of client.stream({ value: new Uint8Array() })) {
    expect(value[0]).toBe(received++ & 0xff)
    paths.add((await caller.ping(hub!.address)).path)
    // As many again after the better path was found.
    if (paths.has('punched') && received > 20) break
  }
  expect([...paths].at(-1)).toBe('punched')
  const { path, via, tried } = await caller.ping(hub!.address)
  expect({ path, via, tried }).toMatchObject({ path: 'punched', tried: [] })
  expect(via).toContain(relay.endpoint.relay)
  expect(caller.paths().get(hub!.address)).toMatchObject({ path: 'punched' })
})

test('a path that fails is told with its reason, beside the one that is used', async () => {
  const { caller } = await town((relay) => () => [{ host: '127.0.0.1', port: 1 }, relay.endpoint])
  const { tried } = await caller.ping(hub!.address)
  expect(tried).toContainEqual({ kind: 'direct', label: '127.0.0.1:1', reason: 'nothing listens there' })
})

test('who cannot be reached is told with each path and why', async () => {
  const nowhere = testSigner(9).address
  const { caller, relay } = await town((relay) => () => [{ host: '127.0.0.1', port: 1 }, relay.endpoint])
  const failure = await caller.ping(nowhere).catch((error: unknown) => error)
  const reason = [
    'direct 127.0.0.1:1: nothing listens there',
    `relayed relay:${relay.endpoint.relay}@127.0.0.1:${relay.endpoint.port}: ${nowhere} has no place at this relay`,
    `punched by relay:${relay.endpoint.relay}@127.0.0.1:${relay.endpoint.port}: ${nowhere} has no place at this relay`,
  ]
  expect(failure).toMatchObject({ code: 'PEER_UNREACHABLE', data: { address: nowhere, reason: reason.join('; ') } })
})

test('a trace tries every path by itself', async () => {
  const { caller, direct } = await town((relay, direct) => () => [
    direct,
    { host: '127.0.0.1', port: 1 },
    relay.endpoint,
  ])
  const traced = await caller.trace(hub!.address)
  const outcomes = traced.map(({ path, reached, reason }) => ({ path, reached, reason }))
  expect(outcomes).toEqual([
    { path: 'direct', reached: true, reason: '' },
    { path: 'relayed', reached: true, reason: '' },
    { path: 'direct', reached: false, reason: 'nothing listens there' },
    { path: 'punched', reached: true, reason: '' },
  ])
  expect(traced[0]!.via).toBe(`127.0.0.1:${direct.port}`)
  for (const { reached, roundTripUs } of traced) expect(roundTripUs > 0).toBe(reached)
})

test('what is known of the past does not lead there: it is looked up again at once', async () => {
  const asked: (boolean | undefined)[] = []
  const { caller, direct } = await town((_, direct) => (lookUp) => {
    asked.push(lookUp?.again)
    return lookUp?.again ? [direct] : [{ host: '127.0.0.1', port: 1 }]
  })
  expect(await caller.ping(hub!.address)).toMatchObject({ path: 'direct', via: `127.0.0.1:${direct.port}` })
  expect(asked).toContain(true)
})
