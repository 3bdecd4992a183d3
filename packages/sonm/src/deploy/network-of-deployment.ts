import { contractsOf, type DeploymentFile } from '@sonm/chain/networks'
import type { NetworkSettings, WrittenNetwork } from '../home/network-file.ts'

/** Who serves a market besides the chain, as peers: 0xADDRESS@host:port. */
export interface Peers {
  readonly marketplaces: readonly string[] | undefined
  readonly locators: readonly string[] | undefined
  readonly relays: readonly string[] | undefined
}

/**
 * The network file with which roles take part in a market that was deployed.
 * @param urls its endpoints, in order of preference; one at least
 * @param before the file that is replaced: where it is of the same market, all that is not given here stays as it says
 */
export function networkOfDeployment(
  deployment: DeploymentFile,
  urls: readonly string[],
  peers: Peers,
  before?: WrittenNetwork,
): NetworkSettings {
  const { network: name, chainId, startBlock, design } = deployment
  const [rpcUrl, ...moreRpcUrls] = urls
  const contracts = contractsOf(deployment)
  const isSame = before?.chainId === chainId && before.contracts.market === contracts.market
  const ofBefore = isSame ? before : undefined
  const feed = design.prices && 'feed' in design.prices ? design.prices.feed : undefined
  const priceFeeds = { ...ofBefore?.priceFeeds, ...(feed && { snmUsd: feed }) }
  return {
    ...ofBefore,
    name,
    chainId,
    rpcUrl: rpcUrl!,
    moreRpcUrls,
    contracts,
    ...(Object.keys(priceFeeds).length > 0 && { priceFeeds }),
    marketplaces: [...(peers.marketplaces ?? ofBefore?.marketplaces ?? [])],
    locators: [...(peers.locators ?? ofBefore?.locators ?? [])],
    relays: [...(peers.relays ?? ofBefore?.relays ?? [])],
    startBlock,
  }
}
