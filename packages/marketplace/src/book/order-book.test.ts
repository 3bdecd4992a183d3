import {
  type AskDetails,
  type AskQuery,
  BENCHMARK_COUNT,
  type Condition,
  type Hex,
  normalWord,
  type Order,
  type SearchMoment,
  type SortKey,
  type WordField,
  writeDetails,
  ZERO_ADDRESS,
} from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveOrder } from '../orders/live-order.ts'
import { BookModel } from '../testing/book-model.ts'
import { DETAILS } from '../testing/world.ts'
import { OrderBook } from './order-book.ts'
import type { SupplierFacts } from './search.ts'

const ACCOUNTS = ['a', 'b', 'c', 'd'].map((digit) => `0x${digit.repeat(40)}` as const)
const BIG = 2n ** 60n
const ONE = 10n ** 18n
const RATES = [undefined, ONE / 3n, ONE, 7n * ONE]

const MACHINES: readonly Partial<AskDetails>[] = [
  {},
  { country: 'DE', region: 'DE-BY', executors: ['container', 'wasm'], ports: 3 },
  { country: 'IT', architecture: 'arm64', executors: [] },
  gpus(['NVIDIA', 'GeForce RTX 4090']),
  gpus(['AMD', 'Radeon RX 7900'], ['NVIDIA', 'Tesla T4']),
]
const DOCUMENTS = MACHINES.map((machine) => writeDetails({ ...DETAILS, ...machine }))

function gpus(...cards: readonly (readonly [string, string])[]): Partial<AskDetails> {
  const described = cards.map(([vendor, model]) => ({ vendor, model, memoryBytes: 2 ** 30 }))
  return { resources: { ...DETAILS.resources, gpus: described } }
}

// Few values, so that ties and limits are hit; large ones that share a code.
const figures = fc.constantFrom(0n, 1n, 2n, 513n, BIG, BIG + 1n)
const lanes = fc.array(fc.tuple(fc.constantFrom(2, 3, 15), figures), { maxLength: 3 })
const prices = fc.constantFrom(0n, 1n, 2n, 3n, BIG, BIG + 1n)
const suppliers = fc.record<SupplierFacts>({
  master: fc.constantFrom(undefined, ...ACCOUNTS),
  identity: fc.integer({ min: 1, max: 4 }),
  reliability: fc.constantFrom(0, 9_800, 9_900),
  isCountryContradicted: fc.boolean(),
})

const drafts = fc.record({
  author: fc.nat(2),
  bound: fc.option(fc.constantFrom(2, 3), { freq: 4, nil: undefined }),
  price: prices,
  isUsd: fc.boolean(),
  duration: fc.nat(3),
  expires: fc.integer({ min: 10, max: 13 }),
  placed: fc.nat(9),
  flags: fc.nat(7),
  identityLevel: fc.nat(4),
  document: fc.nat(DOCUMENTS.length - 1),
  lanes,
})
type Draft = {
  author: number
  bound: number | undefined
  price: bigint
  isUsd: boolean
  duration: number
  expires: number
  placed: number
  flags: number
  identityLevel: number
  document: number
  lanes: [number, bigint][]
}

function liveAsk(draft: Draft, sequence: number): LiveOrder {
  const order: Order = sampleOrder({
    author: ACCOUNTS[draft.author]!,
    counterparty: draft.bound === undefined ? ZERO_ADDRESS : ACCOUNTS[draft.bound]!,
    nonce: 2n ** 200n + BigInt(sequence),
    epoch: BigInt(sequence % 3),
    expiresAtSeconds: BigInt(draft.expires),
    durationSeconds: BigInt(draft.duration),
    pricePerSecond: draft.price,
    denomination: draft.isUsd ? 'USD' : 'SNM',
    snmPerUsdCap: draft.isUsd ? 2n ** 90n + BigInt(sequence) : 0n,
    netFlags: draft.flags,
    identityLevel: draft.identityLevel,
    bond: sequence % 5 === 0 ? 7n : 0n,
    benchmarks: Array.from(
      { length: BENCHMARK_COUNT },
      (_, lane) => draft.lanes.findLast(([at]) => at === lane)?.[1] ?? 0n,
    ),
  })
  const details = DOCUMENTS[draft.document]!
  const hash: Hex = `0x${sequence.toString(16).padStart(64, '0')}`
  const signature: Hex = `0x${sequence.toString(16).padStart(130, 'c')}`
  return { sequence, hash, placedAtMs: draft.placed * 1000 + 0.5, signed: { order, details, signature } }
}

const op = fc.constantFrom('<', '<=', '=', '!=', '>=', '>')
const word = (field: WordField, ...words: string[]): fc.Arbitrary<Condition> =>
  fc.record({
    kind: fc.constant('word' as const),
    field: fc.constant(field),
    op: fc.constantFrom('in', 'in', 'not-in'),
    values: fc.subarray(words, { minLength: 1 }).map((some) => some.map((text) => normalWord(field, text))),
  })
const number = (field: Extract<Condition, { kind: 'number' }>['field'], ...values: bigint[]): fc.Arbitrary<Condition> =>
  fc.record({ kind: fc.constant('number' as const), field: fc.constant(field), op, value: fc.constantFrom(...values) })
const conditions: fc.Arbitrary<Condition> = fc.oneof(
  number('benchmark:cpu-cores', 0n, 1n, 2n, 513n),
  number('benchmark:ram-size', BIG, BIG + 1n, 2n ** 64n, -1n),
  number('benchmark:gpu-cuckaroo29', 1n),
  number('benchmark:unknown', 0n, 1n),
  number('duration', 0n, 1n, 3n),
  number('identity', 1n, 3n),
  number('reliability', 9_800n, 9_850n),
  number('ports', 0n, 3n),
  number('age', 0n, 3n, 8n),
  number('latency', 5n),
  fc.record({
    kind: fc.constant('price' as const),
    op,
    price: fc.record({ denomination: fc.constantFrom('SNM', 'USD'), pricePerSecond: prices }),
  }),
  word('country', 'DE', 'IT', 'FR'),
  word('region', 'DE-BY', 'IT-RM'),
  word('arch', 'amd64', 'arm64', 'riscv'),
  word('executor', 'container', 'wasm', 'noop'),
  word('net', 'overlay', 'outbound', 'incoming'),
  word('gpu.model', 'RTX 4090', 'T4', 'H100'),
  word('gpu.vendor', 'nvidia', 'amd', 'intel'),
  word('hub', ...ACCOUNTS),
  word('supplier', ...ACCOUNTS),
)
const keys: fc.Arbitrary<SortKey> = fc.record({
  field: fc.constantFrom('price', 'reliability', 'benchmark:cpu-cores', 'ports', 'age', 'latency'),
  descending: fc.boolean(),
})
const queries: fc.Arbitrary<AskQuery> = fc.record({
  buyer: fc.constantFrom(undefined, ...ACCOUNTS),
  buyerIdentity: fc.nat(4),
  conditions: fc.array(conditions, { maxLength: 3 }),
  order: fc.oneof(fc.constant([]), fc.array(keys, { maxLength: 2 })),
})
const moments: fc.Arbitrary<SearchMoment> = fc.record({
  nowSeconds: fc.constantFrom(5n, 9n),
  usdPerSnm: fc.constantFrom(...RATES),
})

const steps = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('insert' as const), draft: drafts, supplier: suppliers }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('update' as const), author: fc.nat(3), supplier: suppliers }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), now: fc.bigInt({ min: 9n, max: 12n }) }) },
)
type Step = typeof steps extends fc.Arbitrary<infer Value> ? Value : never

/** A book and its model after the same steps. */
function played(script: readonly Step[]) {
  const book = new OrderBook()
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
      (script, query, moment, liveUntilSeconds, limit) => {
        const { book, model } = played(script)
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

const everything: AskQuery = { buyer: undefined, buyerIdentity: 4, conditions: [], order: [] }
const now = { nowSeconds: 0n, usdPerSnm: undefined }

test.each([
  '',
  'p',
  'x~1',
  'p~SNM:1',
  'p~SNM:zz.zz~',
  'k~SNM:1.1',
  `p~SNM:${'z'.repeat(20)}.1`,
  'p~SNM:1.zzzzzzzzzzz',
  '~'.repeat(1e5),
])('a cursor that is none, %s, is refused', (cursor) => {
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
