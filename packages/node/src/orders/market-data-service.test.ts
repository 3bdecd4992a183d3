import { createClient, createRouterTransport } from '@connectrpc/connect'
import type { MarketEvent } from '@sonm/chain'
import { always, createMetrics, nowSeconds, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { junkMessage, throwJunk } from '@sonm/network/testing'
import { codedHandlers, codedTransport, MarketDataService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { FakeNetwork } from '../testing/fake-network.ts'
import { testSigner } from '../testing/market.ts'
import type { Fault } from './compare-marketplaces.ts'
import { marketDataService } from './market-data-service.ts'
import { MarketTally } from './market-tally.ts'

const clock = new VirtualClock()
const [own, first, second] = [1, 2, 3].map((seed) => testSigner(seed).address)

/** The node's own chain: how far it goes, and what it has of deals. */
interface OwnChain {
  readonly head: bigint
  readonly tally?: MarketTally
}

function api(
  network: FakeNetwork,
  liar?: Address,
  own: OwnChain = { head: 9n },
  marketplaces = always([first!, second!]),
) {
  const metrics = createMetrics({ processMetrics: false })
  const refused: string[] = []
  const [heard, failed]: [Address[], Address[]] = [[], []]
  const faults: (readonly [Address, string])[] = []
  const warned: unknown[] = []
  let heads = 0
  const records = {
    isClean: (address: Address) => address !== liar,
    refused: (code: string) => void refused.push(code),
    failed: (address: Address) => void failed.push(address),
    answered(address: Address, its: readonly Fault[]) {
      heard.push(address)
      faults.push(...its.map(({ code }) => [address, code] as const))
    },
  }
  const logger = { ...silentLogger, warn: (about: object) => void warned.push(about) }
  const service = marketDataService({
    network,
    marketplaces,
    records,
    logger,
    metrics,
    clock,
    chain: {
      async latest() {
        heads++
        return { number: own.head, hash: '0x', timestampSeconds: BigInt(nowSeconds(clock)) }
      },
      events: async () => [],
    },
    tally: () => own.tally,
  })
  const router = createRouterTransport((routes) => routes.service(MarketDataService, service), {
    router: { interceptors: [codedHandlers(() => {})] },
  })
  const client = createClient(MarketDataService, codedTransport(router, 'the node'))
  return Object.assign(client, { metrics, refused, warned, heard, failed, faults, heads: () => heads })
}

test('the first marketplace that answers is passed on; where none does, the answer says why', async () => {
  const network = new FakeNetwork(own!)
  network.add(second!, (router) =>
    router.service(MarketDataService, { getPrices: () => ({ classes: [{ marketClass: 'cpu' }] }) }),
  )
  const data = api(network)
  expect(await data.getPrices({})).toMatchObject({
    classes: [{ marketClass: 'cpu' }],
    warnings: [{ marketplace: first!, code: 'MARKETPLACE_SILENT' }],
  })
  expect([data.failed, data.heard, data.faults]).toEqual([[first!], [second!], []])
  network.vanish(second!)
  await expect(api(network).getPrices({})).rejects.toMatchObject({ code: 'MARKETPLACES_UNREACHABLE' })
})

test('a question is wrong where every marketplace says so; what one alone refuses, another answers', async () => {
  const network = new FakeNetwork(own!)
  let asked = 0
  for (const address of [first!, second!]) {
    network.add(address, (router) =>
      router.service(MarketDataService, {
        getMarketHistory() {
          asked++
          throw fail('INPUT_INVALID', { field: 'interval_seconds', reason: 'it is none of 60, 3600, 86400' })
        },
      }),
    )
  }
  await expect(api(network).getMarketHistory({ marketClass: 'gpu:x' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  })
  expect(asked).toBe(2)
  network.add(second!, (router) => router.service(MarketDataService, { getMarketHistory: () => ({ points: [{}] }) }))
  expect((await api(network).getMarketHistory({ marketClass: 'gpu:x' })).points).toHaveLength(1)
})

test('a class is asked for by the name that people give a card', async () => {
  const network = new FakeNetwork(own!)
  const asked: string[] = []
  const note = ({ marketClass }: { marketClass: string }) => {
    asked.push(marketClass)
    return {}
  }
  network.add(first!, (router) => router.service(MarketDataService, { getPrices: note, getMarketHistory: note }))
  const data = api(network, undefined, { head: 9n }, always([first!]))
  for (const marketClass of ['', 'CPU', 'gpu:NVIDIA GeForce RTX 4090']) await data.getPrices({ marketClass })
  await data.getMarketHistory({ marketClass: 'gpu:RTX_4090' })
  expect(asked).toEqual(['', 'cpu', 'gpu:rtx4090', 'gpu:rtx4090'])
})

test('what is no answer is none, and the other marketplace is believed', async () => {
  const network = new FakeNetwork(own!)
  for (const [address, volumeWei] of [
    [first!, 'a lot'],
    [second!, '7'],
  ] as const) {
    const classes = [{ marketClass: 'all', volumeWei }]
    network.add(address, (router) => router.service(MarketDataService, { getPrices: () => ({ classes }) }))
  }
  const data = api(network)
  expect(await data.getPrices({})).toMatchObject({ classes: [{ volumeWei: '7' }], warnings: [{ marketplace: first! }] })
  expect([data.failed, data.heard]).toEqual([[first!], [second!]])
})

const hubs = [11, 12].map((seed) => testSigner(seed).address)

/** A deal of a hub that is its own master. */
function opened(blockNumber: bigint, hub: Address): MarketEvent {
  const timestampSeconds = BigInt(nowSeconds(clock)) - 7_200n + blockNumber
  return { kind: 'dealOpened', blockNumber, timestampSeconds, deal: { hub, master: hub } } as MarketEvent
}

/** A marketplace that knows one supplier. */
function addSupplier(network: FakeNetwork, address: Address, deals: bigint, readToBlock: bigint) {
  network.add(address, (router) =>
    router.service(MarketDataService, {
      // Whom it warns of counts for nothing.
      getSupplier: () => ({
        master: hubs[0]!,
        deals,
        progress: { readToBlock, latestBlock: 9n },
        warnings: [{ what: 'believe me alone' }],
      }),
    }),
  )
}

test('of two answers the one counts that has read the chain further', async () => {
  const network = new FakeNetwork(own!)
  addSupplier(network, first!, 3n, 7n)
  addSupplier(network, second!, 4n, 8n)
  const data = api(network)
  expect(await data.getSupplier({ address: hubs[0]! })).toMatchObject({ deals: 4n, warnings: [] })
  expect(await data.metrics.text()).toContain('contradictions_total 0')
})

test('whoever says that he has read blocks that do not exist is not believed, and named', async () => {
  const network = new FakeNetwork(own!)
  addSupplier(network, first!, 99n, 10n ** 12n)
  addSupplier(network, second!, 3n, 9n)
  const data = api(network)
  const { deals, warnings, progress } = await data.getSupplier({ address: hubs[0]! })
  expect(deals).toBe(3n)
  expect(warnings).toMatchObject([{ marketplace: first!, code: 'MARKETPLACE_MISREADS' }])
  for (const part of [`block ${10n ** 12n}`, 'newest is 9']) expect(warnings[0]!.what).toContain(part)
  expect(progress).toMatchObject({ readToBlock: 9n, latestBlock: 9n })
  expect(data.faults).toEqual([[first!, 'MARKETPLACE_MISREADS']])
  // Where nobody else answers, its answer is all that there is, and no more of it is believed than there are blocks.
  network.vanish(second!)
  expect(await api(network).getSupplier({ address: hubs[0]! })).toMatchObject({
    deals: 99n,
    progress: { readToBlock: 9n },
  })
})

test('beside who is not believed two others are asked, and held against each other', async () => {
  const network = new FakeNetwork(own!)
  const third = testSigner(4).address
  addSupplier(network, first!, 99n, 10n ** 12n)
  addSupplier(network, second!, 3n, 9n)
  addSupplier(network, third, 4n, 9n)
  const data = api(network, undefined, { head: 9n }, always([first!, second!, third]))
  const { deals, warnings } = await data.getSupplier({ address: hubs[0]! })
  expect([deals, warnings.map(({ code }) => code).sort()]).toEqual([
    3n,
    ['MARKETPLACES_CONTRADICT', 'MARKETPLACE_MISREADS'],
  ])
})

test.each([
  [first!, second!],
  [second!, first!],
])('a few blocks that this node has not seen yet are no lie, and give no answer precedence', async (seen, ahead) => {
  const network = new FakeNetwork(own!)
  addSupplier(network, seen, 3n, 8n)
  addSupplier(network, ahead, 4n, 12n)
  const data = api(network)
  expect(await data.getSupplier({ address: hubs[0]! })).toMatchObject({ deals: 3n, warnings: [] })
  // Both may be ahead of this node: then the same block is the same, and different ones are not.
  addSupplier(network, seen, 3n, 11n)
  expect(await data.getSupplier({ address: hubs[0]! })).toMatchObject({ warnings: [] })
  addSupplier(network, seen, 3n, 12n)
  expect((await data.getSupplier({ address: hubs[0]! })).warnings).toMatchObject([
    { marketplace: '', code: 'MARKETPLACES_CONTRADICT' },
  ])
  expect(data.faults).toEqual([])
})

test('pages that ask often do not make the node ask the chain each time', async () => {
  const network = new FakeNetwork(own!)
  addSupplier(network, first!, 3n, 8n)
  addSupplier(network, second!, 3n, 8n)
  const data = api(network)
  for (let times = 0; times < 5; times++) await data.getSupplier({ address: hubs[0]! })
  expect(data.heads()).toBe(1)
  await clock.advance(2_000)
  await data.getSupplier({ address: hubs[0]! })
  expect(data.heads()).toBe(2)
})

test('the one that has read less far is asked again, and then both must say the same', async () => {
  const network = new FakeNetwork(own!)
  let readToBlock = 7n
  addSupplier(network, first!, 4n, 8n)
  network.add(second!, (router) =>
    router.service(MarketDataService, {
      getSupplier: () => ({ master: hubs[0]!, deals: 3n, progress: { readToBlock: readToBlock++ } }),
    }),
  )
  expect((await api(network).getSupplier({ address: hubs[0]! })).warnings).toMatchObject([
    { code: 'MARKETPLACES_CONTRADICT' },
  ])
})

test('two that have read different blocks must say the same where nothing happened in between, and may not where something did', async () => {
  const network = new FakeNetwork(own!)
  addSupplier(network, first!, 4n, 8n)
  addSupplier(network, second!, 3n, 7n)
  const tally = new MarketTally(0n, 5n)
  tally.apply([], 9n)
  const quiet = await api(network, undefined, { head: 9n, tally }).getSupplier({ address: hubs[0]! })
  expect(quiet.warnings).toMatchObject([{ code: 'MARKETPLACES_CONTRADICT' }])
  const busy = new MarketTally(0n, 5n)
  busy.apply([opened(8n, hubs[0]!)], 9n)
  expect(await api(network, undefined, { head: 9n, tally: busy }).getSupplier({ address: hubs[0]! })).toMatchObject({
    deals: 4n,
    warnings: [],
  })
})

test('whoever counts fewer deals than this node has read is not believed, however far he says that he has read', async () => {
  const network = new FakeNetwork(own!)
  const tally = new MarketTally(0n, undefined)
  tally.apply([opened(3n, hubs[0]!), opened(4n, hubs[0]!), opened(5n, hubs[1]!)], 9n)
  for (const [told, wrong] of [
    [1n, true],
    [2n, false],
    [3n, true],
  ] as const) {
    network.add(first!, (router) =>
      router.service(MarketDataService, {
        getSupplier: () => ({ master: hubs[0]!, deals: told, progress: { readToBlock: 9n } }),
        listSuppliers: () => ({ suppliers: [{ master: hubs[0]!, deals: told }], progress: { readToBlock: 9n } }),
      }),
    )
    network.add(second!, (router) =>
      router.service(MarketDataService, {
        getSupplier: () => ({ master: hubs[0]!, deals: 2n, progress: { readToBlock: 8n } }),
        listSuppliers: () => ({ suppliers: [{ master: hubs[0]!, deals: 2n }], progress: { readToBlock: 8n } }),
      }),
    )
    const data = api(network, undefined, { head: 9n, tally })
    expect((await data.getSupplier({ address: hubs[0]! })).deals).toBe(2n)
    expect(data.faults).toEqual(wrong ? [[first!, 'MARKETPLACE_MISREADS']] : [])
    const { suppliers, warnings } = await data.listSuppliers({})
    expect([suppliers[0]!.deals, warnings.length]).toEqual([2n, wrong ? 1 : 0])
  }
})

test('who has read a block that this node has not is not told that he counts too many', async () => {
  const network = new FakeNetwork(own!)
  const tally = new MarketTally(0n, undefined)
  tally.apply([opened(3n, hubs[0]!)], 9n)
  const say = (readToBlock: bigint) =>
    network.add(first!, (router) =>
      router.service(MarketDataService, {
        getSupplier: () => ({ master: hubs[0]!, deals: 2n, progress: { readToBlock } }),
      }),
    )
  say(10n)
  const chain = { head: 9n, tally }
  const data = api(network, undefined, chain)
  await data.getSupplier({ address: hubs[0]! })
  expect(data.faults).toEqual([])
  // The block has come since the node looked last.
  say(9n)
  tally.apply([opened(10n, hubs[0]!)], 10n)
  await data.getSupplier({ address: hubs[0]! })
  expect(data.faults).toEqual([])
})

test('two that say different things of one chain contradict each other, and whoever was found at a lie is asked last', async () => {
  const network = new FakeNetwork(own!)
  addSupplier(network, first!, 3n, 8n)
  addSupplier(network, second!, 4n, 8n)
  const data = api(network, first!)
  const { deals, warnings } = await data.getSupplier({ address: hubs[0]! })
  expect(deals).toBe(4n)
  expect(warnings).toMatchObject([{ marketplace: '', code: 'MARKETPLACES_CONTRADICT' }])
  for (const part of [first!, second!, 'block 8', 'the supplier']) expect(warnings[0]!.what).toContain(part)
  expect(await data.metrics.text()).toContain('contradictions_total 1')
})

test('that one marketplace does not know a supplier does not mean that there is none', async () => {
  const network = new FakeNetwork(own!)
  const unknown = fail('ORDER_NOT_FOUND', { orderHash: '0x' })
  network.add(first!, (router) =>
    router.service(MarketDataService, {
      getSupplier() {
        throw unknown
      },
    }),
  )
  const data = api(network)
  await expect(data.getSupplier({ address: hubs[0]! })).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  // The one who does not know him has failed at nothing; the other one does not answer.
  expect([data.refused, data.warned]).toEqual([
    ['ORDER_NOT_FOUND'],
    [expect.objectContaining({ marketplace: second! })],
  ])
  addSupplier(network, second!, 4n, 8n)
  expect((await api(network).getSupplier({ address: hubs[0]! })).deals).toBe(4n)
})

test('no junk makes it throw anything uncoded, whatever junk the marketplaces answer', async () => {
  const network = new FakeNetwork(own!)
  const random = seededRandom(9)
  const { getPrices, getMarketHistory, getSupplier, listSuppliers } = MarketDataService.method
  for (const address of [first!, second!]) {
    network.add(address, (router) =>
      router.service(MarketDataService, {
        getPrices: () => junkMessage(getPrices.output, random) as never,
        getMarketHistory: () => junkMessage(getMarketHistory.output, random) as never,
        getSupplier: () => junkMessage(getSupplier.output, random) as never,
        listSuppliers: () => junkMessage(listSuppliers.output, random) as never,
      }),
    )
  }
  const junk = { service: MarketDataService, client: api(network), random, cases: 200 }
  expect(await throwJunk({ ...junk, texts: [first!, 'cpu', 'gpu:rtx4090', 'all'] })).toEqual([])
})
