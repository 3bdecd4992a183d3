import { createClient } from '@connectrpc/connect'
import {
  always,
  type Clock,
  createMetrics,
  type Logger,
  messageOf,
  nowSeconds,
  silentLogger,
  systemClock,
  systemRandom,
} from '@sonm/common'
import { MAX_GRANT_SECONDS } from '@sonm/model'
import { FederationService } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { createAnnouncer } from './discovery/announcer.ts'
import { PeerNetwork } from './peer-network.ts'
import { RelayPlaces } from './relay/places.ts'
import { createRelay } from './relay/relay.ts'
import { EchoService } from './testing/echo-service.ts'
import { testSigner } from './testing/loopback.ts'
import { relayLinksOf } from './testing/relay-on-loopback.ts'

const MINUTE_MS = 60_000
const [caller, served] = [1, 2].map(testSigner)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const noting = (texts: string[]): Logger => {
  const note = (fields: object) => void texts.push('reason' in fields ? String(fields.reason) : '')
  return { ...silentLogger, debug: note, warn: note }
}

/** A peer that is all at once: relay, locator, marketplace; and a caller whose clock is so much ahead. */
async function setUp(aheadMinutes: number) {
  const clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMinutes * MINUTE_MS }
  const heard: string[] = []
  const world = { random: systemRandom, logger: noting(heard) }
  const metrics = createMetrics({ processMetrics: false })
  const relay = createRelay({ ...world, clock: systemClock, address: served!.address, metrics })
  const server = new PeerNetwork({ ...world, clock: systemClock, signer: served!, resolve: async () => [], relay })
  server.serve({ routes: () => {} })
  const endpoint = await server.listen('127.0.0.1', 0)
  const network = new PeerNetwork({ ...world, clock, signer: caller!, resolve: async () => [endpoint] })
  cleanups.push(
    () => server.close(),
    () => network.close(),
  )
  return { clock, network, relay: { ...endpoint, relay: served!.address }, heard }
}

const textOf = (promise: Promise<unknown>) => promise.then(() => 'no failure', messageOf)
const SAYS = 'the clock of who checks it says \\S+Z, and that of its owner is'

test.each([
  // He is told by the peer, whose certificate he believes.
  [20, 'refuses the certificate of this machine: the certificate is not valid yet', '20m to 50m fast'],
  [61, 'did not prove who it is: the certificate has expired', '31m to 1h1m slow'],
  [-61, 'did not prove who it is: the certificate is not valid yet', '1h1m to 1h31m fast'],
])(
  'whoever calls with a clock that is %d min ahead learns of the clocks, and by how much they differ, whatever he calls',
  async (aheadMinutes, what, range) => {
    const { clock, network, relay } = await setUp(aheadMinutes)
    const named = expect.stringMatching(new RegExp(`${what}: ${SAYS} ${range}`))
    const { address } = served!
    const echo = createClient(EchoService, network.rpc(address))
    expect(await textOf(echo.unary({ value: new Uint8Array(1) }))).toEqual(named)
    expect(await textOf(createClient(FederationService, network.rpc(address)).attestOrders({}))).toEqual(named)
    const stream = async () => {
      for await (const _ of echo.stream({ value: new Uint8Array(1) }));
    }
    expect(await textOf(stream())).toEqual(named)
    expect(await textOf(network.ping(address))).toEqual(named)
    expect(await textOf(network.openTunnel(address, { protocol: 'any', payload: new Uint8Array() }))).toEqual(named)
    const [traced] = await network.trace(address)
    expect(traced).toMatchObject({ reached: false, reason: named })

    const links = relayLinksOf(caller!, clock)
    const world = { clock, random: systemRandom, logger: silentLogger, signer: caller! }
    const relays = always([relay])
    const places = new RelayPlaces({ ...world, links, relays, onSocket: () => {}, onChange: () => {} })
    cleanups.push(async () => {
      await places.stop()
      links.close()
    })
    await places.start()
    expect(places.status()).toMatchObject([{ reserved: false, reason: named }])
    const untilSeconds = BigInt(nowSeconds(clock)) + MAX_GRANT_SECONDS
    expect(await textOf(places.grant(relay, { buyer: address, dealId: 7n, untilSeconds }))).toEqual(named)

    const said: string[] = []
    const announcer = createAnnouncer({
      ...world,
      locators: always([address]),
      rpc: (locator) => network.rpc(locator),
      endpoints: () => [{ host: '192.0.2.1', port: 1 }],
      logger: noting(said),
    })
    cleanups.push(() => announcer.stop())
    await announcer.start()
    // The first is the warning: also in short it names the clocks.
    await expect.poll(() => said[0]).toEqual(named)
  },
)

test('who refuses a caller for his clock has it in his log, by how much', async () => {
  const { network, heard } = await setUp(20)
  await textOf(network.ping(served!.address))
  expect(heard).toContainEqual(expect.stringMatching(new RegExp(`not valid yet: ${SAYS} 20m to 50m fast`)))
})

test.each([-4, 4])('clocks that differ by %d min are no hindrance', async (aheadMinutes) => {
  const { network } = await setUp(aheadMinutes)
  expect(await network.ping(served!.address)).toMatchObject({ path: 'direct' })
})
