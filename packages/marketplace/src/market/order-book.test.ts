import { seededRandom } from '@sonm/common'
import { BENCHMARKS, type Order, toHex, writeDetails, ZERO_ADDRESS } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveOrder } from '../orders/live-order.ts'
import { DETAILS } from '../testing/world.ts'
import { ANY_ASK, type AskQuery } from './ask-query.ts'
import { OrderBook } from './order-book.ts'

const EXECUTORS = [[], ['wasm'], ['container', 'wasm'], ['noop']] as const
const DOCUMENTS = EXECUTORS.map((executors) => writeDetails({ ...DETAILS, executors: [...executors] }))
const ACCOUNTS = ['a', 'b', 'c'].map((digit) => `0x${digit.repeat(40)}` as const)
const BIG = 2n ** 60n

interface Draft {
  readonly author: number
  readonly counterparty: number
  readonly price: bigint
  readonly duration: number
  readonly expires: number
  readonly flags: number
  readonly executors: number
  readonly benchmarks: readonly (readonly [number, bigint])[]
}

// Few values, so that ties and limits are hit; large ones that round to the same number.
const lane = fc.tuple(fc.nat(15), fc.constantFrom(0n, 1n, 2n, BIG, BIG + 1n))
const drafts = fc.array(
  fc.record<Draft>({
    author: fc.nat(2),
    counterparty: fc.nat(3),
    price: fc.constantFrom(0n, 1n, 2n, 3n, BIG, BIG + 1n),
    duration: fc.nat(3),
    expires: fc.nat(3),
    flags: fc.nat(7),
    executors: fc.nat(3),
    benchmarks: fc.array(lane, { maxLength: 4 }),
  }),
  { maxLength: 60 },
)
const queries = fc.record<AskQuery>({
  buyer: fc.constantFrom(undefined, ...ACCOUNTS),
  maxPricePerSecond: fc.constantFrom(undefined, 0n, 2n, BIG),
  durationSeconds: fc.constantFrom(0n, 1n, 3n),
  minBenchmarks: fc.array(lane, { maxLength: 3 }).map((lanes) => vectorOf(lanes)),
  netFlags: fc.nat(7),
  executors: fc.constantFrom(...EXECUTORS),
  hub: fc.constantFrom(undefined, ...ACCOUNTS),
})

function vectorOf(lanes: Draft['benchmarks']): bigint[] {
  return BENCHMARKS.map(({ index }) => lanes.findLast(([at]) => at === index)?.[1] ?? 0n)
}

function liveAsk(draft: Draft, sequence: number): LiveOrder {
  const order: Order = sampleOrder({
    author: ACCOUNTS[draft.author]!,
    counterparty: ACCOUNTS[draft.counterparty] ?? ZERO_ADDRESS,
    nonce: BigInt(sequence),
    expiresAtSeconds: BigInt(draft.expires),
    durationSeconds: BigInt(draft.duration),
    pricePerSecond: draft.price,
    netFlags: draft.flags,
    benchmarks: vectorOf(draft.benchmarks),
  })
  const details = DOCUMENTS[draft.executors]!
  return { sequence, hash: toHex(Uint8Array.of(sequence)), placedAtMs: 0, signed: { order, details, signature: '0x' } }
}

/** What the query means, one ask at a time, without any order or index. */
function unmet({ signed: { order, details } }: LiveOrder, query: AskQuery): readonly string[] {
  const executors = EXECUTORS[DOCUMENTS.indexOf(details)]! as readonly string[]
  const checks: [string, boolean][] = [
    ['hub', query.hub === undefined || query.hub === order.author],
    ['counterparty-of-ask', order.counterparty === ZERO_ADDRESS || order.counterparty === query.buyer],
    ['deal-with-self', order.author !== query.buyer],
    ['price', query.maxPricePerSecond === undefined || order.pricePerSecond <= query.maxPricePerSecond],
    ['duration', order.durationSeconds >= query.durationSeconds],
    ['net-flags', [1, 2, 4].every((flag) => !(query.netFlags & flag) || order.netFlags & flag)],
    ['executors', query.executors.every((kind) => executors.includes(kind))],
    ...BENCHMARKS.map(({ code, index }): [string, boolean] => [
      `benchmark:${code}`,
      order.benchmarks[index]! >= query.minBenchmarks[index]!,
    ]),
  ]
  return checks.filter(([, met]) => !met).map(([name]) => name)
}

function bruteForce(asks: readonly LiveOrder[], query: AskQuery, liveUntilSeconds: bigint, limit: number) {
  const shown = asks.filter(({ signed }) => signed.order.expiresAtSeconds >= liveUntilSeconds)
  const fitting = shown.filter((live) => unmet(live, query).length === 0)
  fitting.sort(
    (a, b) => Number(a.signed.order.pricePerSecond - b.signed.order.pricePerSecond) || a.sequence - b.sequence,
  )
  const rejections: Record<string, number> = {}
  for (const name of shown.flatMap((live) => unmet(live, query))) rejections[name] = (rejections[name] ?? 0) + 1
  return { offers: fitting.slice(0, limit), total: fitting.length, rejections }
}

test('a search answers what going through all asks one by one answers', () => {
  fc.assert(
    fc.property(
      drafts,
      queries,
      fc.nat(3),
      fc.nat(70),
      fc.infiniteStream(fc.boolean()),
      (asked, query, until, limit, removals) => {
        const asks = asked.map(liveAsk)
        const book = new OrderBook()
        for (const live of asks) book.insert(live)
        const kept = asks.filter((live) => !removals.next().value || !book.remove(live))
        expect(book.size).toBe(kept.length)
        const found = book.search(query, { limit, liveUntilSeconds: BigInt(until) })
        expect({ ...found, rejections: Object.fromEntries(found.rejections) }).toEqual(
          bruteForce(kept, query, BigInt(until), limit),
        )
      },
    ),
    { numRuns: 500 },
  )
})

const plain: Draft = {
  author: 0,
  counterparty: 3,
  price: 0n,
  duration: 0,
  expires: 9,
  flags: 0,
  executors: 1,
  benchmarks: [],
}

test('thousands of asks stay in the order of price and age through insertions and removals at random', () => {
  const random = seededRandom(5)
  const book = new OrderBook()
  const kept = new Set<LiveOrder>()
  for (let sequence = 1; sequence <= 7000; sequence++) {
    const live = liveAsk({ ...plain, price: BigInt(random.integer(50)) }, sequence)
    book.insert(live)
    kept.add(live)
    // Grows to thousands, shrinks to few, grows again: blocks are split and joined.
    const removals = sequence % 4000 < 2500 ? 0 : 3
    for (let i = 0; i < removals; i++) {
      const victim = [...kept][random.integer(kept.size)]
      if (victim && kept.delete(victim)) expect(book.remove(victim)).toBe(true)
    }
  }
  const all = book.search(ANY_ASK, { limit: 10_000, liveUntilSeconds: 0n })
  expect(all.offers).toEqual(bruteForce([...kept], ANY_ASK, 0n, 10_000).offers)
  expect(kept.size).toBeGreaterThan(1000)
})

test('an ask that is not in the book is not removed from it', () => {
  const book = new OrderBook()
  expect(book.remove(liveAsk(plain, 1))).toBe(false)
  book.insert(liveAsk(plain, 2))
  expect(book.remove(liveAsk(plain, 1))).toBe(false)
  expect(book.remove(liveAsk(plain, 3))).toBe(false)
  expect(book.remove(liveAsk(plain, 2))).toBe(true)
  expect(book.size).toBe(0)
})

test('an ask whose details cannot be read does not enter', () => {
  const book = new OrderBook()
  const live = liveAsk(plain, 1)
  const broken = { ...live, signed: { ...live.signed, details: '{' } }
  expect(() => book.insert(broken)).toThrow(expect.objectContaining({ code: 'ORDER_INVALID' }))
  expect(book.size).toBe(0)
})
