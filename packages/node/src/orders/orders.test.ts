import { NO_BENCHMARKS, type Order, type SignedOrder } from '@sonm/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testAsk } from '../testing/market.ts'
import { buyer, createWorld, hub, otherHub } from '../testing/world.ts'
import { faultsOfFirmAsk } from './firm-ask.ts'
import { mergeOffers, mergeRejections, type Rejection, type VerifiedOffer } from './offers.ts'
import { unmetBy } from './unmet.ts'
import { bidOf, wantedFromMessage } from './wanted.ts'

const { domain, clock } = createWorld()
const now = BigInt(clock.nowMs() / 1000)
const moment = { nowSeconds: now, usdPerSnm: undefined }
const wanted = (query: string) => wantedFromMessage({ query, orderBy: '' }, { buyer: buyer.address, buyerIdentity: 1 })
const claims = { reliability: 9000, identity: 1, countryChecked: 'declared' as const }
const template = await testAsk(domain, hub, clock)

const offer = fc
  .record({ id: fc.integer({ min: 0, max: 30 }), placedAtMs: fc.bigInt({ min: 0n, max: 5n }) })
  .map(({ id, placedAtMs }): VerifiedOffer => {
    // The hash stands for the content, so equal ids must have equal prices.
    const order = { ...template.order, pricePerSecond: BigInt(id % 7) }
    return { ask: { ...template, order }, hash: `0x${id.toString(16).padStart(64, '0')}`, placedAtMs, claims }
  })
const lists = fc.array(fc.array(offer, { maxLength: 12 }), { maxLength: 4 })

describe('merging offers', () => {
  it('keeps each order once, loses none, and puts the cheapest first, whoever answered first', () => {
    fc.assert(
      fc.property(lists, (given) => {
        const merged = mergeOffers(given, [], moment)
        const hashes = merged.map(({ hash }) => hash)
        expect(new Set(hashes)).toEqual(new Set(given.flat().map(({ hash }) => hash)))
        expect(new Set(hashes).size).toBe(hashes.length)
        const prices = merged.map(({ ask }) => ask.order.pricePerSecond)
        expect(prices).toEqual([...prices].sort((a, b) => Number(a - b)))
        expect(mergeOffers([...given].reverse(), [], moment)).toEqual(merged)
      }),
    )
  })

  it('counts a rejection that two marketplaces report once', () => {
    const rejection = (requirement: string, count: number): Rejection => ({
      requirement,
      count,
      missedAlone: 0,
      closest: '',
    })
    const merged = mergeRejections([[rejection('price', 3)], [rejection('price', 2), rejection('gpu', 0)]])
    expect(merged).toEqual([rejection('price', 3)])
  })
})

describe('what is wanted', () => {
  const asked = (change: Partial<Order>): VerifiedOffer => ({
    ask: { ...template, order: { ...template.order, ...change } },
    hash: '0x',
    placedAtMs: 0n,
    claims,
  })

  it.each<[string, Partial<Order>, string]>([
    ['expired', { expiresAtSeconds: now - 1n }, ''],
    ["somebody else's", { counterparty: otherHub.address }, ''],
    ['too dear', { pricePerSecond: 11n }, 'price<=0.00000000000000001SNM/s'],
    ['too short', { durationSeconds: 59n }, 'duration>=60s'],
    ['spot, where a duration is wanted', { durationSeconds: 0n }, 'duration>=60s'],
    ['without an ability', { netFlags: 2 }, 'net=overlay'],
    ["another hub's", {}, `hub=${otherHub.address}`],
    ['in USD, where no rate is known', { denomination: 'USD' }, 'price<1SNM/h'],
    ['asking who we are', { identityLevel: 2 }, ''],
    ['a bid', { side: 'bid' }, ''],
    ['without the executor', {}, 'executor=container'],
    ['of a supplier who is not told to be reliable', {}, 'reliability>0.9'],
    ['not measured', {}, 'latency<1s'],
  ])('turns away an ask that is %s', (_, change, query) => {
    expect(unmetBy(asked(change), wanted(query), moment)).toHaveLength(1)
  })

  it('refuses nothing of what fits to the last figure', () => {
    const fitting = asked({ pricePerSecond: 10n, durationSeconds: 60n, netFlags: 7, expiresAtSeconds: now })
    const query =
      'price<=0.00000000000000001SNM/s duration>=60s net=overlay net=outbound executor=wasm reliability>=0.9'
    expect(unmetBy(fitting, wanted(query), moment)).toEqual([])
  })

  it('puts the defaults in where the buyer says nothing, and knows which they are', () => {
    expect(wanted('').defaults).toHaveLength(2)
    expect(wanted('').query.conditions).toEqual(wanted('').defaults)
    expect(wanted('executor=any reliability=any').query.conditions).toEqual([])
  })

  it('is a bid for the least that would do', () => {
    const bid = bidOf(
      wanted('cores>=2 cores>3 ram=1GiB storage<5GiB net=incoming net in [overlay,outbound] duration>=1h identity>=2'),
    )
    expect(bid).toMatchObject({ durationSeconds: 3600n, netFlags: 4, identityLevel: 2 })
    expect(bid.benchmarks.slice(2, 5)).toEqual([4n, 2n ** 30n, 0n])
  })
})

describe('a firm ask', () => {
  const judge = (firm: SignedOrder) =>
    faultsOfFirmAsk(firm, {
      domain,
      advertised: { ask: template, hash: '0x', placedAtMs: 0n, claims },
      wanted: wanted(''),
      buyer: buyer.address,
      moment,
    })
  const firm = (change: Partial<Order> = {}) => testAsk(domain, hub, clock, { counterparty: buyer.address, ...change })

  it('is taken when it is as advertised, or better', async () => {
    expect(judge(await firm())).toEqual([])
    expect(judge(await firm({ pricePerSecond: 1n, bond: 1n }))).toEqual([])
  })

  it.each<[string, Partial<Order>]>([
    ['dearer', { pricePerSecond: 1001n }],
    ['for anyone', { counterparty: `0x${'00'.repeat(20)}` }],
    ['for another buyer', { counterparty: otherHub.address }],
    ['expired', { expiresAtSeconds: now }],
    ['about to expire', { expiresAtSeconds: now + 1n }],
    ['weaker', { benchmarks: NO_BENCHMARKS }],
    ['a bid', { side: 'bid' }],
    ['in another money', { denomination: 'USD' }],
    ['of a higher cap', { denomination: 'USD', snmPerUsdCap: 1n }],
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
