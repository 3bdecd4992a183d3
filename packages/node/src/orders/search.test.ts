import { type Address, orderHash, type SignedOrder, UNKNOWN_RELIABILITY } from '@sonm/model'
import { MarketplaceService, type Offer, type SearchRequest, signedOrderToMessage } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, otherHub, startNode } from '../testing/world.ts'
import { Latencies } from './latencies.ts'

type World = ReturnType<typeof createWorld>

/** A marketplace that pages through its asks, dearest last, by their place in the list. */
function pagingMarketplace({ domain, network }: World, address: Address, asks: readonly SignedOrder[]) {
  const requests: SearchRequest[] = []
  network.add(address, (router) =>
    router.service(MarketplaceService, {
      search(request) {
        requests.push(request)
        const start = Number(request.cursor || '0')
        const end = start + Math.min(request.limit, 3)
        return {
          offers: asks.slice(start, end).map((ask) => ({
            order: signedOrderToMessage(ask),
            orderHash: orderHash(domain, ask.order),
            reliability: UNKNOWN_RELIABILITY,
            identity: 1,
          })),
          nextCursor: end < asks.length ? String(end) : '',
        }
      },
    }),
  )
  return requests
}

const pricesOf = (offers: readonly Pick<Offer, 'order'>[]) =>
  offers.map(({ order }) => Number(order?.order?.pricePerSecond))

async function asksAt(world: World, prices: readonly number[], by = hub): Promise<SignedOrder[]> {
  const { domain, clock } = world
  return Promise.all(
    prices.map((price) => testAsk(domain, by, clock, { pricePerSecond: BigInt(price), nonce: BigInt(price) })),
  )
}

describe('a search over pages', () => {
  const second = testSigner(41).address

  it.each([
    ['that promises more and then fails', 'more'],
    ['whose place is too long to be asked for', 'c'.repeat(60_000)],
  ])('loses nothing of one marketplace by another %s', async (_, nextCursor) => {
    const world = createWorld()
    pagingMarketplace(world, marketplaceAddress, await asksAt(world, [1, 2]))
    world.network.add(second, (router) =>
      router.service(MarketplaceService, {
        search({ cursor }) {
          if (cursor !== '') throw new Error('it has nothing')
          return { offers: [], nextCursor }
        },
      }),
    )
    const { market, node } = await startNode(world, { marketplaces: [marketplaceAddress, second] })
    const found = await market.search({ limit: 10 })
    expect(pricesOf(found.offers)).toEqual([1, 2])
    expect(found.nextCursor).toBe('')
    expect(found.warnings.map(({ marketplace }) => marketplace)).toContain(second)
    await node.stop()
  })

  it('of two marketplaces shows every offer once, in order, however the pages fall', async () => {
    const world = createWorld()
    const asks = await asksAt(world, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    pagingMarketplace(
      world,
      marketplaceAddress,
      asks.filter((_, at) => at % 2 === 0 || at > 7),
    )
    pagingMarketplace(
      world,
      second,
      asks.filter((_, at) => at % 3 === 0 || at % 2 === 1),
    )
    const { market } = await startNode(world, { marketplaces: [marketplaceAddress, second] })
    for (const limit of [1, 2, 3, 4, 20]) {
      const shown: number[] = []
      let cursor = ''
      do {
        const page = await market.search({ limit, cursor })
        expect(page.offers.length).toBeLessThanOrEqual(limit)
        shown.push(...pricesOf(page.offers))
        cursor = page.nextCursor
      } while (cursor !== '')
      expect(shown).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    }
  })

  it('goes on where offers were turned away, and ends', async () => {
    const world = createWorld()
    const { domain, clock } = world
    const forged = (await asksAt(world, [1, 2, 3, 4, 5, 6])).map((ask) => ({
      ...ask,
      signature: `0x${'11'.repeat(65)}` as const,
    }))
    const good = await testAsk(domain, hub, clock, { pricePerSecond: 7n })
    const requests = pagingMarketplace(world, marketplaceAddress, [...forged, good])
    const { market } = await startNode(world)
    const { offers, nextCursor } = await market.search({ limit: 3 })
    expect([pricesOf(offers), nextCursor]).toEqual([[7], ''])
    expect(requests).toHaveLength(3)
  })

  it.each([
    'nonsense',
    Buffer.from('[1]').toString('base64url'),
    'x'.repeat(30_000),
    Buffer.from('[{"a":1},[2]]').toString('base64url'),
  ])('refuses a cursor that is none: %.20s', async (cursor) => {
    const world = createWorld()
    world.offer([])
    const { market } = await startNode(world)
    await expect(market.search({ cursor })).rejects.toMatchObject({ code: 'INPUT_INVALID', data: { field: 'cursor' } })
  })
})

describe('a search by latency', () => {
  it('measures the hubs itself, asks no marketplace for it, and shows the near ones alone', async () => {
    const world = createWorld()
    const near = await asksAt(world, [2, 4])
    const far = await asksAt(world, [1, 3], otherHub)
    const requests = pagingMarketplace(world, marketplaceAddress, [far[0]!, near[0]!, far[1]!, near[1]!])
    world.network.add(hub.address, () => {})
    // The other hub is not there.
    const { market } = await startNode(world)
    const found = await market.search({ query: 'latency<1s', orderBy: 'latency', explain: true })
    expect(pricesOf(found.offers)).toEqual([2, 4])
    expect(found.offers.every(({ latencyMicros }) => latencyMicros > 0)).toBe(true)
    expect(found.rejections).toMatchObject([{ requirement: 'latency<1000ms', count: 2 }])
    expect(requests.every(({ query, orderBy }) => !/latency/.test(query + orderBy))).toBe(true)
  })

  it('measures each hub once in ten minutes, sixteen at a time, and waits for none for ever', async () => {
    const { clock } = createWorld()
    const hubs = Array.from({ length: 40 }, (_, at) => testSigner(100 + at).address)
    let running = 0
    let most = 0
    let measured = 0
    const measure = async (address: Address) => {
      measured++
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => clock.after(address === hubs[0] ? 3_600_000 : 10, resolve))
      running--
      return 7
    }
    const latencies = new Latencies({ measure, clock })
    const first = latencies.of(hubs)
    await clock.advance(10_000)
    const found = await first
    expect([found.size, found.get(hubs[0]!), found.get(hubs[1]!)]).toEqual([40, undefined, 7])
    expect([most, measured]).toEqual([16, 40])
    await latencies.of(hubs)
    expect(measured).toBe(40)
    await clock.advance(600_000)
    void latencies.of([hubs[1]!])
    expect(measured).toBe(41)
  })
})

it('a price in USD is held against prices in SNM by the rate of the moment', async () => {
  const world = createWorld()
  world.prices = { snm: 5n * 10n ** 17n }
  world.offer(await asksAt(world, [1000]))
  const { market } = await startNode(world)
  const found = async (price: string) => (await market.search({ query: `price<=${price}USD/s` })).offers.length
  expect(await found('0.0000000000000005')).toBe(1)
  expect(await found('0.000000000000000499')).toBe(0)
  world.prices = {}
  expect(await found('1000')).toBe(0)
})

it('an explained search says what was asked by default, and by what each offer fits', async () => {
  const world = createWorld()
  world.offer(await asksAt(world, [1000]))
  const { market } = await startNode(world)
  const found = await market.search({ query: 'cores>=2 executor=wasm', explain: true })
  expect(found.defaults).toEqual(['reliability>=0.8'])
  expect(found.query).toBe('cores>=2 executor=wasm reliability>=0.8')
  expect(found.offers[0]!.satisfied).toEqual(['cores>=2: 2', 'executor=wasm: wasm, noop', 'reliability>=0.8: 0.95'])
  await expect(market.search({ query: 'cores>=' })).rejects.toMatchObject({
    code: 'QUERY_INVALID',
    data: { position: '8' },
  })
})
