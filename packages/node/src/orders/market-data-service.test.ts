import { createClient, createRouterTransport } from '@connectrpc/connect'
import { always, createMetrics, seededRandom, silentLogger } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { junkMessage, throwJunk } from '@sonm/network/testing'
import { codedHandlers, codedTransport, MarketDataService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { FakeNetwork } from '../testing/fake-network.ts'
import { testSigner } from '../testing/market.ts'
import { marketDataService } from './market-data-service.ts'

const [own, first, second] = [1, 2, 3].map((seed) => testSigner(seed).address)

function api(network: FakeNetwork, liar?: Address) {
  const metrics = createMetrics({ processMetrics: false })
  const refused: string[] = []
  const warned: unknown[] = []
  const records = {
    isClean: (address: Address) => address !== liar,
    refused: (code: string) => void refused.push(code),
  }
  const logger = { ...silentLogger, warn: (about: object) => void warned.push(about) }
  const marketplaces = always([first!, second!])
  const service = marketDataService({ network, marketplaces, records, logger, metrics })
  const router = createRouterTransport((routes) => routes.service(MarketDataService, service), {
    router: { interceptors: [codedHandlers(() => {})] },
  })
  const client = createClient(MarketDataService, codedTransport(router, 'the node'))
  return Object.assign(client, { metrics, refused, warned })
}

test('the first marketplace that answers is passed on; where none does, the answer says why', async () => {
  const network = new FakeNetwork(own!)
  network.add(second!, (router) =>
    router.service(MarketDataService, { getPrices: () => ({ classes: [{ marketClass: 'cpu' }] }) }),
  )
  expect((await api(network).getPrices({})).classes).toMatchObject([{ marketClass: 'cpu' }])
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

/** A marketplace that knows one supplier. */
function addSupplier(network: FakeNetwork, address: Address, deals: bigint, readToBlock: bigint) {
  network.add(address, (router) =>
    router.service(MarketDataService, {
      // Whom it warns of counts for nothing.
      getSupplier: () => ({
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
  expect(await data.getSupplier({})).toMatchObject({ deals: 4n, warnings: [] })
  expect(await data.metrics.text()).toContain('contradictions_total 0')
})

test('two that say different things of one chain contradict each other, and whoever was found at a lie is asked last', async () => {
  const network = new FakeNetwork(own!)
  addSupplier(network, first!, 3n, 8n)
  addSupplier(network, second!, 4n, 8n)
  const data = api(network, first!)
  const { deals, warnings } = await data.getSupplier({})
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
  await expect(data.getSupplier({})).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  // The one who does not know him has failed at nothing; the other one does not answer.
  expect([data.refused, data.warned]).toEqual([
    ['ORDER_NOT_FOUND'],
    [expect.objectContaining({ marketplace: second! })],
  ])
  addSupplier(network, second!, 4n, 8n)
  expect((await api(network).getSupplier({})).deals).toBe(4n)
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
