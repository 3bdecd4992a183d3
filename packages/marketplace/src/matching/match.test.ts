import { type Address, mismatches, type Order, ZERO_ADDRESS } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LISTED_MASTER, listedAsk } from '../testing/listed-ask.ts'
import { PlainBook } from '../testing/plain-book.ts'
import { BidBook } from './bid-book.ts'
import { matchBid } from './match-bid.ts'

const BUYERS = ['c1', 'c2', 'c3', 'aa', '6d'].map((byte): Address => `0x${byte.repeat(20)}`)
const nowSeconds = 100n

/** Two lanes alone are used, so that fitting is as common as not. */
const lanes = (...values: bigint[]) => {
  const lane = fc.constantFrom(...values)
  return fc.tuple(lane, lane).map(([a, b]) => Array.from({ length: 16 }, (_, i) => (i === 2 ? a : i === 7 ? b : 0n)))
}
const common = {
  pricePerSecond: fc.bigInt({ min: 1n, max: 4n }),
  denomination: fc.constantFrom('SNM' as const, 'SNM' as const, 'USD' as const),
  identityLevel: fc.integer({ min: 1, max: 2 }),
  expiresAtSeconds: fc.constantFrom(99n, 100n, 200n, 300n),
}
const asks = fc.array(
  fc.tuple(
    fc.record({
      ...common,
      durationSeconds: fc.constantFrom(0n, 60n, 90n),
      benchmarks: lanes(1n, 2n ** 53n, 2n ** 53n + 1n),
      netFlags: fc.constantFrom(7, 7, 1),
      counterparty: fc.constantFrom(ZERO_ADDRESS, ZERO_ADDRESS, BUYERS[0]!),
    }),
    fc.record({ reliability: fc.nat(2), identity: fc.integer({ min: 1, max: 2 }) }),
  ),
  { maxLength: 40, size: 'max' },
)
const bids: fc.Arbitrary<Order> = fc
  .record({
    ...common,
    durationSeconds: fc.constantFrom(0n, 60n),
    benchmarks: lanes(0n, 0n, 1n, 2n ** 53n + 1n),
    author: fc.constantFrom(...BUYERS),
    netFlags: fc.constantFrom(0, 4),
    counterparty: fc.constantFrom(ZERO_ADDRESS, LISTED_MASTER),
  })
  .map((order) => sampleOrder({ ...order, side: 'bid' }))

test('for a bid: every match passes the rule of the contract, the best first, and none that is better is left out', () => {
  let joined = 0
  fc.assert(
    fc.property(asks, bids, fc.integer({ min: 1, max: 6 }), (given, bid, limit) => {
      const listed = given.map(([order, facts], at) => listedAsk(at + 1, order, facts))
      const book = new PlainBook(listed)
      const asked = { book, buyerIdentity: 1, limit, nowSeconds, liveUntilSeconds: nowSeconds }
      const { offers: found } = matchBid(bid, asked)
      const best = listed
        .filter(({ live, supplier }) => {
          const parties = { master: LISTED_MASTER, buyerIdentity: 1, supplierIdentity: supplier.identity, nowSeconds }
          return mismatches(live.signed.order, bid, parties).length === 0
        })
        .sort(
          (a, b) =>
            Number(a.live.signed.order.pricePerSecond - b.live.signed.order.pricePerSecond) ||
            b.supplier.reliability - a.supplier.reliability ||
            a.live.sequence - b.live.sequence,
        )
      expect(found.map(({ live }) => live.sequence)).toEqual(best.slice(0, limit).map(({ live }) => live.sequence))
      joined += found.length
    }),
    { numRuns: 500 },
  )
  expect(joined).toBeGreaterThan(30)
})

test('the most reliable of one price is found though it is the newest of very many', () => {
  const listed = Array.from({ length: 900 }, (_, at) => listedAsk(at + 1, {}, { reliability: at }))
  const { offers: found } = matchBid(sampleOrder({ side: 'bid', author: BUYERS[0]! }), {
    book: new PlainBook(listed),
    buyerIdentity: 1,
    limit: 2,
    nowSeconds,
    liveUntilSeconds: nowSeconds,
  })
  expect(found.map(({ supplier }) => supplier.reliability)).toEqual([899, 898])
})

test('for an ask: the bids that the contract would join with it, whatever came and went before', () => {
  const steps = fc.array(fc.record({ bid: bids, remove: fc.option(fc.nat(60), { nil: undefined }) }), {
    maxLength: 60,
    size: 'max',
  })
  let joined = 0
  fc.assert(
    fc.property(steps, asks, fc.integer({ min: 1, max: 5 }), (given, offered, limit) => {
      const book = new BidBook()
      const held = new Map<number, { order: Order; sequence: number }>()
      given.forEach(({ bid, remove }, sequence) => {
        const entry = { order: bid, sequence }
        book.insert(entry)
        held.set(sequence, entry)
        const gone = remove === undefined ? undefined : held.get(remove)
        if (gone === undefined) return
        expect(book.remove(gone)).toBe(true)
        expect(book.remove(gone)).toBe(false)
        held.delete(gone.sequence)
      })
      expect(book.size).toBe(held.size)
      for (const [order, { identity }] of offered.slice(0, 3)) {
        const ask = listedAsk(1, order).live.signed.order
        const side = { ask, master: LISTED_MASTER, supplierIdentity: identity, nowSeconds }
        const fitting = [...held.values()]
          .filter(({ order }) => mismatches(ask, order, { ...side, buyerIdentity: 1 }).length === 0)
          .sort((a, b) => Number(b.order.pricePerSecond - a.order.pricePerSecond) || a.sequence - b.sequence)
        expect(book.matching(side, () => 1, limit)).toEqual(fitting.slice(0, limit))
        joined += fitting.length
      }
    }),
    { numRuns: 300 },
  )
  expect(joined).toBeGreaterThan(30)
})
