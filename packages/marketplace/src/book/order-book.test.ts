import { type AskQuery, detailsHash, type Hex, writeDetails } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BookModel } from '../testing/book-model.ts'
import { ACCOUNTS, type Draft, liveAsk, moments, queries, type Step, steps } from '../testing/book-script.ts'
import { packed } from '../testing/packed.ts'
import { OrderBook } from './order-book.ts'
import type { SupplierFacts } from './search.ts'

/** A book and its model after the same steps. */
function played(script: readonly Step[], options: ConstructorParameters<typeof OrderBook>[0] = {}) {
  const book = new OrderBook(options)
  const model = new BookModel()
  let sequence = 0
  for (const step of script) {
    if (step.kind === 'insert') {
      const live = liveAsk(step.draft, ++sequence)
      book.insert(live, step.supplier)
      model.asks.set(live.hash, live)
      model.suppliers.set(live.signed.order.author, step.supplier)
    } else if (step.kind === 'remove') {
      const hash = [...model.asks.keys()][step.at % model.asks.size] as Hex | undefined
      if (hash === undefined) continue
      expect(book.remove(hash)).toBe(true)
      expect(book.remove(hash)).toBe(false)
      model.asks.delete(hash)
    } else if (step.kind === 'update') {
      book.update(ACCOUNTS[step.author]!, step.supplier)
      if (model.suppliers.has(ACCOUNTS[step.author]!)) model.suppliers.set(ACCOUNTS[step.author]!, step.supplier)
    } else {
      const gone: Hex[] = []
      const expected = [...model.asks.values()].filter(({ signed }) => signed.order.expiresAtSeconds < step.now)
      expect(book.expire(step.now, (hash) => gone.push(hash))).toBe(expected.length)
      expect(gone.sort()).toEqual(expected.map(({ hash }) => hash).sort())
      for (const hash of gone) model.asks.delete(hash)
    }
  }
  return { book, model }
}

const scripts = fc.array(steps, { maxLength: 60, size: 'max' })

test('the book answers what going through all asks one by one answers, page by page', () => {
  fc.assert(
    fc.property(
      scripts,
      queries,
      moments,
      fc.bigInt({ min: 9n, max: 13n }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(0, 5, undefined),
      (script, query, moment, liveUntilSeconds, limit, fewRows) => {
        const { book, model } = played(script, { fewRows })
        const expected = model.search(query, liveUntilSeconds, moment)
        const found = []
        let cursor: string | undefined
        do {
          const page = book.search(query, { limit, liveUntilSeconds, moment, cursor })
          expect(page.isTruncated).toBe(false)
          expect(page.offers.length).toBeLessThanOrEqual(limit)
          found.push(...page.offers)
          cursor = page.nextCursor
        } while (cursor !== undefined)
        expect(found).toEqual(expected)
      },
    ),
    { numRuns: 300 },
  )
})

test('pages that end where the work was done, also empty ones, come to all that fits, in its order', () => {
  let truncated = 0
  fc.assert(
    fc.property(scripts, queries, moments, fc.integer({ min: 1, max: 9 }), (script, query, moment, limit) => {
      const { book, model } = played(script, { fewRows: 0, searchWork: 20 })
      const byPrice = { ...query, order: [] }
      const found = []
      let cursor: string | undefined
      let pages = 0
      do {
        const page = book.search(byPrice, { limit, liveUntilSeconds: 9n, moment, cursor })
        found.push(...page.offers)
        if (page.isTruncated) truncated++
        if (page.isTruncated) expect(page.nextCursor).toBeDefined()
        cursor = page.nextCursor
      } while (cursor !== undefined && ++pages < 200)
      expect(cursor).toBeUndefined()
      expect(found).toEqual(model.search(byPrice, 9n, moment))
    }),
    { numRuns: 300 },
  )
  expect(truncated).toBeGreaterThan(20)
})

test('the book counts what each requirement turns away, and finds the nearest miss', () => {
  fc.assert(
    fc.property(
      scripts,
      queries,
      moments,
      fc.bigInt({ min: 9n, max: 13n }),
      (script, query, moment, liveUntilSeconds) => {
        const { book, model } = played(script)
        expect(book.explain(query, { liveUntilSeconds, moment })).toEqual(
          model.explain(query, liveUntilSeconds, moment),
        )
      },
    ),
    { numRuns: 300 },
  )
})

test('every ask is given back as it was signed, by its hash and by its author', () => {
  fc.assert(
    fc.property(scripts, (script) => {
      const { book, model } = played(script)
      expect(book.size).toBe(model.asks.size)
      for (const live of model.asks.values()) expect(book.get(live.hash)).toEqual(model.offer(live))
      expect([...book.all()].sort((a, b) => a.sequence - b.sequence)).toEqual([...model.asks.values()])
      for (const author of ACCOUNTS) {
        const own = [...model.asks.values()].filter(({ signed }) => signed.order.author === author)
        expect(book.of(author)).toEqual(own)
        expect(book.countOf(author)).toBe(own.length)
      }
    }),
    { numRuns: 200 },
  )
})

const plain: Draft = {
  author: 0,
  bound: undefined,
  price: 1n,
  isUsd: false,
  duration: 0,
  expires: 99,
  placed: 0,
  flags: 0,
  identityLevel: 0,
  document: 0,
  lanes: [],
}
const nobody: SupplierFacts = { master: undefined, identity: 1, reliability: 0, isCountryContradicted: false }

test('an ask whose details cannot be read does not enter, nor one at the end of time', () => {
  const book = new OrderBook()
  const live = liveAsk(plain, 1)
  const broken = { ...live, signed: { ...live.signed, details: '{' } }
  expect(() => book.insert(broken, nobody)).toThrow(expect.objectContaining({ code: 'ORDER_INVALID' }))
  const endless = liveAsk({ ...plain, expires: 2 ** 32 }, 2)
  expect(() => book.insert(endless, nobody)).toThrow(expect.objectContaining({ code: 'ORDER_INVALID' }))
  expect([book.size, book.countOf(ACCOUNTS[0]!)]).toEqual([0, 0])
})

test('an ask that comes as bytes is given back as one that comes in fields, whatever its epoch and its time', () => {
  const book = new OrderBook()
  const times = [0, 2 ** 32 - 1, 2 ** 32, 1_790_000_000_001, 2 ** 43 - 1]
  const asks = [0n, 2n ** 11n - 1n, 2n ** 11n, 2n ** 32n, 2n ** 40n + 7n].map((epoch, at) => {
    const { signed, ...live } = liveAsk(plain, at + 1)
    const details = writeDetails(JSON.parse(signed.details))
    const order = { ...signed.order, epoch, detailsHash: detailsHash(details) }
    return { ...live, placedAtMs: times[at]!, signed: { ...signed, details, order } }
  })
  for (const kept of [asks.map(({ signed }) => signed), packed(asks.map(({ signed }) => signed))]) {
    for (const [at, signed] of kept.entries()) book.insert({ ...asks[at]!, signed }, nobody)
    expect(asks.map(({ hash }) => book.get(hash)?.live)).toEqual(asks)
    for (const { hash } of asks) book.remove(hash)
  }
})

const everything: AskQuery = { buyer: undefined, buyerIdentity: 4, conditions: [], order: [] }
const now = { nowSeconds: 0n, usdPerSnm: undefined }

test.each([
  ['nothing', ''],
  ['a kind alone', 'p'],
  ['another kind', 'x~1'],
  ['no sequence', 'p~SNM:1'],
  ['an empty part', 'p~SNM:zz.zz~'],
  ['no key', 'k~SNM:1.1'],
  ['a price of 2^96 and more', `p~SNM:${'z'.repeat(20)}.1`],
  ['a sequence of 2^53 and more', 'p~SNM:1.zzzzzzzzzzz'],
  ['a hundred thousand parts', '~'.repeat(1e5)],
])('a cursor that is none, %s, is refused', (_, cursor) => {
  const book = new OrderBook()
  book.insert(liveAsk(plain, 1), nobody)
  const search = (order: AskQuery['order']) =>
    book.search({ ...everything, order }, { limit: 1, liveUntilSeconds: 0n, moment: now, cursor })
  expect(() => search([])).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
  expect(() => search([{ field: 'age', descending: true }])).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
})

test('a search in another order that looks at too much says so', () => {
  const book = new OrderBook({ searchWork: 100_000 })
  for (let sequence = 1; sequence <= 5_000; sequence++)
    book.insert(liveAsk({ ...plain, price: BigInt(sequence) }, sequence), nobody)
  const search = (order: AskQuery['order']) =>
    book.search({ ...everything, order }, { limit: 2, liveUntilSeconds: 0n, moment: now })
  expect(search([{ field: 'price', descending: true }]).isTruncated).toBe(true)
  expect(search([]).isTruncated).toBe(false)
  // What is dearer than the second is not looked at.
  expect(
    search([
      { field: 'price', descending: false },
      { field: 'reliability', descending: true },
    ]),
  ).toMatchObject({ isTruncated: false })
})
