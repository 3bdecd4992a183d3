import { NO_BENCHMARKS, type Order, type SignedOrder } from '@sonm/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testAsk } from '../testing/market.ts'
import { buyer, createWorld, hub, otherHub } from '../testing/world.ts'
import { faultsOfFirmAsk } from './firm-ask.ts'
import { mergeOffers, mergeRejections, type VerifiedOffer } from './offers.ts'
import { type Requirements, requirementsFromMessage, unmetBy } from './requirements.ts'

const { domain, clock } = createWorld()
const now = BigInt(clock.nowMs() / 1000)
const anything: Requirements = requirementsFromMessage(undefined, buyer.address)
const template = await testAsk(domain, hub, clock)

const offer = fc
  .record({ id: fc.integer({ min: 0, max: 30 }), placedAtMs: fc.bigInt({ min: 0n, max: 5n }) })
  .map(({ id, placedAtMs }): VerifiedOffer => {
    // The hash stands for the content, so equal ids must have equal prices.
    const order = { ...template.order, pricePerSecond: BigInt(id % 7) }
    return { ask: { ...template, order }, hash: `0x${id.toString(16).padStart(64, '0')}`, placedAtMs }
  })
const lists = fc.array(fc.array(offer, { maxLength: 12 }), { maxLength: 4 })

describe('merging offers', () => {
  it('keeps each order once, loses none, and puts the cheapest first, whoever answered first', () => {
    fc.assert(
      fc.property(lists, (given) => {
        const merged = mergeOffers(given)
        const hashes = merged.map(({ hash }) => hash)
        expect(new Set(hashes)).toEqual(new Set(given.flat().map(({ hash }) => hash)))
        expect(new Set(hashes).size).toBe(hashes.length)
        const prices = merged.map(({ ask }) => ask.order.pricePerSecond)
        expect(prices).toEqual([...prices].sort((a, b) => Number(a - b)))
        expect(mergeOffers([...given].reverse())).toEqual(merged)
      }),
    )
  })

  it('counts a rejection that two marketplaces report once', () => {
    const merged = mergeRejections([
      [{ requirement: 'price', count: 3 }],
      [
        { requirement: 'price', count: 2 },
        { requirement: 'gpu', count: 0 },
      ],
    ])
    expect(merged).toEqual([{ requirement: 'price', count: 3 }])
  })
})

describe('requirements', () => {
  const asked = (change: Partial<Order>): SignedOrder => ({ ...template, order: { ...template.order, ...change } })

  it('are met exactly when every lane is at least the wanted one', () => {
    const lane = fc.bigInt({ min: 0n, max: 3n })
    const vector = fc.array(lane, { minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(vector, vector, (benchmarks, minBenchmarks) => {
        const fits = unmetBy(asked({ benchmarks }), { ...anything, minBenchmarks }, now).length === 0
        expect(fits).toBe(benchmarks.every((value, index) => value >= minBenchmarks[index]!))
      }),
    )
  })

  it.each<[string, Partial<Order>, Partial<Requirements>]>([
    ['expired', { expiresAtSeconds: now - 1n }, {}],
    ["somebody else's", { counterparty: otherHub.address }, {}],
    ['too dear', { pricePerSecond: 11n }, { maxPricePerSecond: 10n }],
    ['too short', { durationSeconds: 59n }, { durationSeconds: 60n }],
    ['spot, where a duration is wanted', { durationSeconds: 0n }, { durationSeconds: 60n }],
    ['without an ability', { netFlags: 2 }, { netFlags: 3 }],
    ["another hub's", {}, { hub: otherHub.address }],
    ['in USD', { denomination: 'USD' }, {}],
    ['bonded', { bond: 1n }, {}],
    ['asking who we are', { identityLevel: 2 }, {}],
    ['a bid', { side: 'bid' }, {}],
    ['without the executor', {}, { executors: ['container'] }],
  ])('turn away an ask that is %s', (_, change, wanted) => {
    expect(unmetBy(asked(change), { ...anything, ...wanted }, now)).toHaveLength(1)
  })

  it('refuse nothing of what fits to the last figure', () => {
    const wanted = {
      ...anything,
      maxPricePerSecond: 10n,
      durationSeconds: 60n,
      netFlags: 3,
      executors: ['wasm'] as const,
    }
    const fitting = asked({ pricePerSecond: 10n, durationSeconds: 60n, netFlags: 7, expiresAtSeconds: now })
    expect(unmetBy(fitting, wanted, now)).toEqual([])
  })
})

describe('a firm ask', () => {
  const judge = (firm: SignedOrder, wanted: Partial<Requirements> = {}) =>
    faultsOfFirmAsk(firm, {
      domain,
      advertised: template,
      wanted: { ...anything, ...wanted },
      buyer: buyer.address,
      nowSeconds: now,
    })
  const firm = (change: Partial<Order> = {}) => testAsk(domain, hub, clock, { counterparty: buyer.address, ...change })

  it('is taken when it is as advertised, or better', async () => {
    expect(judge(await firm())).toEqual([])
    expect(judge(await firm({ pricePerSecond: 1n }))).toEqual([])
  })

  it.each<[string, Partial<Order>]>([
    ['dearer', { pricePerSecond: 1001n }],
    ['for anyone', { counterparty: `0x${'00'.repeat(20)}` }],
    ['for another buyer', { counterparty: otherHub.address }],
    ['expired', { expiresAtSeconds: now }],
    ['about to expire', { expiresAtSeconds: now + 1n }],
    ['weaker', { benchmarks: NO_BENCHMARKS }],
    ['a bid', { side: 'bid' }],
    ['bonded', { bond: 1n }],
  ])('is refused when it is %s', async (_, change) => {
    expect(judge(await firm(change))).not.toEqual([])
  })

  it('is refused from another hub, or with a signature that is not its own', async () => {
    expect(judge(await testAsk(domain, otherHub, clock, { counterparty: buyer.address }))).not.toEqual([])
    const good = await firm()
    expect(judge({ ...good, order: { ...good.order, nonce: 9n } })).not.toEqual([])
    expect(judge({ ...good, details: good.details.replace('x64', 'x65') })).not.toEqual([])
  })
})
