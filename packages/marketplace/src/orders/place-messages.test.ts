import { create, toBinary } from '@bufbuild/protobuf'
import { orderHash, type SignedOrder, ZERO_BYTES32 } from '@sonm/model'
import {
  Denomination,
  PlaceOrdersRequestSchema,
  type Side,
  type SignedOrderMessage,
  SignedOrderSchema,
  signedOrderToMessage,
} from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { requestOf } from '../testing/packed.ts'
import { bytesField, contentOf, fieldsOf, messageOf, varintField } from '../testing/wire-fields.ts'
import { ask, DOMAIN, signer, startWorld } from '../testing/world.ts'
import { placeMessage, placeMessageBytes, placeMessages, placeRequest, type RequestIntake } from './place-messages.ts'

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
  return contentOf(field!)
}

test.each<[string, Partial<SignedOrderMessage['order'] & object>]>([
  ['nonce of 2^256', { nonce: `${2n ** 256n}` }],
  ['nonce of a million digits', { nonce: '9'.repeat(14_000) }],
  ['nonce below 0', { nonce: '-1' }],
  ['nonce in hex', { nonce: '0x1' }],
  ['price of 2^96', { pricePerSecond: `${2n ** 96n}` }],
  ['cap of 2^256', { denomination: Denomination.USD, snmPerUsdCap: `${2n ** 256n}` }],
  ['bond of 2^256', { bond: `${2n ** 256n}` }],
  ['expiry at 2^53', { expiresAtSeconds: 2n ** 53n }],
  ['expiry at 2^64 - 1', { expiresAtSeconds: 2n ** 64n - 1n }],
  ['duration of 2^64 - 1', { durationSeconds: 2n ** 64n - 1n }],
  ['epoch of 2^64 - 1', { epoch: 2n ** 64n - 1n }],
  ['side that is none', { side: 77 as Side }],
])('a %s is refused by a code, read from bytes or from messages, and its neighbour is placed', async (_, change) => {
  const { clock, marketplace, placeBytes, run } = await startMarket()
  const [good, odd] = (await Promise.all([1, 2].map(() => ask(hub, clock)))) as [SignedOrder, SignedOrder]
  const message = signedOrderToMessage(odd)
  const messages = [{ ...message, order: { ...message.order!, ...change } }, signedOrderToMessage(good)]
  // The first time as messages, since the document is not known yet; then from the bytes.
  for (let time = 0; time < 2; time++) {
    const [refused, placed] = await placeBytes(bytesOf(messages))
    expect(['INPUT_INVALID', 'ORDER_INVALID', 'SIGNATURE_INVALID', 'ORDER_EPOCH_WRONG']).toContain(refused)
    expect(placed).toBe(hashOf(good))
  }
  expect(marketplace.hashes()).toEqual([hashOf(good)])
  await run(marketplace.placeAll([odd]))
  expect(marketplace.hashes()).toHaveLength(2)
})

test('of a call that is no message, or too long, nothing is placed', async () => {
  const { clock, marketplace, placeBytes, run } = await startMarket({ limits: { ordersPerCall: 2 } })
  const good = await ask(hub, clock)
  await run(marketplace.place(await ask(hub, clock)))
  const broken = Buffer.concat([requestOf([good]), messageOf([bytesField(1, Uint8Array.of(0x0a, 0x7f))])])
  await expect(placeBytes(broken)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    what: expect.stringContaining('cannot be read'),
  })
  await expect(placeBytes(requestOf([good, good, good]))).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect(marketplace.hashes()).not.toContain(hashOf(good))
  expect(await placeBytes(requestOf([good]))).toEqual([hashOf(good)])
  expect(await placeBytes(new Uint8Array())).toEqual([])
})

/** An intake that takes everything, and tells what it was asked. */
function watchedIntake(room = 1_000) {
  const worthless: number[] = []
  const read: number[] = []
  const intake: RequestIntake = {
    limits: { ordersPerCall: 1_000 },
    checkWelcome: async () => {},
    roomFor: (_, orders) => Math.min(room, orders),
    noteWorthless: (_, count) => void worthless.push(count),
    readPlain(request, parts) {
      read.push(parts.length)
      return parts.map(({ from, end }) => request.subarray(from, end))
    },
    placeAll: async (orders) => orders.map(() => ZERO_BYTES32),
  }
  return { intake, worthless, read }
}

const MANY = { code: 'INPUT_INVALID', data: { field: 'orders', reason: 'they are more than 1000' } }

test('of a call that brings a million orders none is read, and its sender is charged', async () => {
  const { intake, worthless, read } = watchedIntake()
  const plain = Buffer.concat(Array<Uint8Array>(1_000_000).fill(Uint8Array.of(0x0a, 0)))
  for (const request of [plain, Buffer.concat([messageOf([varintField(99, 1n)]), plain])]) {
    await expect(placeRequest(request, intake, { host: 'h' })).rejects.toMatchObject(MANY)
  }
  expect([read, worthless]).toEqual([[], [1, 1]])
  const messages = Array(1_001).fill(create(SignedOrderSchema))
  await expect(placeMessages(messages, intake, { host: 'h' })).rejects.toMatchObject(MANY)
  expect(worthless).toEqual([1, 1, 1_001])
})

test('a call that cannot be read is charged as its orders, of which some were read in vain', async () => {
  const { intake, worthless } = watchedIntake()
  const broken = bytesField(1, Uint8Array.of(0x0a, 0x7f))
  const call = messageOf([...Array(20).fill(bytesField(1, new Uint8Array())), broken])
  await expect(placeRequest(call, intake, { host: 'h' })).rejects.toThrow('cannot be read')
  await expect(placeRequest(Uint8Array.of(0xff), intake, { host: 'h' })).rejects.toThrow('cannot be read')
  expect(worthless).toEqual([21, 1])
})

test('an order of more bytes than any has is not read, and the others of its call are', async () => {
  const { clock, placeBytes } = await startMarket({ limits: { worthlessBurst: 3, worthlessPerSecond: 0 } })
  const [good, padded] = (await Promise.all([1, 2].map(() => ask(hub, clock)))) as [SignedOrder, SignedOrder]
  const padding = Array(10_000).fill(varintField(99, 1n))
  const long = bytesField(1, messageOf([...fieldsOf(toBinaryOrder(padded)), ...padding]))
  const call = Buffer.concat([messageOf([long]), requestOf([good])])
  expect(await placeBytes(call)).toEqual(['INPUT_INVALID', hashOf(good)])
  await placeBytes(messageOf([long, long]))
  await expect(placeBytes(requestOf([good]))).rejects.toMatchObject({ code: 'MARKETPLACE_BUSY' })
})

test('an order that comes alone is charged to its sender where it cannot be read, and is not read where it is too long', async () => {
  const { clock, client, marketplace, run } = await startMarket({
    limits: { worthlessBurst: 3, worthlessPerSecond: 0 },
  })
  const caller = client(signer(3).address)
  const good = await ask(hub, clock)
  expect((await run(caller.placeOrder(signedOrderToMessage(good)))).orderHash).toBe(hashOf(good))
  // One of the three went for the question to the chain about its hub.
  const junk = () => run(caller.placeOrder(create(SignedOrderSchema)))
  for (let time = 0; time < 2; time++) await expect(junk()).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await expect(junk()).rejects.toMatchObject({ code: 'MARKETPLACE_BUSY' })
  expect(marketplace.hashes()).toEqual([hashOf(good)])

  const { intake, worthless } = watchedIntake()
  const signed = signedOrderToMessage(good)
  const padding = Array(10_000).fill(varintField(99, 1n))
  const padded = messageOf([...fieldsOf(toBinary(SignedOrderSchema, signed)), ...padding])
  await expect(placeMessageBytes(padded, intake, { host: 'h' })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await expect(placeMessageBytes(Uint8Array.of(0xff), intake, { host: 'h' })).rejects.toThrow('cannot be read')
  await expect(placeMessage(create(SignedOrderSchema), intake, { host: 'h' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  })
  expect(worthless).toEqual([1, 1, 1])
  expect(await placeMessage(signed, intake, { host: 'h' })).toBe(ZERO_BYTES32)
})

test('of a call that brings more than its sender may have in work no more is read, in bytes or messages', async () => {
  const { intake, worthless, read } = watchedIntake(2)
  const { clock, client, run } = await startMarket({ limits: { worthlessBurst: 2, worthlessPerSecond: 0 } })
  const good = signedOrderToMessage(await ask(hub, clock))
  // What cannot be read lies behind.
  const call = Buffer.concat([bytesOf([good, good]), messageOf([bytesField(1, Uint8Array.of(0x0a, 0x7f))])])
  const fromBytes = await placeRequest(call, intake, { host: 'h' })
  const fromMessages = await placeMessages([good, good, create(SignedOrderSchema)], intake, { host: 'h' })
  for (const placed of [fromBytes, fromMessages]) {
    expect(placed.map(({ result }) => result.case)).toEqual(['orderHash', 'orderHash', 'error'])
    expect(placed[2]!.result.value).toMatchObject({ code: 'MARKETPLACE_BUSY' })
  }
  expect(read).toEqual([2])
  expect(worthless).toEqual([0, 0])

  const orders = [good, create(SignedOrderSchema), create(SignedOrderSchema)]
  const { placed } = await run(client(signer(3).address).placeOrders({ orders }))
  expect(placed.map(({ result }) => result.case === 'error' && result.value.code)).toEqual([
    false,
    'INPUT_INVALID',
    'MARKETPLACE_BUSY',
  ])
})
