import type { ServiceImpl } from '@connectrpc/connect'
import type { StatusService } from '@sonm/protocol'
import type { NodeOptions } from './options.ts'

/** The external API's first question: who is this, and on which chain. */
export function statusService(
  options: Pick<NodeOptions, 'chain' | 'wallet' | 'marketplaces' | 'locators' | 'version'>,
): ServiceImpl<typeof StatusService> {
  const { chain, wallet, marketplaces, locators, version } = options
  return {
    async getStatus() {
      return {
        version,
        address: chain.account,
        chainId: BigInt(chain.chainId),
        blockNumber: (await chain.latest()).number,
        marketContract: chain.market,
        marketplaces: [...marketplaces.now],
        locators: [...locators.now],
        snmContract: wallet.contracts.snm,
      }
    },
  }
}
