import { create, toBinary } from '@bufbuild/protobuf'
import { detailsHash, type Order, orderHash, type SignedOrder, toHex, writeDetails, ZERO_BYTES32 } from '@sonm/model'
import { PlaceOrdersRequestSchema, type SignedOrderMessage, signedOrderToMessage } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import { requestOf } from '../testing/packed.ts'
import { testStores } from '../testing/test-stores.ts'
import { bytesField, fieldsOf, messageOf, varintField } from '../testing/wire-fields.ts'
import { ask, DETAILS, DOMAIN, signer, startWorld } from '../testing/world.ts'

import { placeRequest } from './place-messages.ts'

const hub = signer(1)
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function startMarket(...parameters: Parameters<typeof startWorld>) {
  const world = await startWorld(...parameters)
  stops.push(world.stop)
  const { marketplace, run } = world
  const placeBytes = async (request: Uint8Array) => {
    const placed = await run(marketplace.placeRequest(request, { host: 'h' }))
    return placed.map(({ result }) => (result.case === 'orderHash' ? result.value : result.value.code))
  }
  return { ...world, placeBytes }
}

const hashOf = ({ order }: SignedOrder) => orderHash(DOMAIN, order)
const bytesOf = (orders: readonly SignedOrderMessage[]) =>
  toBinary(PlaceOrdersRequestSchema, create(PlaceOrdersRequestSchema, { orders: [...orders] }))

test('each order of a call ends as it would by itself, whether it is read from its bytes or from its message', async () => {
  const { clock, placeBytes } = await startMarket()
  const [first, plain, spoiled, odd] = (await Promise.all([1, 2, 3, 4].map(() => ask(hub, clock)))) as [
    SignedOrder,
    SignedOrder,
    SignedOrder,
    SignedOrder,
  ]
  const late = await ask(hub, clock, { expiresAtSeconds: 1n })
  const bid = await ask(signer(2), clock, { side: 'bid', detailsHash: ZERO_BYTES32 }, '')
  const bound = await ask(hub, clock, { counterparty: signer(3).address })
  const messages = [
    signedOrderToMessage(first),
    signedOrderToMessage(plain),
    signedOrderToMessage({ ...spoiled, signature: plain.signature }),
    signedOrderToMessage(bid),
    { ...signedOrderToMessage(plain), signature: '0x' },
    signedOrderToMessage(late),
    signedOrderToMessage(bound),
    signedOrderToMessage(plain),
  ]
  // What is not known to protobuf it leaves out.
  const unusual = bytesField(1, messageOf([...fieldsOf(toBinaryOrder(odd)), varintField(99, 1n)]))
  const request = Buffer.concat([bytesOf(messages), messageOf([unusual])])
  const outcomes = [
    hashOf(first),
    hashOf(plain),
    'SIGNATURE_INVALID',
    hashOf(bid),
    'INPUT_INVALID',
    'ORDER_EXPIRED',
    hashOf(bound),
    hashOf(plain),
    hashOf(odd),
  ]
  expect(await placeBytes(request)).toEqual(outcomes)
  // By now the document is known, and nearly all are plain.
  expect(await placeBytes(request)).toEqual(outcomes)
})

function toBinaryOrder(signed: SignedOrder): Uint8Array {
  const [field] = fieldsOf(requestOf([signed]))
  return field!.bytes.subarray(2)
}

test('asks that came as bytes are found as they were signed, and are after a restart', async () => {
  const place = await testStores().createPlace()
  stops.push(() => place.remove())
  const clock = testStores().createClock()
  const on = await place.open(clock)
  const fields: readonly Partial<Order>[] = [
    {},
    {},
    { denomination: 'USD', snmPerUsdCap: 2n ** 96n - 1n, pricePerSecond: 2n ** 96n - 1n },
    { bond: 7n },
    { tag: toHex(new Uint8Array(32).fill(9)) },
    { matcher: signer(4).address, netFlags: 7, identityLevel: 4, nonce: 10n ** 77n - 1n },
    { benchmarks: Array.from({ length: 16 }, (_, lane) => 2n ** BigInt(lane * 4 + 2) + 1n) },
  ]
  const details = writeDetails({ ...DETAILS, ports: 3 })
  const asks = await Promise.all(
    fields.map((some) => ask(hub, clock, { detailsHash: detailsHash(details), ...some }, details)),
  )
  const listed = async ({ client, run }: Awaited<ReturnType<typeof startWorld>>) => {
    const { orders } = await run(client(signer(5).address).listOrders({ author: hub.address }))
    return new Map(orders.map(({ orderHash, order }) => [orderHash, order]))
  }
  const signed = new Map(asks.map((one) => [hashOf(one), signedOrderToMessage(one)]))
  const first = await startWorld({ clock, on })
  const placed = await first.run(first.marketplace.placeRequest(requestOf(asks), { host: 'h' }))
  expect(placed.map(({ result }) => result.value)).toEqual([...signed.keys()])
  expect(await listed(first)).toEqual(signed)
  await first.stop()
  await on.store.destroy()
  const again = await place.open(clock)
  const second = await startWorld({ clock, on: again })
  expect(await listed(second)).toEqual(signed)
  await second.stop()
  await again.store.destroy()
})

test('of a call that is no message, or too long, nothing is placed', async () => {
  const { clock, marketplace, placeBytes, run } = await startMarket({ limits: { ordersPerCall: 2 } })
  const good = await ask(hub, clock)
  await run(marketplace.place(await ask(hub, clock)))
  const broken = Buffer.concat([requestOf([good]), messageOf([bytesField(1, Uint8Array.of(0x0a, 0x7f))])])
  await expect(placeBytes(broken)).rejects.toMatchObject({ rawMessage: expect.stringContaining('cannot be read') })
  await expect(placeBytes(requestOf([good, good, good]))).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect(marketplace.hashes()).not.toContain(hashOf(good))
  expect(await placeBytes(requestOf([good]))).toEqual([hashOf(good)])
  expect(await placeBytes(new Uint8Array())).toEqual([])
})

const within = (message: Uint8Array) => messageOf([bytesField(1, message)])

test.each([
  ['two million empty orders', Buffer.alloc(4 * 1024 * 1024, Uint8Array.of(0x0a, 0))],
  ['two million unknown fields', Buffer.alloc(4 * 1024 * 1024, Uint8Array.of(0x78, 0))],
  ['an order of four million benchmarks', within(within(messageOf([bytesField(17, new Uint8Array(4_000_000))])))],
])('of %s nothing is made, and the call is refused', async (_, request) => {
  let made = 0
  const intake = {
    limits: marketplaceLimits,
    checkWelcome: async () => {},
    readPlain: () => void made++,
    placeAll: async () => [],
    noteWorthless: () => {},
  }
  await expect(placeRequest(request, intake, { host: 'h' })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect(made).toBe(0)
})
