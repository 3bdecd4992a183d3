import {
  create,
  type DescMessage,
  fromBinary,
  fromJsonString,
  type MessageShape,
  toBinary,
  toJsonString,
} from '@bufbuild/protobuf'
import { type Random, systemClock } from '@sonm/common'
import {
  type Address,
  cancelSigner,
  checkOrder,
  fail,
  type Hex,
  parseEndpoint,
  readDetails,
  type SignedOrder,
  verifyGrant,
  verifyRecord,
  verifyReservation,
  writeDetails,
} from '@sonm/model'
import { FUZZ_CASES, fuzz, mutateBytes, mutateText, sampleOrder } from '@sonm/model/testing'
import { expect, test } from 'vitest'
import { cancelFromMessage } from './cancels.ts'
import { endpointRecordFromMessage, endpointRecordToMessage } from './endpoints.ts'
import { FollowUpdateSchema } from './gen/sonm/v1/federation_pb.js'
import { EndpointRecordSchema } from './gen/sonm/v1/locator_pb.js'
import { SignedOrderSchema } from './gen/sonm/v1/order_pb.js'
import { GrantRequestSchema, ReserveEventSchema, ReserveRequestSchema } from './gen/sonm/v1/relay_pb.js'
import { signedOrderFromMessage, signedOrderToMessage } from './orders.ts'
import { readCount, readHex } from './read.ts'

const DETAILS = writeDetails({
  resources: { cpuHundredths: 100, ramBytes: 2 ** 30, storageBytes: 2 ** 30, gpus: [] },
  architecture: 'x64',
  executors: ['wasm'],
  locators: [],
})
const ORDER = signedOrderToMessage({
  order: sampleOrder({ nonce: 2n ** 256n - 1n, pricePerSecond: 2n ** 96n - 1n }),
  details: DETAILS,
  signature: `0x${'11'.repeat(64)}1b`,
})
const ORDER_BYTES = toBinary(SignedOrderSchema, ORDER)
const ORDER_JSON = toJsonString(SignedOrderSchema, ORDER)
const RECORD_BYTES = toBinary(
  EndpointRecordSchema,
  endpointRecordToMessage({
    address: `0x${'22'.repeat(20)}`,
    endpoints: ['192.0.2.1:15010', '[2001:db8::1]:15010'],
    sequence: 7n,
    expiresAtSeconds: 1_767_225_600n,
    signature: `0x${'11'.repeat(64)}1b`,
  }),
)

/** What the wire cannot read is the caller's mistake; running out of stack is ours. */
function decoded<Message>(read: () => Message): Message {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof RangeError && cause.message.includes('call stack')) throw cause
    throw fail('INPUT_INVALID', { field: 'request', reason: 'it cannot be read' }, { cause })
  }
}

/** All that is looked at before the signature. */
function judge({ order, details }: SignedOrder): void {
  checkOrder(order)
  if (details !== '') readDetails(details)
}

test('the bytes of an order are read or refused with a code', async () => {
  const cases = FUZZ_CASES.orderBytes
  const tried = await fuzz({
    name: 'order as bytes',
    cases,
    make: (random: Random) => mutateBytes(ORDER_BYTES, random),
    run: (bytes) => judge(signedOrderFromMessage(decoded(() => fromBinary(SignedOrderSchema, bytes)))),
    clock: systemClock,
  })
  expect(tried).toBe(cases)
})

test('the JSON of an order is read or refused with a code', async () => {
  const cases = FUZZ_CASES.orderJson
  const read = (json: string) => fromJsonString(SignedOrderSchema, json, { ignoreUnknownFields: true })
  const tried = await fuzz({
    name: 'order as JSON',
    cases,
    make: (random: Random) => mutateText(ORDER_JSON, random),
    run: (json) => judge(signedOrderFromMessage(decoded(() => read(json)))),
    clock: systemClock,
  })
  expect(tried).toBe(cases)
})

test('the bytes of an endpoint record are read or refused with a code', async () => {
  const cases = FUZZ_CASES.recordBytes
  const tried = await fuzz({
    name: 'endpoint record',
    cases,
    make: (random: Random) => mutateBytes(RECORD_BYTES, random),
    run: (bytes) =>
      verifyRecord(endpointRecordFromMessage(decoded(() => fromBinary(EndpointRecordSchema, bytes))), 1_767_225_000n),
    clock: systemClock,
  })
  expect(tried).toBe(cases)
})

const [RELAY, HUB] = ['33', '44'].map((byte) => `0x${byte.repeat(20)}`) as [Address, Address]
const DOMAIN = { chainId: 1, market: RELAY }
const SIGNATURE: Hex = `0x${'11'.repeat(64)}1b`
const NOW = 1_767_225_000n

/** Tries the bytes and the JSON of a message in turn. */
function fuzzMessage<Desc extends DescMessage>(options: {
  readonly name: string
  readonly cases: number
  readonly schema: Desc
  readonly valid: MessageShape<Desc>
  readonly read: (message: MessageShape<Desc>) => unknown
}): Promise<number> {
  const { name, cases, schema, valid, read } = options
  const [bytes, json] = [toBinary(schema, valid), toJsonString(schema, valid)]
  return fuzz({
    name,
    cases,
    make: (random: Random, at): Uint8Array | string =>
      at % 2 === 0 ? mutateBytes(bytes, random) : mutateText(json, random),
    run: (input) => {
      const message = decoded(() =>
        typeof input === 'string'
          ? fromJsonString(schema, input, { ignoreUnknownFields: true })
          : fromBinary(schema, input),
      )
      return read(message)
    },
    clock: systemClock,
  })
}

test('what a followed marketplace tells is read or refused with a code', async () => {
  const valid = create(FollowUpdateSchema, {
    logId: SIGNATURE,
    position: 7n,
    head: 2n ** 53n - 1n,
    complete: true,
    items: [
      { item: { case: 'placed', value: ORDER } },
      {
        item: { case: 'cancelled', value: { orderHash: `0x${'55'.repeat(32)}`, atSeconds: NOW, signature: SIGNATURE } },
      },
    ],
  })
  const tried = await fuzzMessage({
    name: 'followed',
    cases: FUZZ_CASES.followed,
    schema: FollowUpdateSchema,
    valid,
    read: ({ items, position }) => {
      readCount('position', position)
      for (const { item } of items) {
        if (item.case === 'placed') judge(signedOrderFromMessage(item.value))
        else if (item.case === 'cancelled') cancelSigner(DOMAIN, cancelFromMessage(item.value))
      }
    },
  })
  expect(tried).toBe(FUZZ_CASES.followed)
})

test('what peers ask of a relay, and what it tells them, is read or refused with a code', async () => {
  const cases = FUZZ_CASES.relay / 2
  const asked = await fuzzMessage({
    name: 'reservation',
    cases,
    schema: ReserveRequestSchema,
    valid: create(ReserveRequestSchema, { expiresAtSeconds: NOW + 600n, signature: SIGNATURE }),
    read: ({ expiresAtSeconds, signature }) => {
      const reservation = {
        address: HUB,
        relay: RELAY,
        expiresAtSeconds,
        signature: readHex('signature', signature, 65),
      }
      verifyReservation(reservation, RELAY, NOW)
    },
  })
  const told = await fuzzMessage({
    name: 'event of a relay',
    cases,
    schema: ReserveEventSchema,
    valid: create(ReserveEventSchema, {
      event: { case: 'punch', value: { id: new Uint8Array(32), caller: HUB, endpoint: '[2001:db8::1]:15010' } },
    }),
    read: ({ event }) => {
      if (event.case === 'punch') parseEndpoint(event.value.endpoint)
    },
  })
  expect(asked + told).toBe(FUZZ_CASES.relay)
})

test('a grant of a deal is read or refused with a code', async () => {
  const tried = await fuzzMessage({
    name: 'grant',
    cases: FUZZ_CASES.grant,
    schema: GrantRequestSchema,
    valid: create(GrantRequestSchema, { buyer: HUB, dealId: 7n, untilSeconds: NOW + 300n, signature: SIGNATURE }),
    read: ({ buyer, dealId, untilSeconds, signature }) => {
      const facts = { buyer: readHex('buyer', buyer, 20), signature: readHex('signature', signature, 65) }
      verifyGrant({ hub: HUB, relay: RELAY, dealId, untilSeconds, ...facts }, RELAY, NOW)
    },
  })
  expect(tried).toBe(FUZZ_CASES.grant)
})
