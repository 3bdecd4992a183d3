import { createClient, type ServiceImpl } from '@connectrpc/connect'
import type { ChainClient } from '@sonm/chain'
import type { Network } from '@sonm/network'
import { readHex, readPresent, SupplierService, type SupplyService } from '@sonm/protocol'
import { receiptToMessage } from '../payments/wallet-service.ts'

/** The external API for a supplier: his hub, which knows the wallet's account as its master, is asked. */
export function supplyService(options: { network: Network; chain: ChainClient }): ServiceImpl<typeof SupplyService> {
  const { network, chain } = options
  const addressOf = (hub: string) => readHex('hub', hub, 20)
  const clientOf = (hub: string) => createClient(SupplierService, network.rpc(addressOf(hub)))
  return {
    getHubStatus: ({ hub }) => clientOf(hub).getStatus({}),
    createPlan: ({ hub, spec }) => clientOf(hub).createPlan(readPresent('spec', spec)),
    listPlans: ({ hub }) => clientOf(hub).listPlans({}),
    removePlan: ({ hub, planId }) => clientOf(hub).removePlan({ planId }),
    listWorkers: ({ hub }) => clientOf(hub).listWorkers({}),
    async confirmHub({ hub }) {
      return receiptToMessage(await chain.confirmHub(addressOf(hub)))
    },
  }
}
