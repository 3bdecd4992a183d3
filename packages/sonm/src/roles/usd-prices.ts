import type { WalletChain } from '@sonm/chain'
import type { PriceSource } from '@sonm/node'
import type { NetworkFile } from '../home/network-file.ts'

/** What SNM and Ether are worth, from the feeds that the network file names. */
export function usdPricesOf(wallet: Pick<WalletChain, 'usdPrice'>, feeds: NetworkFile['priceFeeds']): PriceSource {
  const price = async (feed: `0x${string}` | undefined) => (feed === undefined ? undefined : wallet.usdPrice(feed))
  return async () => {
    const [snm, eth] = await Promise.all([price(feeds?.snmUsd), price(feeds?.ethUsd)])
    return { snm, eth }
  }
}
