import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { WireType } from '@bufbuild/protobuf/wire'
import { seededRandom } from '@sonm/common'
import { type Order, type SignedOrder, toHex, writeDetails, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import { hex, mutateBytes, orders, sampleOrder } from '@sonm/model/testing'
import {
  PlaceOrdersRequestSchema,
  SignedOrderSchema,
  signedOrderFromMessage,
  signedOrderToMessage,
} from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderFromBytes, orderToBytes } from '../store/order-bytes.ts'
import { PackedAsk } from '../store/packed-ask.ts'
import {
  bytesField,
  contentOf,
  fieldsOf,
  messageOf,
  textField,
  varint,
  varintField,
  type WireField,
} from '../testing/wire-fields.ts'
import { AskReader } from './ask-reader.ts'
import { CheapChecks } from './cheap-checks.ts'
import { KnownDocuments } from './known-documents.ts'

const NOW = 1_700_000_000
const documents = new KnownDocuments()
const checks = new CheapChecks({ bidLifetimeSeconds: 3_600n, documents })
const [document, other] = [1, 2].map((ports) =>
  documents.take(
    writeDetails({
      resources: { cpuHundredths: 800, ramBytes: 2 ** 35, storageBytes: 2 ** 36, gpus: [] },
      architecture: 'Größe',
      executors: ['container'],
      locators: [],
      ports,
    }),
  ),
) as [ReturnType<KnownDocuments['take']>, ReturnType<KnownDocuments['take']>]

/** The rule: what the model says of the message of an order. Undefined: it refuses it. */
function judge(message: Uint8Array): SignedOrder | undefined {
  try {
    const signed = signedOrderFromMessage(fromBinary(SignedOrderSchema, message))
    checks.check(signed, BigInt(NOW))
    return signed
  } catch {
    return undefined
  }
}

function read(request: Uint8Array) {
  return new AskReader(documents).read(request, NOW)
}

function requestOf(messages: readonly Uint8Array[]): Uint8Array {
  return messageOf(messages.map((message) => bytesField(1, message)))
}

function messageOfOrder(signed: SignedOrder): Uint8Array {
  return toBinary(SignedOrderSchema, signedOrderToMessage(signed))
}

/** Every field as the ask tells it when it is asked. */
function told(ask: PackedAsk): SignedOrder {
  const order = Object.fromEntries(Object.keys(sampleOrder()).map((field) => [field, ask[field as keyof Order]]))
  return { order: order as unknown as Order, signature: ask.signature, details: ask.details }
}

const plainAsks: fc.Arbitrary<SignedOrder> = fc
  .record({
    order: orders,
    signature: hex(65),
    of: fc.constantFrom(document, other),
    secondsLeft: fc.integer({ min: 0, max: 86_400 }),
    epoch: fc.bigInt({ min: 0n, max: 2n ** 49n - 1n }),
    // Nearly all have none of these.
    isRare: fc.boolean(),
  })
  .map(({ order, signature, of, secondsLeft, epoch, isRare }) => ({
    order: {
      ...order,
      ...(isRare ? {} : { matcher: ZERO_ADDRESS, tag: ZERO_BYTES32, bond: 0n }),
      side: 'ask' as const,
      counterparty: ZERO_ADDRESS,
      // With more digits it might be too large.
      nonce: order.nonce % 10n ** 77n,
      epoch,
      expiresAtSeconds: BigInt(NOW + secondsLeft),
      detailsHash: of.hash,
    },
    signature,
    details: of.text,
  }))

test('asks as every program writes them are read from their bytes, and are what their messages say', () => {
  fc.assert(
    fc.property(fc.array(plainAsks, { maxLength: 5 }), (asks) => {
      const request = toBinary(
        PlaceOrdersRequestSchema,
        create(PlaceOrdersRequestSchema, { orders: asks.map(signedOrderToMessage) }),
      )
      const found = read(request)!
      expect(found.map((ask) => (ask instanceof PackedAsk ? told(ask) : 'not read'))).toEqual(asks)
      expect(found.map((ask) => orderFromBytes(orderToBytes(ask as PackedAsk)))).toEqual(asks)
    }),
  )
})

/** A message, and what somebody made of it. */
interface Case {
  readonly what: string
  readonly message: Uint8Array
}

const [ASK] = fc.sample(plainAsks, { numRuns: 1, seed: 4 }) as [SignedOrder]
const BASE = { ...ASK, order: { ...ASK.order, denomination: 'SNM', snmPerUsdCap: 0n } } satisfies SignedOrder
const SIGNED = fieldsOf(messageOfOrder(BASE))
const ORDER = fieldsOf(contentOf(SIGNED[0]!))
const withOrder = (fields: readonly WireField[]) => messageOf([bytesField(1, messageOf(fields)), ...SIGNED.slice(1)])
/** The order with another field of this number, or without one. */
const changed = (number: number, field?: WireField) => {
  const fields = ORDER.filter((one) => one.number !== number)
  if (field) fields.push(field)
  return withOrder(fields.sort((a, b) => a.number - b.number))
}

const NUMBERS = [
  0n,
  1n,
  2n,
  4n,
  5n,
  7n,
  8n,
  127n,
  128n,
  2n ** 31n,
  2n ** 32n,
  2n ** 32n + 1n,
  2n ** 49n - 1n,
  2n ** 49n,
]
const LARGE = [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n + 1n]
const DURATIONS = [3_153_600_000n, 3_153_600_001n]
const TIMES = [NOW - 1, NOW, NOW + 86_400, NOW + 86_401].map(BigInt)
const WIDE = [
  2n ** 96n - 1n,
  2n ** 96n,
  2n ** 128n - 1n,
  2n ** 128n,
  10n ** 77n - 1n,
  10n ** 77n,
  2n ** 256n - 1n,
  2n ** 256n,
]
const ODD = [
  '',
  '0',
  '00',
  '01',
  '-1',
  '+1',
  '1e3',
  '0x1',
  ' 1',
  '1 ',
  '1.0',
  '1_0',
  '٣',
  '1'.repeat(15),
  '9'.repeat(16),
]
const ADDRESSES = [
  ZERO_ADDRESS,
  BASE.order.author,
  BASE.order.author.toUpperCase(),
  `0x${'AB'.repeat(20)}`,
  `0X${'ab'.repeat(20)}`,
]
const HASHES = [
  ZERO_BYTES32,
  document.hash,
  document.hash.toUpperCase().replace('X', 'x'),
  other.hash,
  `0x${'AB'.repeat(32)}`,
]
const SHORT = [
  '',
  '0x',
  '0',
  `0x${'a'.repeat(39)}`,
  `0x${'a'.repeat(41)}`,
  `0x${'g'.repeat(40)}`,
  `0x${'a'.repeat(63)}`,
  `0x${'é'.repeat(20)}`,
]

const edges: readonly Case[] = [
  ...[1, 6, 7, 8, 10, 12, 13].flatMap((number) =>
    [...NUMBERS, ...LARGE, ...TIMES, ...DURATIONS].map((value) => ({
      what: `field ${number} is ${value}`,
      message: changed(number, varintField(number, value)),
    })),
  ),
  ...[5, 9, 11, 14].flatMap((number) =>
    [...[...NUMBERS, ...LARGE, ...WIDE].map(String), ...ODD].map((text) => ({
      what: `field ${number} is "${text}"`,
      message: changed(number, textField(number, text)),
    })),
  ),
  ...[2, 3, 4, 15, 16].flatMap((number) =>
    [...ADDRESSES, ...HASHES, ...SHORT].map((text) => ({
      what: `field ${number} is "${text}"`,
      message: changed(number, textField(number, text)),
    })),
  ),
  ...[0, 1, 15, 17].map((lanes) => ({
    what: `${lanes} benchmarks`,
    message: changed(17, bytesField(17, Buffer.concat(Array.from({ length: lanes }, () => varint(7n))))),
  })),
  ...[...NUMBERS, ...LARGE].map((value) => ({
    what: `a benchmark is ${value}`,
    message: changed(17, bytesField(17, Buffer.concat([...Array(15).fill(varint(7n)), varint(value)]))),
  })),
  ...[2, 3, 9, 10, 11].map((length) => ({
    what: `a benchmark in ${length} bytes`,
    message: changed(17, bytesField(17, Buffer.concat([...Array(15).fill(varint(7n)), varint(5n, length)]))),
  })),
  {
    what: 'benchmarks one by one',
    message: withOrder([
      ...ORDER.filter(({ number }) => number < 17),
      ...Array.from({ length: 16 }, () => varintField(17, 7n)),
    ]),
  },
  ...ORDER.map(({ number }) => ({ what: `no field ${number}`, message: changed(number) })),
  ...ORDER.map((field) => ({ what: `field ${field.number} twice`, message: withOrder([...ORDER, field]) })),
  ...ORDER.map((field, at) => ({
    what: `field ${field.number} twice in a row`,
    message: withOrder([...ORDER.slice(0, at), field, ...ORDER.slice(at)]),
  })),
  {
    what: 'an earlier author, and then another',
    message: withOrder([ORDER[0]!, textField(2, `0x${'ab'.repeat(20)}`), ...ORDER.slice(1)]),
  },
  { what: 'a later author', message: withOrder([...ORDER, textField(2, `0x${'ab'.repeat(20)}`)]) },
  ...ORDER.flatMap((field) =>
    [WireType.Varint, WireType.Bit64, WireType.LengthDelimited, WireType.StartGroup, WireType.Bit32, 6 as WireType].map(
      (type) => ({
        what: `field ${field.number} as wire type ${type}`,
        message: changed(field.number, { ...field, type }),
      }),
    ),
  ),
  { what: 'backwards', message: withOrder([...ORDER].reverse()) },
  ...[0, 18, 2 ** 29 - 1].flatMap((number) => [
    { what: `an unknown field ${number} in the order`, message: withOrder([...ORDER, varintField(number, 1n)]) },
    { what: `an unknown field ${number} behind it`, message: messageOf([...SIGNED, textField(number, 'x')]) },
    { what: `an unknown field ${number} before it`, message: messageOf([textField(number, 'x'), ...SIGNED]) },
  ]),
  ...SIGNED.map((_, at) => ({ what: `without part ${at}`, message: messageOf(SIGNED.filter((_, i) => i !== at)) })),
  ...SIGNED.map((part, at) => ({ what: `part ${at} twice`, message: messageOf([...SIGNED, part]) })),
  {
    what: 'two orders that protobuf merges',
    message: messageOf([SIGNED[0]!, bytesField(1, messageOf([varintField(13, 3n)])), ...SIGNED.slice(1)]),
  },
  ...[128, 130, 131, 133, 134].map((digits) => ({
    what: `a signature of ${digits} characters`,
    message: messageOf([SIGNED[0]!, textField(2, `0x${'a'.repeat(digits - 2)}`), SIGNED[2]!]),
  })),
  { what: 'an empty signature', message: messageOf([SIGNED[0]!, textField(2, ''), SIGNED[2]!]) },
  {
    what: 'a signature in capitals',
    message: messageOf([SIGNED[0]!, textField(2, `0x${'AB'.repeat(65)}`), SIGNED[2]!]),
  },
  ...['', '{}', other.text, `${BASE.details} `, BASE.details.slice(1)].map((text) => ({
    what: `details are ${text.slice(0, 20)}`,
    message: messageOf([SIGNED[0]!, SIGNED[1]!, textField(3, text)]),
  })),
  {
    what: 'a length in more bytes than needed',
    message: messageOf([
      { ...SIGNED[0]!, bytes: Buffer.concat([varint(BigInt(contentOf(SIGNED[0]!).length), 5), contentOf(SIGNED[0]!)]) },
      ...SIGNED.slice(1),
    ]),
  },
  ...[1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n].map((more) => ({
    what: `a length that is ${more} too long`,
    message: messageOf([
      {
        ...SIGNED[0]!,
        bytes: Buffer.concat([varint(BigInt(contentOf(SIGNED[0]!).length) + more), contentOf(SIGNED[0]!)]),
      },
      ...SIGNED.slice(1),
    ]),
  })),
  ...Array.from({ length: messageOf(SIGNED).length }, (_, length) => ({
    what: `cut after ${length} bytes`,
    message: messageOf(SIGNED).slice(0, length),
  })),
]

/** Among others, whose bytes lie before and behind. */
function expectAsJudged(message: Uint8Array, what: string): void {
  const good = messageOf(SIGNED)
  const found = read(requestOf([good, message, good]))
  expect(found, what).toHaveLength(3)
  const [before, between, behind] = found!
  expect(
    [before, behind].map((ask) => ask instanceof PackedAsk && told(ask)),
    what,
  ).toEqual([BASE, BASE])
  if (between instanceof PackedAsk) expect(told(between), what).toEqual(judge(message))
  else expect(toHex(between!), what).toBe(toHex(message))
}

test('whatever is written into a field, an ask that is read is what the model takes it for', () => {
  const taken = edges.filter(({ what, message }) => {
    expectAsJudged(message, what)
    return read(requestOf([message]))![0] instanceof PackedAsk
  })
  // They are no cases that are all refused.
  expect(taken.length).toBeGreaterThan(60)
})

test('of bytes that anybody may have changed no ask is read that the model reads in another way', () => {
  const random = seededRandom(11)
  const good = messageOf(SIGNED)
  for (let at = 0; at < 3_000; at++) {
    const message = mutateBytes(good, random)
    expectAsJudged(message, toHex(message))
  }
})

test('a call of any bytes is split as protobuf splits it, or left to it', () => {
  const random = seededRandom(12)
  const request = requestOf([messageOf(SIGNED), messageOf([]), messageOf(SIGNED)])
  const noise = fc.sample(fc.uint8Array({ maxLength: 40 }), { numRuns: 500, seed: 1 })
  const changes = Array.from({ length: 1_500 }, () => mutateBytes(request, random))
  for (const bytes of [request, new Uint8Array(), ...noise, ...changes]) {
    const found = read(bytes)
    if (!found) continue
    const parts = found.map((part) => (part instanceof PackedAsk ? messageOfOrder(told(part)) : part))
    let whole: readonly SignedOrder[] | string
    try {
      whole = fromBinary(PlaceOrdersRequestSchema, bytes).orders.map((one) => toBinary(SignedOrderSchema, one)) as never
    } catch {
      whole = 'unreadable'
    }
    let split: typeof whole
    try {
      split = parts.map((part) => toBinary(SignedOrderSchema, fromBinary(SignedOrderSchema, part))) as never
    } catch {
      split = 'unreadable'
    }
    expect(split, toHex(bytes)).toEqual(whole)
  }
})
