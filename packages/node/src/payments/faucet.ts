import type { ChainClient, Receipt, WalletChain } from '@sonm/chain'
import { isCoded } from '@sonm/common'
import { fail } from '@sonm/model'

/** Below this an account on a development chain is given some: it is for nothing there. */
const ETHER_LEAST_WEI = 10n ** 16n
const ETHER_GIFT_WEI = 10n ** 18n

/** Where test networks give Ether away. */
const ETHER_FAUCETS: Readonly<Record<number, string>> = {
  11155111: 'https://sepolia-faucet.pk910.de, or https://cloud.google.com/application/web3/faucet/ethereum/sepolia',
  560048: 'https://hoodi-faucet.pk910.de, or https://cloud.google.com/application/web3/faucet/ethereum/hoodi',
  421614: 'a faucet for Sepolia (https://sepolia-faucet.pk910.de), then bridge it at https://portal.arbitrum.io/bridge',
  84532: 'https://docs.base.org/base-chain/tools/network-faucets',
}

/**
 * Asks the faucet for SNM. It is paid for by gas, so an account that has no Ether gets some first on a development chain, and
 * is told where to get it on a test network.
 * @throws FAUCET_MISSING, FAUCET_EMPTY, FAUCET_TOO_SOON, FAUCET_NEEDS_ETHER
 */
export async function requestFaucet(
  chain: Pick<ChainClient, 'account' | 'chainId' | 'balances'>,
  wallet: Pick<WalletChain, 'contracts' | 'giveDevEther'>,
  request: () => Promise<Receipt>,
): Promise<Receipt> {
  const { account, chainId } = chain
  if (wallet.contracts.faucet === undefined) throw fail('FAUCET_MISSING', {})
  const { ethWei } = await chain.balances(account)
  if (ethWei < ETHER_LEAST_WEI) await wallet.giveDevEther(ETHER_GIFT_WEI)
  try {
    return await request()
  } catch (error) {
    if (!isCoded(error, 'ETH_INSUFFICIENT')) throw error
    const where = ETHER_FAUCETS[chainId] ?? 'ask those who run this network'
    throw fail('FAUCET_NEEDS_ETHER', { account, where }, { cause: error })
  }
}
