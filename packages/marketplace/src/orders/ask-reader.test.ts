import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
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
import { oddMessages } from '../testing/odd-messages.ts'
import { bytesField, contentOf, fieldsOf, messageOf, type WireField } from '../testing/wire-fields.ts'
import { AskReader } from './ask-reader.ts'
import { callParts } from './call-parts.ts'
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
  return new AskReader(documents).read(request, callParts(request, 1_000), NOW)
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
      const found = read(request)
      expect(found.map((ask) => (ask instanceof PackedAsk ? told(ask) : 'not read'))).toEqual(asks)
      expect(found.map((ask) => orderFromBytes(orderToBytes(ask as PackedAsk)))).toEqual(asks)
    }),
  )
})

const [ASK] = fc.sample(plainAsks, { numRuns: 1, seed: 4 }) as [SignedOrder]
// What is zero is not written, and then nothing can be wrong with it.
const WRITTEN = { epoch: 3n, bond: 5n, identityLevel: 1, netFlags: 1, denomination: 'SNM', snmPerUsdCap: 0n } as const
const BASE: SignedOrder = { ...ASK, order: { ...ASK.order, ...WRITTEN } }
const GOOD = messageOfOrder(BASE)

/** Among others, whose bytes lie before and behind. */
function expectAsJudged(message: Uint8Array, what: string): void {
  const good = GOOD
  const found = read(requestOf([good, message, good]))
  expect(found, what).toHaveLength(3)
  const [before, between, behind] = found
  expect(
    [before, behind].map((ask) => ask instanceof PackedAsk && told(ask)),
    what,
  ).toEqual([BASE, BASE])
  if (between instanceof PackedAsk) expect(told(between), what).toEqual(judge(message))
  else expect(toHex(between!), what).toBe(toHex(message))
}

test('whatever is written into a field, an ask that is read is what the model takes it for', () => {
  const odd = oddMessages(BASE, { nowSeconds: NOW, others: other })
  const taken = odd.filter(({ what, message }) => {
    expectAsJudged(message, what)
    return read(requestOf([message]))[0] instanceof PackedAsk
  })
  // They are no cases that are all refused.
  expect(taken.length).toBeGreaterThan(60)
})

test('of bytes that anybody may have changed no ask is read that the model reads in another way', () => {
  const random = seededRandom(11)
  const [order, ...rest] = fieldsOf(GOOD) as [WireField, ...WireField[]]
  const fields = fieldsOf(contentOf(order))
  const changed = (field: WireField) => ({ ...field, bytes: mutateBytes(field.bytes, random) })
  // Lengths are right again, else most are no messages: of the order as a whole, and of each of its fields as often.
  const changes = [
    () => mutateBytes(GOOD, random),
    () => messageOf([bytesField(1, mutateBytes(contentOf(order), random)), ...rest]),
    () => {
      const which = random.integer(fields.length)
      const inner = messageOf(fields.map((field, at) => (at === which ? changed(field) : field)))
      return messageOf([bytesField(1, inner), ...rest])
    },
  ]
  for (let at = 0; at < 3_000; at++) {
    const message = changes[at % changes.length]!()
    expectAsJudged(message, toHex(message))
  }
})
