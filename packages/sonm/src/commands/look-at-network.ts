import type { NodeApi } from '../api/node-api.ts'
import { peerRoles, type Services } from './peer-roles.ts'

/**
 * What `sonm network status` shows.
 * @param hub a hub of one's own; empty: the node itself
 */
export async function lookAtNetwork(api: NodeApi, services: Services, hub: string) {
  // Who the peers are is a help, and no reason to fail.
  const asked = peerRoles(api, services, hub).catch(() => new Map<string, string>())
  if (hub !== '') return { status: await api.network.getNetworkStatus({ hub }), roles: await asked, marketplaces: [] }
  // A node connects to marketplaces as it asks them: to one that answers here it is connected then.
  const [roles, { marketplaces }] = await Promise.all([asked, api.bids.listMarketplaces({})])
  return { status: await api.network.getNetworkStatus({ hub }), roles, marketplaces }
}
