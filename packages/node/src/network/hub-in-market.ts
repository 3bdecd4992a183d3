import { type Logger, messageOf } from '@sonm/common'
import { type Address, IDENTITY_LEVELS } from '@sonm/model'
import type { Marketplaces } from '../orders/marketplaces.ts'

/**
 * Looks in the market for a hub that was not reached: its asks name its own locators, which are learnt by reading them.
 * @returns whether it offers anything
 */
export async function isHubInMarket(
  hub: Address,
  parts: { readonly marketplaces: Pick<Marketplaces, 'search'>; readonly buyer: Address; readonly logger: Logger },
): Promise<boolean> {
  const query = {
    buyer: parts.buyer,
    buyerIdentity: IDENTITY_LEVELS.professional,
    conditions: [{ kind: 'word', field: 'hub', op: 'in', values: [hub] }] as const,
    order: [],
  }
  try {
    const { offers } = await parts.marketplaces.search({ query, defaults: [], durationSeconds: 0n }, { limit: 1 })
    return offers.length > 0
  } catch (error) {
    parts.logger.debug({ hub, reason: messageOf(error) }, 'a hub was not looked for in the market')
    return false
  }
}
