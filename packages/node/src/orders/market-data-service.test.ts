import { createClient, createRouterTransport } from '@connectrpc/connect'
import { silentLogger } from '@sonm/common'
import { fail } from '@sonm/model'
import { codedHandlers, codedTransport, MarketDataService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { FakeNetwork } from '../testing/fake-network.ts'
import { testSigner } from '../testing/market.ts'
import { marketDataService } from './market-data-service.ts'

const [own, first, second] = [1, 2, 3].map((seed) => testSigner(seed).address)

function api(network: FakeNetwork) {
  const service = marketDataService({ network, marketplaces: [first!, second!], logger: silentLogger })
  const router = createRouterTransport((routes) => routes.service(MarketDataService, service), {
    router: { interceptors: [codedHandlers(() => {})] },
  })
  return createClient(MarketDataService, codedTransport(router, 'the node'))
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

test('a question that is wrong is so at every marketplace: no other is asked', async () => {
  const network = new FakeNetwork(own!)
  let asked = 0
  for (const address of [first!, second!]) {
    network.add(address, (router) =>
      router.service(MarketDataService, {
        getMarketHistory() {
          asked++
          throw fail('MARKET_CLASS_UNKNOWN', { marketClass: 'gpu:x', closest: '' })
        },
      }),
    )
  }
  await expect(api(network).getMarketHistory({ marketClass: 'gpu:x' })).rejects.toMatchObject({
    code: 'MARKET_CLASS_UNKNOWN',
  })
  expect(asked).toBe(1)
})
