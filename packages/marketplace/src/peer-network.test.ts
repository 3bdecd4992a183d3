import { create, toBinary, toJsonString } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { createMetrics, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { type Hex, MAX_ATTESTED_ORDERS } from '@sonm/model'
import { PeerNetwork } from '@sonm/network'
import { LoopbackPeers, STOCK_FORMS, stockTransport, testSigner } from '@sonm/network/testing'
import {
  AttestOrdersRequestSchema,
  FederationService,
  MarketplaceService,
  type PlacedOrder,
  type PlaceOrdersRequest,
  PlaceOrdersRequestSchema,
  type SignedOrderMessage,
  SignedOrderSchema,
  signedOrderToMessage,
} from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { type MarketplaceLimits, marketplaceLimits } from './limits.ts'
import { createMarketplace } from './marketplace.ts'
import { openMarketplaceStore } from './store/tables.ts'
import { ask, cancelOf, FakeChain } from './testing/world.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const [marketplaceKey, hub, stranger] = [testSigner(1), testSigner(2), testSigner(3)] as const

async function startOverTls(limits: Partial<MarketplaceLimits> = {}) {
  const peers = new LoopbackPeers()
  stops.push(() => peers.close())
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
    limits,
  })
  await marketplace.start()
  stops.push(() => marketplace.stop())
  const endpoint = await network.listen('127.0.0.1', 0)
  peers.place(marketplaceKey.address, endpoint)
  stops.push(() => network.close())
  return { peers, port: endpoint.port }
}

test('over TLS the marketplace takes orders, believes the signature of a cancel alone, and its errors arrive coded', async () => {
  const { peers } = await startOverTls()

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
  const cancel = await cancelOf(hub, orderHash as Hex, systemClock)
  await expect(ofHub.cancelOrder({ orderHash })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  // It is the signature that counts, whoever brings it.
  await ofStranger.cancelOrder(cancel)
  expect((await ofStranger.search({ limit: 100, explain: true })).total).toBe(19)
})

/** As many orders in one message, nearly as large as may be, and larger by a byte for each. */
function largest(sizeOf: (request: PlaceOrdersRequest) => number, order: SignedOrderMessage, count: number) {
  const request = (extraBytes: number) => {
    const details = 'd'.repeat(100 + extraBytes)
    return create(PlaceOrdersRequestSchema, { orders: Array.from({ length: count }, () => ({ ...order, details })) })
  }
  // A length has more bytes of its own where it is a large one.
  const [from, to] = [4_000, 5_000].map((extraBytes) => sizeOf(request(extraBytes)))
  expect(to! - from!).toBe(1_000 * count)
  const extraBytes = 4_000 + Math.floor((marketplaceLimits.placeOrdersMaxBytes - from!) / count)
  return { fits: request(extraBytes), tooLarge: request(extraBytes + 1) }
}

test.each(STOCK_FORMS)(
  'in the form %s a call brings as many orders and bytes as in every other, and no more',
  async (form) => {
    const { port } = await startOverTls({ worthlessBurst: 1e9 })
    const client = createClient(MarketplaceService, await stockTransport(form, hub, port))
    const bytesOf = (request: PlaceOrdersRequest) => toBinary(PlaceOrdersRequestSchema, request).length
    const jsonBytesOf = (request: PlaceOrdersRequest) => toJsonString(PlaceOrdersRequestSchema, request).length
    const good = await ask(hub, systemClock)
    const order = create(SignedOrderSchema, signedOrderToMessage(good))
    const { fits, tooLarge } = largest(form === 'json' ? jsonBytesOf : bytesOf, order, 700)
    const codes = (placed: readonly PlacedOrder[]) =>
      new Set(placed.map(({ result }) => result.case === 'error' && result.value.code))
    const { placed } = await client.placeOrders(fits)
    expect(placed).toHaveLength(700)
    expect(codes(placed)).toEqual(new Set(['ORDER_INVALID']))
    await expect(client.placeOrders(tooLarge)).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' })
    const { ordersPerCall } = marketplaceLimits
    const most = Array.from({ length: ordersPerCall }, () => order)
    expect((await client.placeOrders({ orders: most })).placed).toHaveLength(ordersPerCall)
    await expect(client.placeOrders({ orders: [...most, order] })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  },
)

test('attestMaxBytes: as many hashes as may be asked for fit, in JSON too, and what is longer is not read', async () => {
  const { attestMaxBytes } = marketplaceLimits
  const orderHashes = Array.from({ length: MAX_ATTESTED_ORDERS }, () => `0x${'11'.repeat(32)}`)
  const request = create(AttestOrdersRequestSchema, { orderHashes })
  const bytes = toJsonString(AttestOrdersRequestSchema, request).length
  expect(bytes).toBeLessThanOrEqual(attestMaxBytes)
  const { port } = await startOverTls()
  const client = createClient(FederationService, await stockTransport('json', hub, port))
  expect((await client.attestOrders({ orderHashes })).held).toHaveLength(MAX_ATTESTED_ORDERS)
  const tooLong = { orderHashes: ['1'.repeat(attestMaxBytes)] }
  await expect(client.attestOrders(tooLong)).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' })
})
