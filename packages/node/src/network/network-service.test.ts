import { createClient, createRouterTransport } from '@connectrpc/connect'
import { seededRandom } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { throwJunk } from '@sonm/network/testing'
import { codedHandlers, codedTransport, NetworkService, SupplierService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { FakeNetwork } from '../testing/fake-network.ts'
import { networkService } from './network-service.ts'

const OWN: Address = `0x${'10'.repeat(20)}`
const HUB: Address = `0x${'20'.repeat(20)}`
const RELAY = `relay:0x${'30'.repeat(20)}@192.0.2.1:15022`
const tried = [{ kind: 'direct' as const, label: '10.0.0.2:15010', reason: 'it does not answer' }]

/** A network in which the hub is reached through a relay, at once and then in ever more time. */
class RelayedNetwork extends FakeNetwork {
  pings = 0

  override async ping(to: Address) {
    if (to !== HUB) throw fail('PEER_UNREACHABLE', { address: to, reason: 'nobody knows where it listens' })
    return { path: 'relayed' as const, via: RELAY, tried, roundTripUs: ++this.pings * 100 }
  }
}

function clientOf(network = new RelayedNetwork(OWN)) {
  const desk = {
    trace: async () => [
      { path: 'relayed' as const, via: RELAY, reached: true, connectUs: 5_000, roundTripUs: 300, reason: '' },
    ],
    standing: async () => ({
      nat: 'symmetric',
      seenEndpoint: '203.0.113.5:4000',
      endpoints: ['10.0.0.2:15010'],
      peers: [peer],
    }),
  }
  const routes = createRouterTransport(
    (router) => router.service(NetworkService, networkService({ network, desk, isHubInMarket: async () => false })),
    {
      router: { interceptors: [codedHandlers(() => {})] },
    },
  )
  return createClient(NetworkService, codedTransport(routes, 'the node'))
}

const peer = {
  address: HUB,
  path: 'relayed',
  via: RELAY,
  tried: [{ path: 'direct', via: '10.0.0.2:15010', reason: 'it does not answer' }],
}

test('a ping tells the path, the round trips that were asked for, and why better paths failed', async () => {
  const found = await clientOf().ping({ address: HUB.toUpperCase().replace('0X', '0x'), count: 3 })
  expect(found).toMatchObject({ peer, roundTripsUs: [100n, 200n, 300n] })
  expect((await clientOf().ping({ address: HUB })).roundTripsUs).toHaveLength(4)
})

test('no junk makes it throw anything uncoded', async () => {
  const client = clientOf()
  expect(
    await throwJunk({ service: NetworkService, client, random: seededRandom(9), cases: 200, texts: [HUB] }),
  ).toEqual([])
})

test('what cannot be pinged is refused with its code', async () => {
  await expect(clientOf().ping({ address: OWN })).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
  await expect(clientOf().ping({ address: 'hub' })).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
  await expect(clientOf().ping({ address: HUB, count: 101 })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})

test('the status of a hub is what the hub says, to its supplier', async () => {
  const network = new RelayedNetwork(OWN)
  const announced = { address: HUB, endpoints: ['192.0.2.7:15010'] }
  network.add(HUB, (router) => router.service(SupplierService, { getNetworkStatus: () => announced }))
  const client = clientOf(network)
  expect(await client.getNetworkStatus({ hub: HUB })).toMatchObject(announced)
  await expect(client.getNetworkStatus({ hub: 'hub' })).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
})

test('the status tells the NAT and every peer, and a trace each path', async () => {
  expect(await clientOf().getNetworkStatus({})).toMatchObject({
    address: OWN,
    nat: 'symmetric',
    seenEndpoint: '203.0.113.5:4000',
    endpoints: ['10.0.0.2:15010'],
    peers: [peer],
  })
  expect((await clientOf().trace({ address: HUB })).paths).toMatchObject([
    { path: 'relayed', via: RELAY, reached: true, connectUs: 5_000n, roundTripUs: 300n },
  ])
})
