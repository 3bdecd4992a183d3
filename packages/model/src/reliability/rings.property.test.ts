import { seededRandom } from '@sonm/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Address } from '../identity/address.ts'
import { type DealFacts, settled } from './deal-facts.ts'
import { type BuyerFacts, scoreOf } from './score.ts'
import { decay, feesSnm, scoreRules } from './score-rules.ts'

/**
 * Rings of accounts that deal with themselves, beside what their suppliers really sell. Their gain is what buyers pay them
 * more because of the score that the ring has added, by the rules' premium, above what a new account would have too.
 */

const DAY = 86_400
const STEP = 5 * DAY
const HORIZON = 540 * DAY

interface SimulatedDeal {
  readonly buyer: Address
  readonly supplier: Address
  readonly openedAt: number
  readonly closedAt: number
  readonly snmPerSecond: number
  /** Bills while it runs, beside opening and closing. */
  readonly bills: number
  readonly end: 'done' | 'supplier-early'
  readonly start: DealFacts['start']
  readonly isFake: boolean
}

const account = (kind: string, at: number): Address =>
  `0x${Buffer.from(`${kind}${at}`).toString('hex').padEnd(40, '0')}`

/** The deal as the chain has told it by then. */
function factsAt(deal: SimulatedDeal, now: number, dealId: number): DealFacts | undefined {
  if (deal.openedAt > now) return undefined
  const isOpen = deal.closedAt > now
  let facts: DealFacts = {
    dealId,
    buyer: deal.buyer,
    hub: deal.supplier,
    master: deal.supplier,
    end: isOpen ? 'open' : deal.end,
    start: deal.start,
    settledAtSeconds: deal.openedAt,
    paidSnm: 0,
    feesSnm: feesSnm(scoreRules.lifeGas, scoreRules),
    snmPerSecond: isOpen ? deal.snmPerSecond : 0,
    missedSnm: deal.end === 'supplier-early' && !isOpen ? deal.snmPerSecond * DAY : 0,
  }
  const pause = (deal.closedAt - deal.openedAt) / (deal.bills + 1)
  for (let bill = 1; bill <= deal.bills + 1; bill++) {
    const atSeconds = deal.openedAt + bill * pause
    if (atSeconds > now) break
    const gas = bill > deal.bills ? 0 : scoreRules.billGas
    facts = settled(
      facts,
      { atSeconds, paidSnm: deal.snmPerSecond * pause, feesSnm: feesSnm(gas, scoreRules) },
      scoreRules,
    )
  }
  return facts
}

/** Unrounded, for the gain is a small difference. */
function shareAt(facts: readonly DealFacts[], supplier: Address, nowSeconds: number): number {
  const elsewhere = new Map<Address, number>()
  for (const deal of facts) {
    if (deal.master === supplier) continue
    const fees = deal.feesSnm * decay(nowSeconds - deal.settledAtSeconds, scoreRules)
    elsewhere.set(deal.buyer, (elsewhere.get(deal.buyer) ?? 0) + fees)
  }
  const buyer = (address: Address): BuyerFacts => ({ feesElsewhereSnm: elsewhere.get(address) ?? 0, isRelated: false })
  const { parts } = scoreOf({ deals: facts.filter(({ master }) => master === supplier), buyer, nowSeconds })
  const { priorSnm, goodSnm, earlyEndsSnm, failedStartsSnm } = parts
  return (scoreRules.prior * priorSnm + goodSnm) / (priorSnm + goodSnm + earlyEndsSnm + failedStartsSnm)
}

function outcome(deals: readonly SimulatedDeal[]): { gainSnm: number; burnedSnm: number } {
  const suppliers = new Set(deals.filter(({ isFake }) => isFake).map(({ supplier }) => supplier))
  let gainSnm = 0
  for (let now = STEP / 2; now < HORIZON; now += STEP) {
    const facts = deals.flatMap((deal, id) => factsAt(deal, now, id) ?? [])
    const honest = facts.filter(({ dealId }) => !deals[dealId]!.isFake)
    for (const supplier of suppliers) {
      const soldSnmPerSecond = honest
        .filter(({ master }) => master === supplier)
        .reduce((sum, { snmPerSecond }) => sum + snmPerSecond, 0)
      if (soldSnmPerSecond === 0) continue
      const without = Math.max(scoreRules.prior, shareAt(honest, supplier, now))
      const lift = Math.max(0, shareAt(facts, supplier, now) - without)
      gainSnm += scoreRules.premium * lift * soldSnmPerSecond * STEP
    }
  }
  const burnedSnm = deals
    .filter(({ isFake }) => isFake)
    .reduce((sum, { bills }) => sum + feesSnm(scoreRules.lifeGas + bills * scoreRules.billGas, scoreRules), 0)
  return { gainSnm, burnedSnm }
}

const TOPOLOGIES: Readonly<Record<string, (size: number) => readonly (readonly [buyer: number, supplier: number])[]>> =
  {
    star: (size) => range(size).map((buyer) => [buyer, 0]),
    ring: (size) =>
      range(size).flatMap((at) => [
        [at, at],
        [at, (at + 1) % size],
      ]),
    clique: (size) => range(size).flatMap((buyer) => range(size).map((supplier) => [buyer, supplier] as const)),
    'one buyer': (size) => range(size).map((supplier) => [0, supplier]),
  }

function range(size: number): number[] {
  return Array.from({ length: size }, (_, at) => at)
}

const worlds = fc.record({
  topology: fc.constantFrom(...Object.keys(TOPOLOGIES)),
  size: fc.integer({ min: 1, max: 6 }),
  /** Fake deals of each pair, and bills of each. */
  repeats: fc.integer({ min: 1, max: 6 }),
  bills: fc.integer({ min: 0, max: 8 }),
  /** Powers of ten: of the price of fake deals, and of real ones, in SNM a second. */
  fakePrice: fc.integer({ min: -70, max: 20 }).map((tenths) => tenths / 10),
  realPrice: fc.integer({ min: -50, max: 20 }).map((tenths) => tenths / 10),
  /** Real deals of each supplier of the ring, and how many of ten he ends early. */
  realDeals: fc.integer({ min: 1, max: 8 }),
  realFromDays: fc.constantFrom(1, 30, 300),
  realDays: fc.constantFrom(30, 200, 2000),
  earlyOfTen: fc.integer({ min: 0, max: 10 }),
  failedOfTen: fc.integer({ min: 0, max: 10 }),
  /** What the ring's buyers buy of honest suppliers, to look unrelated. */
  camouflage: fc.integer({ min: 0, max: 4 }),
  fakeAtDay: fc.integer({ min: 0, max: 200 }),
  fakeDays: fc.constantFrom(0.01, 0.5, 5, 30, 100),
  seed: fc.nat(),
})
type World = typeof worlds extends fc.Arbitrary<infer Value> ? Value : never

function dealsOf(world: World): readonly SimulatedDeal[] {
  const random = seededRandom(world.seed)
  const common = { end: 'done', start: 'started', isFake: false } as const
  const pairs = TOPOLOGIES[world.topology]!(world.size)
  const fakes = pairs.flatMap(([buyer, supplier]) =>
    range(world.repeats).map((): SimulatedDeal => {
      const openedAt = world.fakeAtDay * DAY + random.fraction() * DAY
      return {
        ...common,
        buyer: account('shill', buyer),
        supplier: account('ring', supplier),
        openedAt,
        closedAt: openedAt + world.fakeDays * DAY,
        snmPerSecond: 10 ** world.fakePrice,
        bills: world.bills,
        isFake: true,
      }
    }),
  )
  const suppliers = [...new Set(fakes.map(({ supplier }) => supplier))]
  const real = suppliers.flatMap((supplier) =>
    range(world.realDeals).map((): SimulatedDeal => {
      const openedAt = random.fraction() * world.realFromDays * DAY
      return {
        ...common,
        buyer: account('buyer', random.integer(20)),
        supplier,
        openedAt,
        closedAt: openedAt + random.fraction() * world.realDays * DAY,
        snmPerSecond: 10 ** world.realPrice * random.fraction(),
        bills: random.integer(10),
        end: random.integer(10) < world.earlyOfTen ? 'supplier-early' : 'done',
        start: random.integer(10) < world.failedOfTen ? 'failed' : 'started',
      }
    }),
  )
  const bought = fakes.flatMap(({ buyer, openedAt }) =>
    range(world.camouflage).map((at): SimulatedDeal => {
      const closedAt = openedAt + random.fraction() * 30 * DAY
      return { ...common, buyer, supplier: account('honest', at), openedAt, closedAt, snmPerSecond: 0.01, bills: 1 }
    }),
  )
  return [...fakes, ...real, ...bought]
}

test('a ring of any size, shape and budget gains less than the fees that it burns', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { gainSnm, burnedSnm } = outcome(dealsOf(world))
      expect(gainSnm).toBeLessThan(burnedSnm)
    }),
    { numRuns: 150 },
  )
})

test('the bound is no idle one: the best rings get back a good part of what they burn', () => {
  const world: World = {
    topology: 'clique',
    size: 2,
    repeats: 1,
    bills: 0,
    fakePrice: -1.1,
    realPrice: 0.7,
    realDeals: 1,
    realFromDays: 1,
    realDays: 2000,
    earlyOfTen: 7,
    failedOfTen: 0,
    camouflage: 3,
    fakeAtDay: 3,
    fakeDays: 0.5,
    seed: 1_948_239_092,
  }
  const { gainSnm, burnedSnm } = outcome(dealsOf(world))
  expect(gainSnm / burnedSnm).toBeGreaterThan(0.3)
})
