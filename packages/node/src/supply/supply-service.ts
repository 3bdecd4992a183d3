import { type Client, createClient, type ServiceImpl } from '@connectrpc/connect'
import type { ChainClient } from '@sonm/chain'
import { isCoded } from '@sonm/common'
import { fail } from '@sonm/model'
import type { Network } from '@sonm/network'
import { readHex, readPresent, SupplierService, type SupplyService } from '@sonm/protocol'
import { receiptToMessage } from '../payments/wallet-service.ts'

/** The external API for a supplier: his hub, which knows the wallet's account as its master, is asked. */
export function supplyService(options: { network: Network; chain: ChainClient }): ServiceImpl<typeof SupplyService> {
  const { network, chain } = options
  const addressOf = (hub: string) => readHex('hub', hub, 20)
  /** @throws OWN_HUB_AWAY, and what the hub answers */
  const ask = async <Answer>(hub: string, call: (client: Client<typeof SupplierService>) => Promise<Answer>) => {
    try {
      return await call(createClient(SupplierService, network.rpc(addressOf(hub))))
    } catch (cause) {
      if (!isCoded(cause, 'PEER_UNREACHABLE')) throw cause
      throw fail('OWN_HUB_AWAY', { hub, reason: cause.data.reason || 'nothing is known of why' }, { cause })
    }
  }
  return {
    getHubStatus: ({ hub }) => ask(hub, (client) => client.getStatus({})),
    createPlan: ({ hub, spec }) => ask(hub, (client) => client.createPlan(readPresent('spec', spec))),
    listPlans: ({ hub }) => ask(hub, (client) => client.listPlans({})),
    removePlan: ({ hub, planId }) => ask(hub, (client) => client.removePlan({ planId })),
    listWorkers: ({ hub }) => ask(hub, (client) => client.listWorkers({})),
    async confirmHub({ hub }) {
      return receiptToMessage(await chain.confirmHub(addressOf(hub)))
    },
  }
}
