import { createClient } from '@connectrpc/connect'
import { createMetrics, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { PeerNetwork } from '@sonm/network'
import { LoopbackPeers, testSigner } from '@sonm/network/testing'
import { MarketplaceService, signedOrderToMessage } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { createMarketplace } from './marketplace.ts'
import { openMarketplaceStore } from './store/tables.ts'
import { ask, FakeChain } from './testing/world.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

test('over TLS the marketplace takes orders, knows who cancels, and its errors arrive coded', async () => {
  const peers = new LoopbackPeers()
  stops.push(() => peers.close())
  const [marketplaceKey, hub, stranger] = [testSigner(1), testSigner(2), testSigner(3)] as const
  const network = new PeerNetwork({
    signer: marketplaceKey,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    resolve: peers.resolve,
  })
  const marketplace = createMarketplace({
    network,
    signer: marketplaceKey,
    random: systemRandom,
    chain: new FakeChain(),
    follow: { startBlock: 0n, confirmations: 0 },
    store: await openMarketplaceStore(':memory:'),
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics({ processMetrics: false }),
  })
  await marketplace.start()
  stops.push(() => marketplace.stop())
  peers.place(marketplaceKey.address, await network.listen('127.0.0.1', 0))
  stops.push(() => network.close())

  const clientOf = async (signer: typeof hub) =>
    createClient(MarketplaceService, (await peers.add({ signer })).rpc(marketplaceKey.address))
  const [ofHub, ofStranger] = [await clientOf(hub), await clientOf(stranger)]
  const asks = await Promise.all(Array.from({ length: 20 }, () => ask(hub, systemClock)))
  const placed = await Promise.all(asks.map((signed) => ofHub.placeOrder(signedOrderToMessage(signed))))
  expect((await ofStranger.search({ limit: 100, explain: true })).total).toBe(20)
  // Many at once are read from their bytes, and are the same orders.
  const again = await ofHub.placeOrders({ orders: asks.map(signedOrderToMessage) })
  expect(again.placed.map(({ result }) => result.value)).toEqual(placed.map((one) => one.orderHash))
  const { orderHash } = placed[0]!
  await expect(ofStranger.cancelOrder({ orderHash })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  await ofHub.cancelOrder({ orderHash })
  expect((await ofStranger.search({ limit: 100, explain: true })).total).toBe(19)
})
