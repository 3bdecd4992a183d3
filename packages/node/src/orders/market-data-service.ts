import { type Client, createClient, type ServiceImpl } from '@connectrpc/connect'
import { CodedError, type Logger, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketDataService } from '@sonm/protocol'

export interface MarketDataServiceOptions {
  readonly network: Network
  readonly marketplaces: readonly Address[]
  readonly logger: Logger
}

type MarketDataClient = Client<typeof MarketDataService>

/** The external API's market data: what the first marketplace that answers says. Anybody who follows the chain can check it. */
export function marketDataService(options: MarketDataServiceOptions): ServiceImpl<typeof MarketDataService> {
  const { network, marketplaces, logger } = options
  const first = async <Answer>(ask: (marketplace: MarketDataClient) => Promise<Answer>): Promise<Answer> => {
    const reasons: string[] = []
    for (const address of marketplaces) {
      try {
        return await ask(createClient(MarketDataService, network.rpc(address)))
      } catch (error) {
        const isOurs = error instanceof CodedError && (error.kind === 'invalid' || error.kind === 'not-found')
        if (isOurs) throw error
        const reason = error instanceof CodedError ? error.what : messageOf(error)
        logger.warn({ marketplace: address, reason }, 'a marketplace did not tell of the market')
        reasons.push(`${address}: ${reason}`)
      }
    }
    throw fail('MARKETPLACES_UNREACHABLE', { reasons: reasons.join('; ') || 'none is configured' })
  }
  return {
    getPrices: (request) => first((marketplace) => marketplace.getPrices(request)),
    getMarketHistory: (request) => first((marketplace) => marketplace.getMarketHistory(request)),
    getSupplier: (request) => first((marketplace) => marketplace.getSupplier(request)),
    listSuppliers: (request) => first((marketplace) => marketplace.listSuppliers(request)),
  }
}
