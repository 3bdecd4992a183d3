import { seededRandom } from '@sonm/common'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countedOf } from '../../testing/index-model.ts'
import { askOf, type Draft, IndexPair } from '../../testing/index-pair.ts'
import { AskIndex } from './ask-index.ts'
import type { BookMemory } from './book-memory.ts'
import { codeOf, valuesOf } from './code.ts'
import type { IndexQuery, NumberRequirement } from './index-query.ts'
import { LANE, NUMBER_LANES } from './layout.ts'
import { wasmKernels } from './load-kernels.ts'
import { plainKernels } from './plain/plain-kernels.ts'
import type { IndexedAsk } from './row-record.ts'
import { chooseThresholds } from './thresholds.ts'

const MAX = 2n ** 64n - 1n
const edges = [0n, 1n, 511n, 512n, 513n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, MAX - 1n, MAX]
const values = fc.oneof(
  fc.constantFrom(...edges),
  fc.bigInt({ min: 500n, max: 530n }),
  fc.bigInt({ min: 0n, max: MAX }),
)
const prices = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 96n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 96n - 1n }),
)
const op = fc.integer({ min: 1, max: 6 })

const drafts: fc.Arbitrary<Draft> = fc.record({
  price: prices,
  expiresAtSeconds: fc.integer({ min: 1, max: 9 }),
  benchmarks: fc.array(fc.tuple(fc.nat(15), values), { maxLength: 5 }),
  durationSeconds: fc.constantFrom(0, 1, 3600, 2 ** 32 - 1),
  identity: fc.nat(4),
  reliability: fc.constantFrom(0, 9_800, 9_801, 10_000),
  flags: fc.nat(7),
  country: fc.nat(20),
  gpuModel: fc.constantFrom(0, 1, 17, 65_535),
})

const numbers: fc.Arbitrary<NumberRequirement> = fc.oneof(
  fc.record({ lane: fc.nat(15), op, value: values }),
  fc.record({ lane: fc.integer({ min: 16, max: 18 }), op, value: fc.constantFrom(0n, 1n, 3n, 3600n, 9_800n, MAX) }),
)
const queries: fc.Arbitrary<IndexQuery> = fc.record({
  numbers: fc.array(numbers, { maxLength: 4 }),
  flags: fc.constantFrom(0, 1, 5),
  sets: fc.array(
    fc.record({
      lane: fc.constantFrom(LANE.country, LANE.gpuModel),
      values: fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
    }),
    { maxLength: 2 },
  ),
  maxPrice: fc.option(prices, { nil: undefined }),
  liveUntilSeconds: fc.nat(9),
})

const insert = fc.record({ kind: fc.constant('insert' as const), draft: drafts })
const steps = fc.oneof(
  { weight: 12, arbitrary: insert },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('update' as const), at: fc.nat(), reliability: fc.nat(10_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), now: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), query: queries, limit: fc.integer({ min: 1, max: 40 }) }),
  },
)

const wasm = (memory: BookMemory) => wasmKernels(memory)!

describe.each([
  ['in WebAssembly', wasm, 200],
  ['in TypeScript', plainKernels, 100],
] as const)('the index %s', (_, kernels, numRuns) => {
  test('answers what going through all asks answers, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 120, size: 'max' }), fc.boolean(), (script, isDeferred) => {
        const pair = new IndexPair(kernels)
        if (isDeferred) pair.index.defer()
        for (const step of script) {
          if (step.kind === 'insert') pair.insert(step.draft)
          else if (step.kind === 'remove') pair.remove(step.at)
          else if (step.kind === 'update') pair.update(step.at, step.reliability)
          else if (step.kind === 'expire') pair.expire(step.now)
          else {
            pair.search(step.query, step.limit)
            const counted = countedOf(step.query)
            expect(pair.index.count(counted, step.query.liveUntilSeconds)).toEqual(
              pair.model.count(counted, step.query.liveUntilSeconds),
            )
          }
        }
        pair.check()
      }),
      { numRuns },
    )
  })

  test('stays exact through thousands of insertions and removals: splits, joins, new thresholds', () => {
    const random = seededRandom(11)
    const pair = new IndexPair(kernels)
    const [some] = fc.sample(drafts, { seed: 5, numRuns: 1 })
    const draft = (): Draft => ({
      ...some!,
      price: BigInt(random.integer(random.integer(4) === 0 ? 3 : 5_000)),
      expiresAtSeconds: 5 + random.integer(4),
      reliability: random.integer(10_001),
      flags: random.integer(8),
      // The last has few values: what is asked is often the very value that asks have, next to a threshold.
      benchmarks: Array.from(
        { length: 7 },
        (_, lane) =>
          [lane, lane === 6 ? BigInt(random.integer(4)) : BigInt(random.integer(2 ** 20)) << BigInt(lane)] as const,
      ),
    })
    const query = (): IndexQuery => ({
      numbers: [
        { lane: 6, op: 6, value: BigInt(random.integer(4)) },
        ...Array.from({ length: random.integer(5) }, (_, lane) => ({
          lane,
          op: random.integer(3) === 0 ? 3 : 6,
          value: BigInt(random.integer(2 ** 20)) << BigInt(lane),
        })),
      ],
      flags: random.integer(2),
      sets: [],
      maxPrice: random.integer(2) === 0 ? 2_000n : undefined,
      liveUntilSeconds: 4 + random.integer(4),
    })
    for (const [inserts, removals] of [
      [3000, 300],
      [200, 2700],
      [2500, 500],
      [100, 2200],
    ] as const) {
      for (let i = 0; i < inserts; i++) pair.insert(draft())
      for (let i = 0; i < removals; i++) pair.remove(random.integer(1_000_000))
      for (let i = 0; i < 40; i++) {
        const asked = query()
        pair.search(asked, 1 + random.integer(30))
        expect(pair.index.count(countedOf(asked), asked.liveUntilSeconds)).toEqual(
          pair.model.count(countedOf(asked), asked.liveUntilSeconds),
        )
      }
    }
    pair.check()
  })

  test('asks that are gathered first, and then laid out, are what they would be had each found its place alone', () => {
    const random = seededRandom(12)
    const pair = new IndexPair(kernels)
    const [some] = fc.sample(drafts, { seed: 7, numRuns: 1 })
    const draft = (): Draft => ({
      ...some!,
      // The same, rounded to the same, and far from each other.
      price: [7n, 2n ** 60n + BigInt(random.integer(9)), BigInt(random.integer(2 ** 40))][random.integer(3)]!,
      benchmarks: [[3, BigInt(random.integer(2 ** 20)) << 24n]],
      country: random.integer(20),
    })
    const query: IndexQuery = {
      numbers: [{ lane: 3, op: 6, value: 2n ** 43n }],
      flags: 0,
      sets: [{ lane: LANE.country, values: [1, 2, 3] }],
      maxPrice: undefined,
      liveUntilSeconds: 0,
    }
    pair.index.defer()
    // More than the first chunk gathers.
    for (let i = 0; i < 7_300; i++) pair.insert(draft())
    pair.search(query, 2_000)
    for (let i = 0; i < 300; i++) {
      pair.insert(draft())
      pair.remove(random.integer(1_000_000))
    }
    pair.search(query, 2_000)
    pair.check()
  })

  test('pages neither repeat nor leave out what was there all the time, whatever comes and goes', () => {
    fc.assert(
      fc.property(
        fc.array(drafts, { minLength: 5, maxLength: 60 }),
        fc.array(steps, { maxLength: 40 }),
        (asks, between) => {
          const pair = new IndexPair(kernels)
          for (const draft of asks) pair.insert(draft)
          const everything: IndexQuery = { numbers: [], flags: 0, sets: [], maxPrice: undefined, liveUntilSeconds: 0 }
          const before = new Set(pair.model.asks.keys())
          const seen: number[] = []
          let after: { price: bigint; sequence: number } | undefined
          for (let page = 0; ; page++) {
            const found = pair.search(everything, 3, after)
            seen.push(...found.map(({ sequence }) => sequence))
            after = found.at(-1)
            if (!after) break
            for (const step of between.slice(page * 4, page * 4 + 4)) {
              if (step.kind === 'insert') pair.insert(step.draft)
              if (step.kind === 'remove') pair.remove(step.at)
            }
          }
          expect(new Set(seen).size).toBe(seen.length)
          const stayed = [...before].filter((sequence) => pair.model.asks.has(sequence))
          expect(seen).toEqual(expect.arrayContaining(stayed))
        },
      ),
      { numRuns: numRuns / 2 },
    )
  })

  test('a flood of equal prices stays in order of age, and each is found and removed', () => {
    const pair = new IndexPair(kernels)
    const [some] = fc.sample(drafts, { seed: 6, numRuns: 1 })
    for (let i = 0; i < 2_000; i++) pair.insert({ ...some!, price: 7n })
    const query: IndexQuery = { numbers: [], flags: 0, sets: [], maxPrice: 7n, liveUntilSeconds: 0 }
    for (let after = pair.search(query, 90).at(-1); after; ) after = pair.search(query, 90, after).at(-1)
    for (let i = 0; i < 1_500; i++) pair.remove(i * 31)
    pair.search(query, 1_000)
    pair.check()
  })
})

const ordinary = (sequence: number, benchmark: bigint): IndexedAsk =>
  askOf(
    {
      price: BigInt(sequence),
      expiresAtSeconds: 9,
      benchmarks: [[0, benchmark]],
      durationSeconds: 1,
      identity: 1,
      reliability: 1,
      flags: 0,
      country: 0,
      gpuModel: 0,
    },
    sequence,
  )

test('near misses in a flood are looked at up to the bound of work, and the answer says so', () => {
  const index = new AskIndex({ seed: 1 })
  // All share the code of what is asked, and miss it by one; the dearest fits.
  for (let sequence = 1; sequence <= 5_000; sequence++) index.insert(ordinary(sequence, 2n ** 40n + 4n))
  index.insert(ordinary(5_001, 2n ** 40n + 5n))
  const query: IndexQuery = {
    numbers: [{ lane: 0, op: 6, value: 2n ** 40n + 5n }],
    flags: 0,
    sets: [],
    maxPrice: undefined,
    liveUntilSeconds: 0,
  }
  const bounded = index.search(query, { limit: 1, workBound: 1_000 })
  expect(bounded).toMatchObject({ rows: [], isTruncated: true })
  expect(bounded.work).toBeLessThan(3_000)
  const whole = index.search(query, { limit: 1, workBound: 100_000 })
  expect(whole).toMatchObject({ isTruncated: false })
  expect(whole.rows.map((row) => index.placeOf(row).sequence)).toEqual([5_001])
})

test('what is turned away by its owner is replaced by what comes next, under the same bound', () => {
  const index = new AskIndex({ seed: 1 })
  for (let sequence = 1; sequence <= 3_000; sequence++) index.insert(ordinary(sequence, 1n))
  const query: IndexQuery = { numbers: [], flags: 0, sets: [], maxPrice: undefined, liveUntilSeconds: 0 }
  const accept = (row: number) => index.placeOf(row).sequence % 500 === 0
  const found = index.search(query, { limit: 5, accept, workBound: 1_000_000 })
  expect(found.rows.map((row) => index.placeOf(row).sequence)).toEqual([500, 1000, 1500, 2000, 2500])
  expect(index.search(query, { limit: 5, accept, workBound: 1_000 })).toMatchObject({ isTruncated: true })
})

test('an index is small while it has little to hold', () => {
  const index = new AskIndex({ seed: 1 })
  for (let sequence = 1; sequence <= 10; sequence++) index.insert(ordinary(sequence, 1n))
  expect(index.bytes).toBeLessThan(2 ** 21)
})

test('codes are monotone, and know the values that share them', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      if (a <= b) expect(codeOf(a)).toBeLessThanOrEqual(codeOf(b))
      const [lowest, highest] = valuesOf(codeOf(a))
      expect([codeOf(lowest), codeOf(highest)]).toEqual([codeOf(a), codeOf(a)])
      expect(lowest <= a && a <= highest).toBe(true)
      if (lowest > 0n) expect(codeOf(lowest - 1n)).toBe(codeOf(a) - 1)
      expect(codeOf(a)).toBeLessThan(2 ** 15)
    }),
  )
})

test('thresholds are each value where values are few, and stand after gaps where they are many', () => {
  expect(chooseThresholds(Uint16Array.of(3, 3, 5, 9))).toEqual([4, 6])
  const gapped = Uint16Array.from(
    { length: 1600 },
    (_, at) => Math.floor(at / 100) * 1000 + (at % 100 >= 50 ? 400 : 0) + (at % 50),
  )
  expect(chooseThresholds(gapped)).toEqual(Array.from({ length: 16 }, (_, bin) => (bin === 0 ? 50 : bin * 1000 - 550)))
  expect(NUMBER_LANES).toBe(19)
})
