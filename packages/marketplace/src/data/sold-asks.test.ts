import { type Deal, detailsHash, type SignedOrder, writeDetails } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { expect, test } from 'vitest'
import { LiveOrders } from '../orders/live-orders.ts'
import { account } from '../testing/market-story.ts'
import { SoldAsks } from './sold-asks.ts'

const hub = account('hub', 1)

function ask(pricePerSecond: bigint, cores: number): SignedOrder {
  const details = writeDetails({
    resources: { cpuHundredths: cores * 100, ramBytes: 0, storageBytes: 0, gpus: [] },
    architecture: 'x64',
    executors: [],
    locators: [],
  })
  const terms = { pricePerSecond, expiresAtSeconds: 1_767_225_600n }
  const order = sampleOrder({ ...terms, author: hub, detailsHash: detailsHash(details) })
  return { order, details, signature: `0x${'11'.repeat(64)}1b` }
}

/** By an ask that the hub has signed for its buyer alone. */
const dealAt = (pricePerSecond: bigint) =>
  ({ askHash: `0x${'ff'.repeat(32)}`, hub, usdPerSecond: 0n, pricePerSecond }) as Deal

test('a deal sells what the ask of its price has sold that left the book for it, though nobody has looked at that', () => {
  const live = new LiveOrders()
  const sold = new SoldAsks(live)
  const place = (signed: SignedOrder, sequence: number) => {
    const order = { sequence, hash: `0x${`0${sequence}`.repeat(32)}` as const, signed, placedAtMs: 0 }
    live.add(order)
    return order
  }
  const placed = place(ask(7n, 4), 1)
  expect(sold.classify(dealAt(7n))).toEqual({ marketClass: 'cpu', unitHundredths: 400 })
  live.withdraw(placed)
  expect(sold.classify(dealAt(7n))).toEqual({ marketClass: 'cpu', unitHundredths: 400 })
  expect(sold.classify(dealAt(8n))).toBeUndefined()
  // The newest of a price counts, and what has left is not kept for ever.
  live.withdraw(place(ask(7n, 2), 2))
  expect(sold.classify(dealAt(7n))).toEqual({ marketClass: 'cpu', unitHundredths: 200 })
  for (let price = 100n; price < 4_196n; price++) live.withdraw(place(ask(price, 1), 3))
  expect(sold.classify(dealAt(7n))).toBeUndefined()
  expect(sold.classify(dealAt(100n))).toEqual({ marketClass: 'cpu', unitHundredths: 100 })
})
