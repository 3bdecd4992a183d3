import { dealFromMessage, signedOrderFromMessage } from '@sonm/protocol'
import type { NodeApi } from '../api/node-api.ts'
import type { NetworkFile } from '../home/network-file.ts'

export type Services = Pick<NetworkFile, 'marketplaces' | 'locators' | 'relays'>

/** What the peers of a node, or of a hub of one's own, are, as far as can be told; the lower-case address is the key. */
export async function peerRoles(api: NodeApi, services: Services, hub: string): Promise<ReadonlyMap<string, string>> {
  const others = hub === '' ? await hubsOf(api) : (await api.supply.listWorkers({ hub })).workers.map(workerOf)
  const roles = new Map<string, string>(others)
  for (const [role, peers] of [
    ['marketplace', services.marketplaces],
    ['locator', services.locators],
    ['relay', services.relays],
  ] as const) {
    for (const address of new Set(peers.map((peer) => peer.split('@')[0]!))) {
      const before = roles.get(address)
      roles.set(address, before === undefined ? role : `${before}, ${role}`)
    }
  }
  return roles
}

const workerOf = ({ address }: { readonly address: string }) => [address, 'worker'] as const

/** Those with whom there is a deal, and those who offer something. */
async function hubsOf(api: NodeApi) {
  const [{ deals }, { offers }] = await Promise.all([
    api.deals.listDeals({ withClosed: false }),
    api.market.search({ limit: 100 }),
  ])
  const hubs = [
    ...deals.map(({ deal }) => dealFromMessage(deal).hub),
    ...offers.map(({ order }) => signedOrderFromMessage(order).order.author),
  ]
  return hubs.map((hub) => [hub as string, 'hub'] as const)
}
