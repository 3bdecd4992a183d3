import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { WireType } from '@bufbuild/protobuf/wire'
import { seededRandom } from '@sonm/common'
import { toHex } from '@sonm/model'
import { mutateBytes, sampleOrder } from '@sonm/model/testing'
import { PlaceOrdersRequestSchema, SignedOrderSchema } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requestOf } from '../testing/packed.ts'
import { fieldsOf, messageOf, textField, varintField } from '../testing/wire-fields.ts'
import { callParts } from './call-parts.ts'

const order = { order: sampleOrder(), signature: '0x11', details: 'text' } as const

/** Undefined: somebody cannot read it. */
function tryTo<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

const again = (part: Uint8Array) => toHex(toBinary(SignedOrderSchema, fromBinary(SignedOrderSchema, part)))

test('a call of any bytes is split as protobuf splits it', () => {
  const random = seededRandom(12)
  const request = messageOf([
    ...fieldsOf(requestOf([order, order])),
    varintField(9, 7n),
    ...fieldsOf(requestOf([order])),
  ])
  const noise = fc.sample(fc.uint8Array({ maxLength: 40 }), { numRuns: 500, seed: 1 })
  const changes = Array.from({ length: 1_500 }, () => mutateBytes(request, random))
  let split = 0
  for (const bytes of [request, new Uint8Array(), ...noise, ...changes]) {
    const whole = tryTo(() => fromBinary(PlaceOrdersRequestSchema, bytes).orders)
    const parts = tryTo(() => callParts(bytes, 1_000).map(({ from, end }) => bytes.subarray(from, end)))
    if (parts) {
      const read = tryTo(() => parts.map(again))
      // An order whose last field ends behind it is none; read as a whole, the library takes it for one.
      if (!read) continue
      split++
      expect(read, toHex(bytes)).toEqual(whole?.map((one) => toHex(toBinary(SignedOrderSchema, one))))
    } else if (whole) {
      // What no program has written for years.
      const isOdd = ({ number, type }: { number: number; type: WireType }) =>
        type === WireType.StartGroup || (number === 1 && type !== WireType.LengthDelimited)
      expect(tryTo(() => fieldsOf(bytes))?.some(isOdd) ?? true, toHex(bytes)).toBe(true)
    }
  }
  expect(split).toBeGreaterThan(200)
})

const TOO_MANY = { code: 'INPUT_INVALID', data: { field: 'orders', reason: 'they are more than 1000' } }
const UNREADABLE = { code: 'INPUT_INVALID', data: { field: 'orders', reason: 'the message cannot be read' } }
/** Whoever looks at it cannot go on. */
const NO_FIELD = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff)

test.each([
  ['orders', Uint8Array.of(0x0a, 0), TOO_MANY],
  ['orders with something in them', Uint8Array.of(0x0a, 2, 0x0a, 0), TOO_MANY],
  ['fields that nobody knows', Uint8Array.of(0x20, 0), UNREADABLE],
])('of a million %s no more is looked at than there may be', (_, one, expected) => {
  const call = (count: number) => Buffer.concat([...Array<Uint8Array>(count).fill(one), NO_FIELD])
  expect(() => callParts(call(1_000_000), 1_000)).toThrow(expect.objectContaining(expected))
  // The same where there are not too many: what follows is looked at.
  expect(() => callParts(call(1_000), 1_000)).toThrow(expect.objectContaining(UNREADABLE))
})

test('what a later version says of a call is passed over', () => {
  const call = messageOf([textField(7, 'later'), ...fieldsOf(requestOf([order])), varintField(900, 2n ** 64n - 1n)])
  const [part, ...more] = callParts(call, 2)
  expect(more).toEqual([])
  expect(toHex(call.subarray(part!.from, part!.end))).toBe(toHex(fieldsOf(requestOf([order]))[0]!.bytes.subarray(2)))
})
