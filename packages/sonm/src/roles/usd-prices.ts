import type { FullChainClient } from '@sonm/chain'
import type { PriceSource } from '@sonm/node'
import type { NetworkFile } from '../home/network-file.ts'

/** One USD and one SNM in their smallest units, multiplied: the rate of one is turned into that of the other. */
const ONE_OF_BOTH = 10n ** 36n

/**
 * What SNM and Ether are worth: by the feeds that the network file names, and of SNM, where it names none, by the price that
 * the market itself would settle at.
 */
export function usdPricesOf(
  chain: {
    readonly wallet: Pick<FullChainClient['wallet'], 'usdPrice'>
    readonly settlement: Pick<FullChainClient['settlement'], 'snmPerUsd'>
  },
  feeds: NetworkFile['priceFeeds'],
): PriceSource {
  const { snmUsd, ethUsd } = feeds ?? {}
  const settled = async () => {
    const snmPerUsd = await chain.settlement.snmPerUsd().catch(() => undefined)
    const price = snmPerUsd === undefined ? 0n : ONE_OF_BOTH / snmPerUsd
    return price === 0n ? undefined : price
  }
  return async () => {
    const [snm, eth] = await Promise.all([
      snmUsd === undefined ? settled() : chain.wallet.usdPrice(snmUsd),
      ethUsd === undefined ? undefined : chain.wallet.usdPrice(ethUsd),
    ])
    return { snm, eth }
  }
}
