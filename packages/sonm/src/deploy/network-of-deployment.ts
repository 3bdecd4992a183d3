import { contractsOf, type DeploymentFile } from '@sonm/chain/networks'
import type { NetworkFile, NetworkSettings } from '../home/network-file.ts'

/** Who serves a market besides the chain, as peers: 0xADDRESS@host:port. */
export interface Peers {
  readonly marketplaces: readonly string[] | undefined
  readonly locators: readonly string[] | undefined
  readonly relays: readonly string[] | undefined
}

/**
 * The network file with which roles take part in a market that was deployed.
 * @param urls its endpoints, in order of preference; one at least
 * @param peers those that are not given are those of `before`, where that is of the same market
 */
export function networkOfDeployment(
  deployment: DeploymentFile,
  urls: readonly string[],
  peers: Peers,
  before?: NetworkFile,
): NetworkSettings {
  const { network: name, chainId, startBlock, design } = deployment
  const [rpcUrl, ...moreRpcUrls] = urls
  const contracts = contractsOf(deployment)
  const isSame = before?.chainId === chainId && before.contracts.market === contracts.market
  const feed = design.prices && 'feed' in design.prices ? design.prices.feed : undefined
  const ofBefore = isSame ? before : undefined
  return {
    name,
    chainId,
    rpcUrl: rpcUrl!,
    moreRpcUrls,
    contracts,
    ...(feed && { priceFeeds: { snmUsd: feed } }),
    marketplaces: [...(peers.marketplaces ?? ofBefore?.marketplaces ?? [])],
    locators: [...(peers.locators ?? ofBefore?.locators ?? [])],
    relays: [...(peers.relays ?? ofBefore?.relays ?? [])],
    startBlock,
  }
}
