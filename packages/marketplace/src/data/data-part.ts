import type { ConnectRouter } from '@connectrpc/connect'
import type { Startable } from '@sonm/common'
import type { ScoreRules, SearchMoment } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketDataService, StartReceiptService } from '@sonm/protocol'
import type { LiveOrders, SupplierOf } from '../orders/live-orders.ts'
import type { MarketplaceStore } from '../store/tables.ts'
import { bookPages } from './book-pages.ts'
import { KnownSuppliers } from './known-suppliers.ts'
import { MarketData, type MarketDataOptions } from './market-data.ts'
import { marketDataService, startReceiptService } from './market-data-service.ts'
import type { DataStore } from './schema.ts'

/** Market data as a part of a marketplace. */
export interface DataPart extends Startable {
  readonly supplierOf: SupplierOf
  routes(router: ConnectRouter): void
}

export function createDataPart(
  options: Pick<MarketDataOptions, 'follow' | 'clock' | 'logger'> & {
    readonly network: Pick<Network, 'address'>
    readonly chain: MarketDataOptions['chain'] & MarketDataOptions['domain']
    readonly store: MarketplaceStore
    readonly scoreRules?: ScoreRules
    readonly live: LiveOrders
    readonly moment: () => SearchMoment
  },
): DataPart {
  const { network, chain, store, live, moment, scoreRules: rules } = options
  const data = new MarketData({
    ...options,
    // Of the marketplace's tables these alone are touched.
    store: store as unknown as DataStore,
    member: network.address,
    domain: { chainId: chain.chainId, market: chain.market },
    orders: live,
    pages: bookPages(live.book, moment),
    ...(rules && { rules }),
  })
  const suppliers = new KnownSuppliers(data)
  suppliers.feed(live.book)
  return {
    start: () => data.start(),
    stop: () => data.stop(),
    supplierOf: (hub, known) => suppliers.of(hub, known),
    routes(router) {
      router.service(MarketDataService, marketDataService(data))
      router.service(StartReceiptService, startReceiptService(data))
    },
  }
}
