import { create, toBinary, toJsonString } from '@bufbuild/protobuf'
import { isCoded, seededRandom, systemClock } from '@sonm/common'
import { mutateBytes, mutateText } from '@sonm/model/testing'
import { PlaceOrdersRequestSchema, signedOrderToMessage } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marketplaceLimits as limits } from '../limits.ts'
import { ask, signer } from '../testing/world.ts'
import { placeOrdersCheck } from './check-request.ts'
import { jsonWeight } from './json-weight.ts'
import { MAX_ORDER_BYTES } from './place-messages.ts'

const check = placeOrdersCheck(limits, MAX_ORDER_BYTES)
const MOST = limits.placeOrdersMaxBytes
const bytes = (text: string) => new TextEncoder().encode(text)
const filled = (begin: string, part: string, end: string) =>
  bytes(begin + part.repeat(Math.floor((MOST - begin.length - end.length) / part.length)) + end)
const invalid = expect.objectContaining({ code: 'INPUT_INVALID' })

test('as many orders as may be pass in JSON, each with the longest details, all characters of which are escaped', async () => {
  const { order, signature } = signedOrderToMessage(await ask(signer(1), systemClock))
  const benchmarks = Array<bigint>(16).fill(2n ** 64n - 1n)
  const message = (details: string) => ({ order: { ...order!, benchmarks }, signature, details })
  const call = (orders: readonly object[]) =>
    bytes(toJsonString(PlaceOrdersRequestSchema, create(PlaceOrdersRequestSchema, { orders: [...orders] })))
  check(call(Array.from({ length: limits.ordersPerCall }, () => message('{},:[]"'))), 'json')
  check(call([message('\u0001'.repeat(8 * 1024))]), 'json')
  expect(() => check(call(Array.from({ length: 1 + limits.ordersPerCall }, () => message(''))), 'json')).toThrow(
    invalid,
  )
})

test.each([
  ['empty orders', 'json', filled('{"orders":[', '{},', '{}]}')],
  ['numbers', 'json', filled('{"orders":[{"order":{"benchmarks":[', '1,', '1]}}]}')],
  ['lists in lists', 'json', filled('', '[', '')],
  ['a number of four million digits', 'json', filled('{"orders":[{"order":{"epoch":"', '9', '"}}]}')],
  ['a text without an end', 'json', filled('{"orders":[{"details":"', '\\"', '')],
  ['empty orders', 'proto', Buffer.alloc(MOST, Buffer.from([10, 0]))],
  ['an order that fills it', 'proto', Buffer.concat([Buffer.from([10, 0xf0, 0xff, 0xff, 1]), Buffer.alloc(MOST - 16)])],
  ['no protobuf at all', 'proto', Buffer.alloc(MOST, 255)],
] as const)('a call of %s in %s is refused before anything is made of it', (_, form, request) => {
  expect(() => check(request, form)).toThrow(invalid)
})

test.each([
  [
    'jsonValuesPerOrder',
    { jsonValuesPerOrder: 4, ordersPerCall: 9, jsonTextMaxBytes: 100 },
    (over: number) =>
      `[${Array(39 + over)
        .fill('1')
        .join()}]`,
  ],
  [
    'jsonTextMaxBytes',
    { jsonValuesPerOrder: 48, ordersPerCall: 9, jsonTextMaxBytes: 100 },
    (over: number) => `{"details":"${'d'.repeat(100 + over)}"}`,
  ],
] as const)('%s: as much passes as the limit says, and one more is refused', (_, most, json) => {
  const held = placeOrdersCheck(most, MAX_ORDER_BYTES)
  held(bytes(json(0)), 'json')
  expect(() => held(bytes(json(1)), 'json')).toThrow(invalid)
})

test('the weight of JSON is never below what is made of it', () => {
  const count = (value: unknown): number =>
    1 +
    (typeof value === 'object' && value !== null
      ? Object.values(value).reduce<number>((sum, one) => sum + count(one), 0)
      : 0)
  const longest = (value: unknown): number => {
    if (typeof value === 'string') return bytes(value).length
    if (typeof value !== 'object' || value === null) return 0
    const all = Array.isArray(value)
      ? value.map(longest)
      : Object.entries(value).flatMap(([key, one]) => [longest(key), longest(one)])
    return Math.max(0, ...all)
  }
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(2), (value, indent) => {
      const weight = jsonWeight(bytes(JSON.stringify(value, undefined, indent)))
      expect(weight.values).toBeGreaterThanOrEqual(count(value))
      expect(weight.longestTextBytes).toBeGreaterThanOrEqual(longest(value))
    }),
  )
})

test('whatever comes is let through or refused by its code', async () => {
  const random = seededRandom(5)
  const orders = [signedOrderToMessage(await ask(signer(1), systemClock))]
  const call = create(PlaceOrdersRequestSchema, { orders })
  const [json, binary] = [toJsonString(PlaceOrdersRequestSchema, call), toBinary(PlaceOrdersRequestSchema, call)]
  const codes = new Set<string>()
  const tried = (request: Uint8Array, form: 'json' | 'proto') => {
    try {
      check(request, form)
    } catch (error) {
      codes.add(isCoded(error) ? error.code : String(error))
    }
  }
  for (let at = 0; at < 2_000; at++) {
    tried(bytes(mutateText(json, random)), 'json')
    tried(mutateBytes(binary, random), 'proto')
  }
  expect(codes).toEqual(new Set(['INPUT_INVALID']))
})
