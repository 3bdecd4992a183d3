import { type SignedOrder, toHex } from '@sonm/model'
import { anyText, hex, orders } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderFromBytes, orderToBytes } from './order-bytes.ts'

const signed: fc.Arbitrary<SignedOrder> = fc.record({ order: orders, signature: hex(65), details: anyText(2000) })

test('an order is read back as it was written, whatever is in it', () => {
  fc.assert(
    fc.property(signed, (order) => {
      const details = Buffer.from(order.details).toString()
      expect(orderFromBytes(orderToBytes(order))).toEqual({ ...order, details })
    }),
  )
})

test('the largest values keep their places', () => {
  const [sample] = fc.sample(signed, 1)
  const order: SignedOrder = {
    ...sample!,
    order: {
      ...sample!.order,
      nonce: 2n ** 256n - 1n,
      epoch: 2n ** 64n - 1n,
      expiresAtSeconds: 2n ** 64n - 1n,
      pricePerSecond: 2n ** 96n - 1n,
      snmPerUsdCap: 2n ** 96n - 1n,
      bond: 2n ** 96n - 1n,
      benchmarks: sample!.order.benchmarks.map(() => 2n ** 64n - 1n),
      tag: toHex(new Uint8Array(32).fill(255)),
    },
  }
  expect(orderFromBytes(orderToBytes(order)).order).toEqual(order.order)
})

test('what is cut short or of another version is refused', () => {
  const [order] = fc.sample(signed, 1)
  const bytes = orderToBytes({ ...order!, details: '' })
  for (let length = 0; length < bytes.length; length++)
    expect(() => orderFromBytes(bytes.subarray(0, length))).toThrow()
  bytes[0] = 2
  expect(() => orderFromBytes(bytes)).toThrow('version 2')
})
