import {
  ANY_ASK,
  type AskQuery,
  type Condition,
  changeOf,
  formatCondition,
  type Relaxed,
  unmet,
  withRelaxed,
} from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WorkBudget } from '../book/work-budget.ts'
import { listedAsk } from '../testing/listed-ask.ts'
import { PlainBook } from '../testing/plain-book.ts'
import { explainQuery } from './explain.ts'
import { factsOf } from './facts.ts'

const moment = { nowSeconds: 100n, usdPerSnm: undefined }
const when = { moment, liveUntilSeconds: 100n, budget: new WorkBudget(Number.POSITIVE_INFINITY) }

const price = (pricePerSecond: bigint): Condition => ({
  kind: 'price',
  op: '<=',
  price: { denomination: 'SNM', pricePerSecond },
})
const atLeast = (field: 'benchmark:cpu-cores' | 'duration' | 'reliability', value: bigint): Condition => ({
  kind: 'number',
  field,
  op: '>=',
  value,
})
const arch = (word: string): Condition => ({ kind: 'word', field: 'arch', op: 'in', values: [word] })

const figure = fc.bigInt({ min: 1n, max: 5n })
const asks = fc
  .array(fc.record({ pricePerSecond: figure, durationSeconds: figure, cores: figure }), { minLength: 1, maxLength: 8 })
  .map((given) =>
    given.map(({ cores, ...order }, at) =>
      listedAsk(at + 1, { ...order, benchmarks: Array.from({ length: 16 }, (_, i) => (i === 2 ? cores : 0n)) }),
    ),
  )
const queries: fc.Arbitrary<AskQuery> = fc
  .record({ most: figure, cores: figure, duration: figure, arch: fc.constantFrom('amd64', 'arm64') })
  .map(({ most, cores, duration, arch: word }) => ({
    ...ANY_ASK,
    conditions: [price(most), atLeast('benchmark:cpu-cores', cores), atLeast('duration', duration), arch(word)],
  }))

test('a suggested change alone makes something fit, and of one requirement any smaller change does not', () => {
  let suggested = 0
  fc.assert(
    fc.property(asks, queries, (listed, query): void => {
      const fits = (asked: AskQuery) =>
        listed.filter((offer) => unmet(asked, factsOf(offer), moment).length === 0).length
      const { fitting, turnedAway, suggestions } = explainQuery(query, new PlainBook(listed), when)
      expect(fitting).toBe(fits(query))
      for (const { requirement, count } of turnedAway) {
        expect(count).toBe(listed.filter((offer) => unmet(query, factsOf(offer), moment).includes(requirement)).length)
      }
      if (fitting > 0) expect(suggestions).toEqual([])
      for (const { relaxed, offers } of suggestions) {
        expect(offers).toBeGreaterThan(0)
        expect(fits(withRelaxed(query, relaxed))).toBe(offers)
        if (relaxed.length > 1) continue
        suggested++
        const smaller = aLittleLess(relaxed[0]!)
        if (smaller) expect(fits(withRelaxed(query, [smaller]))).toBe(0)
      }
      const totals = suggestions.map(({ relaxed }) => relaxed.reduce((sum, change) => sum + changeOf(change), 0n))
      expect(totals).toEqual([...totals].sort((a, b) => Number(a - b)))
      // Whatever one requirement could do is among them.
      const alone = query.conditions.filter((condition) =>
        fits(withRelaxed(query, [{ from: condition, to: undefined }])),
      )
      if (fitting === 0 && alone.length > 0) {
        expect(new Set(suggestions.map(({ relaxed }) => relaxed[0]!.from))).toEqual(new Set(alone))
      } else expect(suggestions.every(({ relaxed }) => relaxed.length > 1)).toBe(true)
    }),
    { numRuns: 300 },
  )
  expect(suggested).toBeGreaterThan(100)
})

/** One unit short of what gave way; undefined: there is nothing between. */
function aLittleLess({ from, to }: Relaxed): Relaxed | undefined {
  if (to?.kind === 'price' && from.kind === 'price') {
    const pricePerSecond = to.price.pricePerSecond - 1n
    return { from, to: { ...to, price: { ...to.price, pricePerSecond } } }
  }
  if (to?.kind === 'number') return { from, to: { ...to, value: to.value + 1n } }
  return undefined
}

test('where nothing is for sale there is nothing to suggest, and nothing is turned away', () => {
  const query = { ...ANY_ASK, conditions: [price(1n)] }
  expect(explainQuery(query, new PlainBook(), when)).toEqual({
    fitting: 0,
    turnedAway: [],
    suggestions: [],
    isTruncated: false,
  })
})

test('the price to pay comes before a requirement that would have to give way as far', () => {
  const listed = [
    listedAsk(1, { pricePerSecond: 12n, durationSeconds: 10n }),
    listedAsk(2, { pricePerSecond: 10n, durationSeconds: 8n }),
  ]
  const query = { ...ANY_ASK, conditions: [atLeast('duration', 10n), price(10n)] }
  const { suggestions } = explainQuery(query, new PlainBook(listed), when)
  expect(suggestions.map(({ relaxed }) => relaxed)).toEqual([
    [{ from: price(10n), to: price(12n) }],
    [{ from: atLeast('duration', 10n), to: atLeast('duration', 8n) }],
  ])
})

test('where no requirement alone would do, the fewest that do together are named', () => {
  const listed = [listedAsk(1, { pricePerSecond: 11n, durationSeconds: 9n })]
  const query = { ...ANY_ASK, conditions: [price(10n), atLeast('duration', 10n), arch('amd64')] }
  const { suggestions } = explainQuery(query, new PlainBook(listed), when)
  expect(suggestions).toEqual([
    {
      relaxed: [
        { from: price(10n), to: price(11n) },
        { from: atLeast('duration', 10n), to: atLeast('duration', 9n) },
      ],
      offers: 1,
    },
  ])
})

test('where more requirements have to give way than are tried together, the nearest offer is told', () => {
  const listed = [
    listedAsk(1, { pricePerSecond: 50n, durationSeconds: 1n }),
    listedAsk(2, { pricePerSecond: 12n, durationSeconds: 9n }),
  ]
  const cores = atLeast('benchmark:cpu-cores', 2n)
  const asked = [price(10n), atLeast('duration', 10n), arch('arm64'), cores]
  const { suggestions } = explainQuery({ ...ANY_ASK, conditions: asked }, new PlainBook(listed), when)
  expect(suggestions).toHaveLength(1)
  expect(suggestions[0]).toMatchObject({ offers: 1 })
  expect(suggestions[0]!.relaxed.map(({ from }) => from)).toEqual(asked)
  expect(suggestions[0]!.relaxed[0]).toEqual({ from: price(10n), to: price(12n) })
})

test('a change is told as people write it, and counted as it is told', () => {
  const bytes = 20_221_211_443n
  const listed = [listedAsk(1, { benchmarks: Array.from({ length: 16 }, (_, i) => (i === 3 ? bytes : 0n)) })]
  const ram: Condition = { kind: 'number', field: 'benchmark:ram-size', op: '>=', value: 2n ** 36n }
  const { suggestions } = explainQuery({ ...ANY_ASK, conditions: [ram] }, new PlainBook(listed), when)
  expect(suggestions.map(({ relaxed, offers }) => [formatCondition(relaxed[0]!.to!), offers])).toEqual([
    ['ram>=18.83GiB', 1],
  ])
})
