import { ANY_ASK, parseQuery, writeDetails } from '@sonm/model'
import { expect, test } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import { explainQuery } from '../matching/explain.ts'
import { listedAsk } from '../testing/listed-ask.ts'
import { OrderBook } from './order-book.ts'
import { WORK, WorkBudget } from './work-budget.ts'

const when = { moment: { nowSeconds: 100n, usdPerSnm: undefined }, liveUntilSeconds: 100n }

/** Asks each with details of its own, so that what was judged of one says nothing of the next. */
function bookOf(asks: number, searchWork = 100 * WORK.read): OrderBook {
  const book = new OrderBook({ searchWork })
  for (let at = 1; at <= asks; at++) {
    const { live, supplier } = listedAsk(at, { pricePerSecond: BigInt(at), expiresAtSeconds: 1_000n })
    const details = writeDetails({
      resources: { cpuHundredths: 100, ramBytes: 2 ** 30, storageBytes: 2 ** 30 + at, gpus: [] },
      architecture: 'x64',
      executors: ['wasm'],
      locators: [],
    })
    const order = { ...live.signed.order, detailsHash: live.hash }
    book.insert({ ...live, signed: { ...live.signed, order, details } }, supplier)
  }
  return book
}

const queryOf = (text: string) => ({ ...ANY_ASK, conditions: parseQuery(text).conditions })

test.each(['region=DE-A', 'gpu.vendor=q', 'ports>=999', 'region!=DE-XX region=DE-A'])(
  'a search for %s, which stands in no index, ends when its work is done, and says so',
  (text) => {
    const book = bookOf(300)
    expect(book.search(queryOf(text), { limit: 10, ...when })).toMatchObject({ offers: [], isTruncated: true })
    const budget = new WorkBudget(1_000_000)
    book.search(queryOf(text), { limit: 10, ...when, budget })
    expect(1_000_000 - budget.left).toBeLessThan(110 * WORK.read)
  },
)

test('what is found before the work is done is the cheapest, and a search with enough work finds all', () => {
  const book = bookOf(300)
  const { offers, isTruncated } = book.search(queryOf('region!=DE-A'), { limit: 200, ...when })
  expect(isTruncated).toBe(true)
  expect(offers.map(({ live }) => live.sequence)).toEqual(Array.from({ length: offers.length }, (_, at) => at + 1))
  expect(offers.length).toBeGreaterThan(90)
  expect(bookOf(50).search(queryOf('region=DE-A'), { limit: 10, ...when })).toEqual({ offers: [], isTruncated: false })
})

test('asks in the order of a figure that is read from each are bounded as well', () => {
  const query = { ...ANY_ASK, order: [{ field: 'ports' as const, descending: true }] }
  expect(bookOf(2_100, 1_000 * WORK.read).search(query, { limit: 10, ...when }).isTruncated).toBe(true)
})

test('why nothing matched is told within one budget, however many conditions there are, and says what is missing', () => {
  const book = bookOf(300)
  const conditions = Array.from({ length: marketplaceLimits.explainConditions }, (_, at) => `region=DE-${at + 10}`)
  const all = new WorkBudget(100_000 * WORK.read)
  const query = queryOf(conditions.join(' '))
  const reasons = all.share(2_000 * WORK.read, (budget) => explainQuery(query, book, { ...when, budget }))
  expect(reasons.isTruncated).toBe(true)
  expect(all.left).toBeGreaterThan(97_900 * WORK.read)
  for (const { count } of reasons.turnedAway) expect(count).toBeLessThanOrEqual(300)
  const enough = new WorkBudget(Number.POSITIVE_INFINITY)
  expect(explainQuery(queryOf('region=DE-A'), book, { ...when, budget: enough }).isTruncated).toBe(false)
})
