import { nowSeconds } from '@sonm/common'
import { orderHash, type SignedOrder, signAttestation } from '@sonm/model'
import { FederationService, MarketplaceService, type SearchRequest, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, otherHub, startNode, type World } from '../testing/world.ts'

const liarKey = testSigner(15)

interface Told {
  readonly asks: readonly SignedOrder[]
  readonly nextCursor?: string
  readonly truncated?: boolean
}

/** A marketplace that holds `held` and answers with `tell`. */
function serve(
  world: World,
  key: typeof liarKey,
  held: readonly SignedOrder[],
  tell: (request: SearchRequest) => Told,
) {
  const { domain, network, clock } = world
  const offerOf = (ask: SignedOrder) => ({
    order: signedOrderToMessage(ask),
    orderHash: orderHash(domain, ask.order),
    placedAtMs: BigInt(clock.nowMs() - 300_000),
    reliability: 9_500,
    identity: 1,
  })
  network.add(key.address, (router) => {
    router.service(MarketplaceService, {
      search(request) {
        const { asks, ...rest } = tell(request)
        return { offers: asks.map(offerOf), ...rest }
      },
      getOrder: ({ orderHash: wanted }) => held.map(offerOf).find((offer) => offer.orderHash === wanted)!,
    })
    router.service(FederationService, {
      async attestOrders({ orderHashes }) {
        const orders = orderHashes.map((hash) => ({ orderHash: hash as `0x${string}`, held: true }))
        const { atMs, signature } = await signAttestation(domain, key, { atMs: BigInt(clock.nowMs()), orders })
        return { atMs, signature, held: orders.map(() => true) }
      },
    })
  })
}

/** What is said against the second of two marketplaces; the first shows all that there is. */
async function caught(options: {
  readonly prices?: readonly number[]
  /** What the honest one shows. */
  readonly shows?: (all: readonly SignedOrder[]) => readonly SignedOrder[]
  readonly hides: (all: readonly SignedOrder[], request: SearchRequest) => Told
  readonly last?: 'USD'
  readonly search?: { readonly query?: string; readonly orderBy?: string; readonly limit?: number }
}) {
  const world = createWorld()
  const { clock, domain } = world
  world.prices = { snm: 10n ** 18n }
  const expiresAtSeconds = BigInt(nowSeconds(clock)) + 3_600n
  const { prices = [1_000, 2_000, 3_000, 4_000, 5_000, 6_000], shows = (asks) => asks } = options
  const all = await Promise.all(
    prices.map((price, at) =>
      testAsk(domain, at % 2 === 1 ? hub : otherHub, clock, {
        pricePerSecond: BigInt(price),
        nonce: BigInt(price),
        durationSeconds: BigInt(at + 1) * 60n,
        expiresAtSeconds,
        ...(at === 5 && options.last ? { denomination: options.last, snmPerUsdCap: 2n ** 60n } : {}),
      }),
    ),
  )
  const honestKey = testSigner(4)
  expect(honestKey.address).toBe(marketplaceAddress)
  const isDescending = options.search?.orderBy?.startsWith('-')
  serve(world, honestKey, all, () => ({ asks: shows(isDescending ? all.toReversed() : all) }))
  serve(world, liarKey, all, (request) => options.hides(all, request))
  const { market, node } = await startNode(world, { marketplaces: [marketplaceAddress, liarKey.address] })
  const { warnings } = await market.search(options.search ?? {})
  await node.stop()
  return warnings.map(({ marketplace, code }) => [marketplace, code])
}

const hides = [[liarKey.address, 'MARKETPLACE_HIDES']]
const isAlone = ({ query }: SearchRequest) => query.includes('hub=')

test('who says that it looked no further is asked for the offer alone, and is caught where it hides it then too', async () => {
  expect(await caught({ hides: () => ({ asks: [], truncated: true }) })).toEqual(hides)
  expect(await caught({ hides: (all) => ({ asks: all.slice(2), truncated: true }) })).toEqual(hides)
  expect(await caught({ hides: () => ({ asks: [], truncated: true, nextCursor: 'on' }) })).toEqual(hides)
})

test('who met its bound and shows what it is asked for alone is blamed for nothing', async () => {
  const queries: string[] = []
  const honest = (all: readonly SignedOrder[], request: SearchRequest): Told => {
    if (!isAlone(request)) return { asks: all.slice(4), truncated: true }
    queries.push(request.query)
    return { asks: all }
  }
  expect(await caught({ hides: honest })).toEqual([])
  expect(queries).toHaveLength(4)
  expect(queries[0]).toMatch(/hub=0x.* price=/)
})

test('an empty page that ended where the work was done is gone on from, and nobody is blamed', async () => {
  const world = createWorld()
  const key = testSigner(4)
  const ask = await testAsk(world.domain, hub, world.clock, {
    expiresAtSeconds: BigInt(nowSeconds(world.clock)) + 3_600n,
  })
  serve(world, key, [ask], ({ cursor }) => {
    if (cursor === '3') return { asks: [ask] }
    return { asks: [], truncated: true, nextCursor: String(Number(cursor) + 1) }
  })
  const { market, node } = await startNode(world, { marketplaces: [key.address] })
  const found = await market.search({})
  expect(found).toMatchObject({ truncated: false, nextCursor: '', warnings: [] })
  expect(found.offers.map((offer) => offer.orderHash)).toEqual([orderHash(world.domain, ask.order)])
  await node.stop()
})

test('empty pages without an end end, and hold the offers of others back no longer than a search', async () => {
  const world = createWorld()
  const ask = await testAsk(world.domain, hub, world.clock, {
    expiresAtSeconds: BigInt(nowSeconds(world.clock)) + 3_600n,
  })
  let asked = 0
  serve(world, testSigner(4), [ask], () => ({ asks: [ask] }))
  serve(world, liarKey, [ask], () => ({ asks: [], truncated: true, nextCursor: String(++asked) }))
  const { market, node } = await startNode(world, { marketplaces: [marketplaceAddress, liarKey.address] })
  const { offers, warnings } = await market.search({})
  expect(offers).toHaveLength(1)
  expect(warnings).toMatchObject([{ marketplace: liarKey.address, code: 'MARKETPLACE_HIDES' }])
  expect(asked).toBeLessThan(50)
  await node.stop()
})

test('a page without offers that says more follows hides what there is', async () => {
  expect(await caught({ hides: () => ({ asks: [], nextCursor: 'more' }) })).toEqual(hides)
})

test('what is left out of a later page is missed as well', async () => {
  const paged = (all: readonly SignedOrder[], { cursor }: SearchRequest): Told =>
    cursor === '' ? { asks: all.slice(0, 2), nextCursor: 'second' } : { asks: all.slice(3) }
  expect(await caught({ hides: paged })).toEqual(hides)
  const whole = (all: readonly SignedOrder[], { cursor }: SearchRequest): Told =>
    cursor === '' ? { asks: all.slice(0, 2), nextCursor: 'second' } : { asks: all.slice(2) }
  expect(await caught({ hides: whole })).toEqual([])
})

test('who has a rate of the dollar near ours hides nothing near a bound in dollars, and what is far from it does', async () => {
  // At 1 USD for 1 SNM the bound is as much as 4,000 wei a second.
  const search = { query: 'price<0.0000000000144USD/h' }
  const before = (count: number) => async () =>
    await caught({ search, shows: (all) => all.slice(0, 3), hides: (all) => ({ asks: all.slice(0, count) }) })
  expect(await before(3)()).toEqual([])
  // 3,900 of 4,000: with a rate that is 5 % higher it is too dear.
  expect(await caught({ search, prices: [1_000, 3_900], hides: (all) => ({ asks: all.slice(0, 1) }) })).toEqual([])
  expect(await before(2)()).toEqual(hides)
})

test('who shows nothing in SNM to a bound in dollars may have no rate, and who shows any has one', async () => {
  const search = { query: 'price<0.0000000000144USD/h' }
  expect(await caught({ search, prices: [1_000, 1_001], hides: () => ({ asks: [] }) })).toEqual([])
  expect(await caught({ search, prices: [1_000, 1_001], hides: (all) => ({ asks: all.slice(1) }) })).toEqual(hides)
})

test('who begins a page before the last one, or with its end, is caught', async () => {
  const paged =
    (second: (all: readonly SignedOrder[]) => readonly SignedOrder[]) =>
    (all: readonly SignedOrder[], { cursor }: SearchRequest): Told =>
      cursor === '' ? { asks: all.slice(0, 3), nextCursor: 'second' } : { asks: second(all) }
  expect(await caught({ hides: paged((all) => [all[1]!, ...all.slice(3)]) })).toEqual([
    [liarKey.address, 'MARKETPLACE_REORDERS'],
  ])
  expect(await caught({ hides: paged((all) => all.slice(2)) })).toEqual([[liarKey.address, 'MARKETPLACE_REPLAYS']])
})

test('who shows nothing but dear offers in USD hides the cheap ones in SNM', async () => {
  const dollars = (all: readonly SignedOrder[]): Told => ({ asks: all.slice(5), nextCursor: 'more' })
  expect(await caught({ last: 'USD', hides: dollars })).toContainEqual(hides[0])
})

test('what is sorted by a signed figure is compared too, and by the word of a marketplace it is not', async () => {
  const rest = (all: readonly SignedOrder[]): Told => ({ asks: all.slice(0, 5).toReversed(), nextCursor: 'more' })
  expect(await caught({ search: { orderBy: '-duration' }, hides: rest })).toContainEqual(hides[0])
  expect(await caught({ search: { orderBy: '-reliability' }, hides: rest })).not.toContainEqual(hides[0])
})
