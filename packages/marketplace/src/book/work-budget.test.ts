import { ANY_ASK, type AskDetails, parseQuery, writeDetails } from '@sonm/model'
import { describe, expect, it, test, vi } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import { explainQuery } from '../matching/explain.ts'
import { listedAsk } from '../testing/listed-ask.ts'
import { OrderBook } from './order-book.ts'
import { WORK, WorkBudget } from './work-budget.ts'

const when = { moment: { nowSeconds: 100n, usdPerSnm: undefined }, liveUntilSeconds: 100n }

const MACHINE: AskDetails = {
  resources: { cpuHundredths: 100, ramBytes: 2 ** 30, storageBytes: 2 ** 30, gpus: [] },
  architecture: 'x64',
  executors: ['wasm'],
  locators: [],
}

/** Asks each of a kind of its own, so that what was judged of one says nothing of the next. */
function bookOf(asks: number, searchWork = 100 * WORK.read): OrderBook {
  const book = new OrderBook({ searchWork })
  for (let at = 1; at <= asks; at++) {
    const { live, supplier } = listedAsk(at, { pricePerSecond: BigInt(at), expiresAtSeconds: 1_000n })
    const details = writeDetails({ ...MACHINE, ports: at })
    const order = { ...live.signed.order, detailsHash: live.hash }
    book.insert({ ...live, signed: { ...live.signed, order, details } }, supplier)
  }
  return book
}

const queryOf = (text: string) => ({ ...ANY_ASK, conditions: parseQuery(text).conditions })

test.each(['region=DE-A', 'gpu.vendor=q', 'ports>=9999', 'region!=DE-XX region=DE-A'])(
  'a search for %s, which stands in no index, ends when its work is done, and says so',
  (text) => {
    const book = bookOf(1_000)
    expect(book.search(queryOf(text), { limit: 10, ...when })).toMatchObject({ offers: [], isTruncated: true })
    const budget = new WorkBudget(1_000_000)
    book.search(queryOf(text), { limit: 10, ...when, budget })
    expect(1_000_000 - budget.left).toBeLessThan(110 * WORK.read)
  },
)

test('what is found before the work is done is the cheapest, and a search with enough work finds all', () => {
  const book = bookOf(1_000)
  const { offers, isTruncated } = book.search(queryOf('region!=DE-A'), { limit: 200, ...when })
  expect(isTruncated).toBe(true)
  expect(offers.map(({ live }) => live.sequence)).toEqual(Array.from({ length: offers.length }, (_, at) => at + 1))
  expect(offers.length).toBeGreaterThan(90)
  expect(bookOf(50).search(queryOf('region=DE-A'), { limit: 10, ...when })).toEqual({
    offers: [],
    nextCursor: undefined,
    isTruncated: false,
  })
})

test.each(['region=DE-A', 'gpu.vendor=q', 'ports>=9999', 'arch in [m68k,vax]', 'executor!=wasm'])(
  'a search for %s looks at each kind of machine once, however many asks there are of it, and finds the dearest',
  (text) => {
    const book = new OrderBook({ searchWork: 10 * WORK.read })
    const offer = (at: number, details: Partial<AskDetails>) => {
      const { live, supplier } = listedAsk(at, { pricePerSecond: BigInt(at), expiresAtSeconds: 1_000n })
      const document = writeDetails({ ...MACHINE, locators: [`0x${at}@a:1`], ...details })
      const order = { ...live.signed.order, detailsHash: live.hash }
      book.insert({ ...live, signed: { ...live.signed, order, details: document } }, supplier)
    }
    for (let at = 1; at <= 2_000; at++) offer(at, {})
    const search = () => book.search(queryOf(text), { limit: 10, ...when })
    expect(search()).toMatchObject({ offers: [], nextCursor: undefined, isTruncated: false })
    const gpus = [{ vendor: 'q', model: 'q', memoryBytes: 1 }]
    const resources = { ...MACHINE.resources, gpus }
    offer(2_001, { country: 'DE', region: 'DE-A', ports: 10_000, architecture: 'vax', executors: ['noop'], resources })
    const { offers, isTruncated } = search()
    expect([offers.map(({ live }) => live.sequence), isTruncated]).toEqual([[2_001], false])
  },
)

test('asks in the order of a figure that is read from each are bounded as well', () => {
  const query = { ...ANY_ASK, order: [{ field: 'ports' as const, descending: true }] }
  expect(bookOf(2_100, 1_000 * WORK.read).search(query, { limit: 10, ...when }).isTruncated).toBe(true)
})

test('why nothing matched is told within one budget, however many conditions there are, and says what is missing', () => {
  const book = bookOf(1_000)
  const conditions = Array.from({ length: marketplaceLimits.explainConditions }, (_, at) => `region=DE-${at + 10}`)
  const all = new WorkBudget(100_000 * WORK.read)
  const query = queryOf(conditions.join(' '))
  const reasons = all.share(2_000 * WORK.read, (budget) => explainQuery(query, book, { ...when, budget }))
  expect(reasons.isTruncated).toBe(true)
  expect(all.left).toBeGreaterThan(97_900 * WORK.read)
  for (const { count } of reasons.turnedAway) expect(count).toBeLessThanOrEqual(1_000)
  const enough = new WorkBudget(Number.POSITIVE_INFINITY)
  expect(explainQuery(queryOf('region=DE-A'), book, { ...when, budget: enough }).isTruncated).toBe(false)
})

describe('machines of 64 cards, each of a name of its own', () => {
  const machines = 100
  const book = new OrderBook()
  for (let at = 1; at <= machines; at++) {
    const { live, supplier } = listedAsk(at, { pricePerSecond: BigInt(at), expiresAtSeconds: 1_000n })
    const gpus = Array.from({ length: 64 }, (_, card) => ({
      vendor: `v ${at} ${card}`,
      model: `m ${at} ${card}`,
      memoryBytes: 1,
    }))
    const details = writeDetails({ ...MACHINE, resources: { ...MACHINE.resources, gpus } })
    const order = { ...live.signed.order, detailsHash: live.hash }
    book.insert({ ...live, signed: { ...live.signed, order, details } }, supplier)
  }
  const questions = ['gpu.vendor=q', 'gpu.model!=q gpu.vendor!=r', 'gpu.model notin [a,b,c,d,e,f,g,h,i,j] region=US-X']

  it.each(questions)('cost a search for %s what there is to compare, and are not read anew for it', (text) => {
    const lowered = vi.spyOn(String.prototype, 'toLowerCase')
    const budget = new WorkBudget(1_000_000)
    book.search(queryOf(text), { limit: 1, ...when, budget })
    expect(1_000_000 - budget.left).toBeGreaterThan(machines * 64 * WORK.word)
    // Names are put into the form in which they are compared when they come: of a hundred machines that is more than a thousand times.
    expect(lowered.mock.calls.length).toBeLessThan(200)
    lowered.mockRestore()
  })

  it('are read once to tell why none of them fits', () => {
    const parsed = vi.spyOn(JSON, 'parse')
    const conditions = Array.from({ length: 8 }, (_, at) => `gpu.vendor=q${at} gpu.model=q${at}`).join(' ')
    explainQuery(queryOf(conditions), book, { ...when, budget: new WorkBudget(Number.POSITIVE_INFINITY) })
    expect(parsed.mock.calls.length).toBeLessThanOrEqual(machines)
    parsed.mockRestore()
  })
})
