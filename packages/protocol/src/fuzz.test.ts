import { fromBinary, fromJsonString, toBinary, toJsonString } from '@bufbuild/protobuf'
import { type Random, systemClock } from '@sonm/common'
import { checkOrder, fail, readDetails, type SignedOrder, verifyRecord, writeDetails } from '@sonm/model'
import { FUZZ_CASES, fuzz, mutateBytes, mutateText, sampleOrder } from '@sonm/model/testing'
import { expect, test } from 'vitest'
import { endpointRecordFromMessage, endpointRecordToMessage } from './endpoints.ts'
import { EndpointRecordSchema } from './gen/sonm/v1/locator_pb.js'
import { SignedOrderSchema } from './gen/sonm/v1/order_pb.js'
import { signedOrderFromMessage, signedOrderToMessage } from './orders.ts'

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
