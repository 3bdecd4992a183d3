import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Address } from '../identity/address.ts'
import { type DealFacts, settled } from './deal-facts.ts'
import { type NO_FACTS, scoreOf, UNKNOWN_RELIABILITY } from './score.ts'
import { feesSnm, memorySeconds, scoreRules } from './score-rules.ts'

const address = (digits: number): Address => `0x${digits.toString(16).padStart(40, '0')}`
const LIFE = feesSnm(scoreRules.lifeGas, scoreRules)
const NOW = 1_767_225_600
const unrelated = () => ({ feesElsewhereSnm: 0, isRelated: false })

let ids = 0
function deal(changes: Partial<DealFacts> = {}): DealFacts {
  return {
    dealId: ++ids,
    buyer: address(1),
    hub: address(100),
    master: address(101),
    end: 'done',
    start: 'unknown',
    settledAtSeconds: NOW,
    paidSnm: 1,
    feesSnm: LIFE,
    snmPerSecond: 0,
    missedSnm: 0,
    ...changes,
  }
}

const score = (deals: readonly DealFacts[], buyer = unrelated as (typeof NO_FACTS)['buyer'], nowSeconds = NOW) =>
  scoreOf({ deals, buyer, nowSeconds }).reliability

const amount = fc.double({ min: 0, max: 1e6, noNaN: true })
const anyDeal = fc
  .record({
    buyer: fc.integer({ min: 1, max: 5 }).map(address),
    end: fc.constantFrom('open' as const, 'done' as const, 'supplier-early' as const, 'buyer-early' as const),
    start: fc.constantFrom('unknown' as const, 'started' as const, 'failed' as const, 'unanswered' as const),
    settledAtSeconds: fc.integer({ min: NOW - 3 * scoreRules.halfLifeSeconds, max: NOW }),
    paidSnm: amount,
    feesSnm: fc.double({ min: 0, max: 10, noNaN: true }),
    missedSnm: amount,
  })
  .map((changes) => deal({ ...changes, snmPerSecond: changes.end === 'open' ? changes.paidSnm / 1e5 : 0 }))
const deals = fc.array(anyDeal, { maxLength: 30 })

test('of whom nothing is known has the score of the prior', () => {
  expect(UNKNOWN_RELIABILITY).toBe(10_000 * scoreRules.prior)
})

test('a score is a whole number from 0 to 10,000, whatever the facts', () => {
  fc.assert(
    fc.property(deals, amount, fc.boolean(), (facts, feesElsewhereSnm, isRelated) => {
      const { reliability } = scoreOf({ deals: facts, buyer: () => ({ feesElsewhereSnm, isRelated }), nowSeconds: NOW })
      expect(Number.isInteger(reliability) && reliability >= 0 && reliability <= 10_000).toBe(true)
    }),
  )
})

test('at the same exposure, more of what is good never lowers a score, and more of what is bad never raises it', () => {
  fc.assert(
    fc.property(deals, fc.double({ min: 0, max: 10, noNaN: true }), amount, (facts, feesMore, missed) => {
      // An open deal that hides what else is paid: so the exposure is the same.
      const open = deal({ end: 'open', snmPerSecond: 1e9, paidSnm: 0, feesSnm: 0, buyer: address(9) })
      const before = score([...facts, open])
      const good = deal({ buyer: address(7), feesSnm: feesMore, paidSnm: 1 })
      expect(score([...facts, open, good])).toBeGreaterThanOrEqual(before)
      const early = deal({ buyer: address(8), end: 'supplier-early', missedSnm: missed, paidSnm: 0, feesSnm: 0 })
      expect(score([...facts, open, early])).toBeLessThanOrEqual(before)
      const failed = deal({ buyer: address(8), start: 'failed' })
      expect(score([...facts, open, failed])).toBeLessThanOrEqual(before)
    }),
  )
})

test('a deal that is larger than all else brings the score nearer to that of a stranger, from wherever it was', () => {
  fc.assert(
    fc.property(deals, (facts) => {
      const before = score(facts) - UNKNOWN_RELIABILITY
      const after =
        score([...facts, deal({ end: 'open', snmPerSecond: 1e12, buyer: address(9) })]) - UNKNOWN_RELIABILITY
      expect(Math.abs(after)).toBeLessThanOrEqual(Math.abs(before) + 1)
    }),
  )
})

test('what related accounts pay says nothing for a supplier', () => {
  const many = Array.from({ length: 50 }, () => deal())
  expect(score(many, () => ({ feesElsewhereSnm: 100, isRelated: true }))).toBeLessThanOrEqual(UNKNOWN_RELIABILITY)
  expect(score(many)).toBeGreaterThan(UNKNOWN_RELIABILITY)
})

test('many buyers say more than one, and one who buys from others too more than one who does not', () => {
  const ofOne = Array.from({ length: 40 }, () => deal())
  const ofMany = ofOne.map((each, at) => ({ ...each, buyer: address(at + 1) }))
  expect(score(ofMany)).toBeGreaterThan(score(ofOne))
  expect(score(ofOne, () => ({ feesElsewhereSnm: 100, isRelated: false }))).toBeGreaterThan(score(ofOne))
  expect(score(ofMany)).toBeGreaterThan(9_700)
})

test('what was paid beyond the fees of its deals does not count', () => {
  const small = deal({ paidSnm: scoreRules.evidencePerFee * LIFE })
  const large = { ...small, paidSnm: 1e9 }
  const { goodSnm } = scoreOf({ deals: [small], buyer: unrelated, nowSeconds: NOW }).parts
  expect(scoreOf({ deals: [large], buyer: unrelated, nowSeconds: NOW }).parts.goodSnm).toBe(goodSnm)
})

test('one buyer cannot ruin a supplier: with receipts of both sides not below six tenths, alone not at all', () => {
  const failed = Array.from({ length: 1000 }, () => deal({ start: 'failed' }))
  expect(score(failed)).toBeGreaterThan(6_000)
  const others = Array.from({ length: 20 }, (_, at) => deal({ buyer: address(at + 10) }))
  const alone = failed.map((each) => ({ ...each, start: 'unanswered' as const, paidSnm: 0 }))
  expect(score([...others, ...alone])).toBe(score(others))
})

test('one who ends deals early has less than a stranger', () => {
  expect(score([deal({ end: 'supplier-early', missedSnm: 5 })])).toBeLessThan(8_000)
  expect(score([deal({ end: 'buyer-early' })])).toBe(score([deal()]))
})

test('everything is forgotten', () => {
  const old = [deal({ end: 'supplier-early' }), deal(), deal({ start: 'failed', buyer: address(2) })]
  const later = NOW + 40 * memorySeconds(scoreRules)
  expect(Math.abs(score(old, unrelated, later) - UNKNOWN_RELIABILITY)).toBeLessThanOrEqual(1)
})

test('a settlement adds to what is left of those before', () => {
  const first = deal({ paidSnm: 8, feesSnm: 2 })
  const next = settled(first, { atSeconds: NOW + scoreRules.halfLifeSeconds, paidSnm: 1, feesSnm: 1 }, scoreRules)
  expect(next).toMatchObject({ paidSnm: 5, feesSnm: 2, settledAtSeconds: NOW + scoreRules.halfLifeSeconds })
})
