import { create } from '@bufbuild/protobuf'
import type { MarketEvent } from '@sonm/chain'
import type { Address } from '@sonm/model'
import {
  GetPricesResponseSchema,
  ListSuppliersResponseSchema,
  MarketHistoryResponseSchema,
  SupplierSchema,
} from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ChainView,
  isQuiet,
  misreadHistory,
  misreadPrices,
  misreadSupplier,
  misreadSuppliers,
} from './market-data-misreadings.ts'
import { MarketTally, type Trade, tradesOf } from './market-tally.ts'

const NOW = 1_800_000_000n
const HEAD = 1_000n
const BLOCK_SECONDS = 200n
const DAY = 86_400n
const masters: readonly Address[] = [1, 2, 3].map((digit): Address => `0x${String(digit).repeat(40)}`)
const timeOf = (block: bigint) => NOW - (HEAD - block) * BLOCK_SECONDS

/** Some days of trades, up to the newest block. */
const stories = fc
  .array(
    fc.record({
      block: fc.bigInt({ min: 1n, max: HEAD }),
      master: fc.constantFrom(...masters),
      paidWei: fc.option(fc.bigInt({ min: 0n, max: 1_000n }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((given) =>
    given
      .toSorted((a, b) => Number(a.block - b.block))
      .map(({ block: blockNumber, master, paidWei }) => {
        const place = { blockNumber, timestampSeconds: timeOf(blockNumber) }
        const event =
          paidWei === undefined
            ? { kind: 'dealOpened', deal: { hub: master, master } }
            : { kind: 'dealBilled', dealId: 1n, paidWei }
        return { ...place, ...event } as MarketEvent
      }),
  )

/** What this node knows that began at a block, and is so many blocks behind. */
function viewOf(events: readonly MarketEvent[], from: bigint | undefined, behind: bigint): ChainView {
  const tally = new MarketTally(0n, from)
  const known = (toBlock: bigint) =>
    events.filter(({ blockNumber }) => blockNumber > (from ?? -1n) && blockNumber <= toBlock)
  tally.apply(known(HEAD - behind), HEAD - behind)
  const confirmed = tally.upTo(from === undefined ? NOW : timeOf(from))
  const ahead = tradesOf(known(HEAD).filter(({ blockNumber }) => blockNumber > HEAD - behind))
  return {
    confirmed,
    known: { ...confirmed, trades: [...confirmed.trades, ...ahead], toBlock: HEAD },
    nowSeconds: NOW,
    newestSeconds: NOW,
  }
}

const sums = (trades: readonly Trade[]) => ({
  deals: BigInt(trades.filter(({ opened }) => opened).length),
  volumeWei: String(trades.reduce((sum, { paidWei }) => sum + paidWei, 0n)),
})

/** What an honest marketplace says that has read so far, by a clock of its own. */
function honest(events: readonly MarketEvent[], readTo: bigint, clockSeconds: bigint) {
  const trades = tradesOf(events.filter(({ blockNumber }) => blockNumber <= readTo))
  const at = NOW + clockSeconds
  const hour = (seconds: bigint) => seconds - (seconds % 3_600n)
  const today = trades.filter(({ atSeconds }) => hour(atSeconds) >= hour(at - DAY) && hour(atSeconds) <= at)
  const byHour = Map.groupBy(trades, ({ atSeconds }) => hour(atSeconds))
  return {
    prices: create(GetPricesResponseSchema, { classes: [{ marketClass: 'all', ...sums(today) }] }),
    history: create(MarketHistoryResponseSchema, {
      points: [...byHour].map(([startSeconds, its]) => ({ startSeconds, ...sums(its) })),
    }),
    suppliers: masters.map((master) =>
      create(SupplierSchema, { master, deals: sums(trades.filter(({ opened }) => opened?.master === master)).deals }),
    ),
  }
}
type Said = ReturnType<typeof honest>

/** What the node says against each kind of answer. */
function misread({ prices, history, suppliers }: Said, readTo: bigint, view: ChainView) {
  return {
    prices: misreadPrices({ marketClass: '' }, prices, readTo, view),
    history: misreadHistory({ marketClass: 'all', intervalSeconds: 3_600 }, history, readTo, view),
    supplier: suppliers.map((each) => misreadSupplier({ address: each.master }, each, readTo, view)).find(Boolean),
  }
}
const nothing = { prices: undefined, history: undefined, supplier: undefined }
const views = fc.record({
  from: fc.option(fc.bigInt({ min: 0n, max: HEAD - 50n }), { nil: undefined }),
  behind: fc.bigInt({ min: 0n, max: 20n }),
})

test('who says what the chain says is never contradicted, however far he or this node has read and whatever his clock says', () => {
  fc.assert(
    fc.property(
      stories,
      views,
      fc.bigInt({ min: 1n, max: HEAD }),
      fc.bigInt({ min: -3_500n, max: 3_500n }),
      (events, { from, behind }, readTo, clockSeconds) => {
        const view = viewOf(events, from, behind)
        expect(misread(honest(events, readTo, clockSeconds), readTo, view)).toEqual(nothing)
        const { suppliers } = honest(events, readTo, 0n)
        const list = create(ListSuppliersResponseSchema, {
          suppliers: suppliers.map(({ master, deals }) => ({ master, deals })),
        })
        expect(misreadSuppliers({}, list, readTo, view)).toBe(undefined)
      },
    ),
    { numRuns: 300 },
  )
})

test('who counts one deal or one wei more or less, in an hour that this node has read, is contradicted', () => {
  fc.assert(
    fc.property(stories, fc.nat(), fc.constantFrom('deal', 'wei'), fc.boolean(), (events, which, what, isMore) => {
      const view = viewOf(events, undefined, 0n)
      const { history } = honest(events, HEAD, 0n)
      const point = history.points[which % history.points.length]!
      const by = isMore ? 1n : -1n
      if (what === 'deal') point.deals += by
      else point.volumeWei = String(BigInt(point.volumeWei) + by)
      fc.pre(point.deals >= 0n && !point.volumeWei.startsWith('-'))
      expect(misreadHistory({ marketClass: 'all', intervalSeconds: 3_600 }, history, HEAD, view)).toBeDefined()
    }),
    { numRuns: 200 },
  )
})

test('who leaves out an hour between two in which something was sold is contradicted', () => {
  fc.assert(
    fc.property(stories, fc.nat(), (events, which) => {
      const { history } = honest(events, HEAD, 0n)
      fc.pre(history.points.length > 2)
      const left = history.points.toSpliced(1 + (which % (history.points.length - 2)), 1)
      const answer = create(MarketHistoryResponseSchema, { points: left })
      const view = viewOf(events, undefined, 0n)
      expect(misreadHistory({ marketClass: 'all', intervalSeconds: 3_600 }, answer, HEAD, view)).toBeDefined()
    }),
    { numRuns: 100 },
  )
})

test('who counts one deal of a supplier more or less is contradicted by a node that has read all, and fewer by any', () => {
  fc.assert(
    fc.property(stories, fc.constantFrom(...masters), views, (events, master, { from, behind }) => {
      const all = honest(events, HEAD, 0n).suppliers.find((each) => each.master === master)!
      const say = (deals: bigint, view: ChainView) =>
        misreadSupplier({ address: master }, { ...all, deals }, HEAD, view)
      expect(say(all.deals + 1n, viewOf(events, undefined, behind))).toBeDefined()
      const view = viewOf(events, from, behind)
      const seen = BigInt(view.confirmed.trades.filter(({ opened }) => opened?.master === master).length)
      fc.pre(seen > 0n)
      expect(say(seen - 1n, view)).toBeDefined()
      const list = create(ListSuppliersResponseSchema, { suppliers: [{ master, deals: seen - 1n }] })
      expect(misreadSuppliers({}, list, HEAD, view)).toBeDefined()
    }),
    { numRuns: 100 },
  )
})

test('a day without its deals, or with a thousand more, is contradicted', () => {
  const events = [1, 2, 3].map(
    (hours) =>
      ({
        kind: 'dealOpened',
        blockNumber: HEAD - BigInt(hours * 36),
        timestampSeconds: NOW - BigInt(hours) * 7_200n,
        deal: { hub: masters[0]!, master: masters[0]! },
      }) as MarketEvent,
  )
  const view = viewOf(events, undefined, 0n)
  const say = (deals: bigint) =>
    misreadPrices(
      { marketClass: '' },
      create(GetPricesResponseSchema, { classes: [{ marketClass: 'all', deals, volumeWei: '0' }] }),
      HEAD,
      view,
    )
  expect([say(2n), say(3n), say(1_003n)].map((each) => each !== undefined)).toEqual([true, false, true])
  expect(misreadPrices({ marketClass: '' }, create(GetPricesResponseSchema, {}), HEAD, view)).toBeDefined()
  // Of one class it may have seen no ask.
  expect(misreadPrices({ marketClass: 'cpu' }, create(GetPricesResponseSchema, {}), HEAD, view)).toBeUndefined()
})

test('whom the deals of a hub pay is what the chain says', () => {
  const events = [
    {
      kind: 'dealOpened',
      blockNumber: 5n,
      timestampSeconds: timeOf(5n),
      deal: { hub: masters[1]!, master: masters[0]! },
    },
  ]
  const view = viewOf(events as MarketEvent[], undefined, 0n)
  const say = (master: Address) =>
    misreadSupplier(
      { address: masters[1]! },
      create(SupplierSchema, { master, deals: master === masters[0] ? 1n : 0n }),
      HEAD,
      view,
    )
  expect(say(masters[0]!)).toBeUndefined()
  expect(say(masters[2]!)).toContain(masters[0]!)
})

test('the tally forgets what a reorg took back, counts no event twice, and knows when nothing happened', () => {
  const event = (block: bigint) =>
    ({
      kind: 'dealOpened',
      blockNumber: block,
      timestampSeconds: timeOf(block),
      deal: { hub: masters[0]!, master: masters[0]! },
    }) as MarketEvent
  const tally = new MarketTally(0n, undefined)
  tally.apply([event(3n), event(5n)], 6n)
  tally.apply([event(3n), event(5n)], 6n)
  expect(tally.upTo(NOW).trades).toHaveLength(2)
  tally.rollBack(4n)
  expect(tally.upTo(NOW)).toMatchObject({ toBlock: 4n, sinceSeconds: 0n })
  expect(tally.upTo(NOW).trades).toHaveLength(1)
  tally.apply([event(6n)], 8n)
  const known = tally.upTo(NOW)
  expect([isQuiet(known, 3n, 5n), isQuiet(known, 3n, 6n), isQuiet(known, 6n, 8n), isQuiet(known, 6n, 9n)]).toEqual([
    true,
    false,
    true,
    false,
  ])
  const late = new MarketTally(0n, 100n)
  expect(late.upTo(NOW)).toMatchObject({ sinceSeconds: NOW, afterBlock: 100n })
  expect(late.upTo(NOW + 5n)).toMatchObject({ sinceSeconds: NOW })
  expect(isQuiet(late.upTo(NOW), 50n, 100n)).toBe(false)
})
