import { networkInterfaces } from 'node:os'
import { createClient } from '@connectrpc/connect'
import { createLogger, createMetrics, Loop, sleep, systemClock, systemRandom } from '@sonm/common'
import { createLocator } from '@sonm/locator'
import { signerFromPrivateKey } from '@sonm/model'
import {
  createReach,
  createRelay,
  createResolver,
  type Network,
  natPmp,
  PeerNetwork,
  type PortMapper,
  parsePeer,
  pinned,
} from '@sonm/network'
import { EchoService } from '@sonm/network/testing'
import type { PeerAnswer, PeerCommand, PeerSetUp } from './peer-words.ts'

/**
 * A process that is one peer: a relay with a locator, a supplier who keeps places at relays and serves, or a buyer who does what
 * the test tells him.
 */
const TICK_MS = 50
const LISTEN_PORT = 15_010

const setUp = JSON.parse(process.argv[2]!) as PeerSetUp
const signer = signerFromPrivateKey(new Uint8Array(32).fill(setUp.key))
const logger = createLogger({ role: `peer ${setUp.key}`, level: 'error' })
const metrics = createMetrics({ processMetrics: false })
const world = { clock: systemClock, random: systemRandom, logger, signer, metrics }
const relays = setUp.relays.map(parsePeer)
const locators = relays.map(({ address }) => address)
const rpc = (address: `0x${string}`) => network.rpc(address)
const relay = setUp.does === 'relay' ? createRelay({ ...world, address: signer.address }) : undefined
const network: PeerNetwork = new PeerNetwork({
  ...world,
  resolve: pinned(relays, createResolver({ clock: systemClock, locators, rpc })),
  ...(relay && { relay }),
})

async function serveAsRelay(): Promise<void> {
  await createLocator({ ...world, network }).start()
  await network.listen('0.0.0.0', LISTEN_PORT)
}

async function serveAsSupplier(): Promise<void> {
  network.serve({
    routes: (router) =>
      router.service(EchoService, {
        unary: (request) => request,
        /** Counts on from the number that it is given. */
        async *stream(request, context) {
          for (let number = Number(Buffer.from(request.value).toString()); ; number++) {
            yield { value: Buffer.from(String(number)) }
            await sleep(systemClock, TICK_MS, context.signal)
          }
        },
        talk: (requests) => requests,
      }),
    async onTunnel(tunnel) {
      const stream = tunnel.accept()
      stream.pipe(stream)
    },
  })
  const listening = await network.listen('0.0.0.0', LISTEN_PORT)
  const mappers: PortMapper[] =
    setUp.gateway === undefined ? [] : [natPmp({ gateway: setUp.gateway, clock: systemClock })]
  const reach = createReach({
    ...world,
    network,
    listening: () => listening,
    told: [],
    addresses: () => Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
    locators,
    relays: relays.map(({ address, endpoint }) => ({ ...endpoint, relay: address })),
    mappers,
    deals: async () => [],
  })
  await reach.start()
}

/** A subscription as services keep it: after a loss it goes on from where it was. */
const received: number[] = []
let losses = 0
function subscribe(to: `0x${string}`): void {
  const client = createClient(EchoService, network.rpc(to))
  const loop = new Loop({
    ...world,
    name: 'count',
    retryFirstMs: 100,
    retryLongestMs: 1_000,
    logger: createLogger({ role: 'loop', level: 'silent' }),
    async step(signal) {
      try {
        const from = (received.at(-1) ?? -1) + 1
        for await (const { value } of client.stream({ value: Buffer.from(String(from)) }, { signal })) {
          received.push(Number(Buffer.from(value).toString()))
        }
      } catch (error) {
        losses++
        throw error
      }
      return 0
    },
  })
  void loop.start()
}

async function echoByTunnel(to: `0x${string}`, bytes: number): Promise<number> {
  const tunnel = await network.openTunnel(to, { protocol: 'task-port', payload: new Uint8Array() })
  tunnel.end(Buffer.alloc(bytes, 7))
  let back = 0
  for await (const chunk of tunnel) back += (chunk as Buffer).length
  return back
}

async function obey(command: PeerCommand): Promise<unknown> {
  const to = command.to as Parameters<Network['ping']>[0]
  switch (command.do) {
    case 'ping':
      return network.ping(to)
    case 'trace':
      return network.trace(to)
    case 'tunnel':
      return echoByTunnel(to, command.bytes)
    case 'subscribe':
      return subscribe(to)
    case 'counted':
      return { last: received.at(-1) ?? -1, losses, whole: received.every((number, at) => number === at) }
  }
}

process.on('message', (command: PeerCommand) => {
  const answer = (message: Omit<PeerAnswer, 'id'>) => process.send?.({ id: command.id, ...message })
  obey(command).then(
    (result) => answer({ result: result ?? null }),
    (error: Error) => answer({ error: error.message }),
  )
})
process.once('disconnect', () => process.exit())
if (setUp.does === 'relay') await serveAsRelay()
if (setUp.does === 'supply') await serveAsSupplier()
process.send?.({ id: 0, result: signer.address })
