import type { Balances, ChainClient, FeeQuote, Receipt, WalletChain } from '@sonm/chain'
import { type CodedError, isCoded } from '@sonm/common'
import { fail } from '@sonm/model'

/** Below this an account on a development chain is given some: it is for nothing there. */
const ETHER_LEAST_WEI = 10n ** 16n
const ETHER_GIFT_WEI = 10n ** 18n
/** The first time that an account asks. */
const DRIP_GAS = 85_000n

/** Where test networks give Ether away. */
const ETHER_FAUCETS: Readonly<Record<number, string>> = {
  11155111: 'https://sepolia-faucet.pk910.de, or https://cloud.google.com/application/web3/faucet/ethereum/sepolia',
  560048: 'https://hoodi-faucet.pk910.de, or https://cloud.google.com/application/web3/faucet/ethereum/hoodi',
  421614: 'a faucet for Sepolia (https://sepolia-faucet.pk910.de), then bridge it at https://portal.arbitrum.io/bridge',
  84532: 'https://docs.base.org/base-chain/tools/network-faucets',
}

/** Whether `requestFaucet` has Ether given to the account first. */
export function givesEtherFirst({ isDev }: Pick<WalletChain, 'isDev'>, { ethWei }: Pick<Balances, 'ethWei'>): boolean {
  return isDev && ethWei < ETHER_LEAST_WEI
}

/** What asking costs; also where the Ether for it is given first. @throws what `requestFaucet` throws */
export async function quoteFaucet(
  chain: Pick<ChainClient, 'account' | 'chainId'>,
  wallet: Pick<WalletChain, 'quote' | 'feeOf' | 'isDev'>,
): Promise<FeeQuote> {
  try {
    return await wallet.quote({ kind: 'faucet' })
  } catch (error) {
    if (!isCoded(error, 'ETH_INSUFFICIENT')) throw error
    if (!wallet.isDev) throw needsEther(chain, error)
    return wallet.feeOf(DRIP_GAS)
  }
}

function needsEther({ account, chainId }: Pick<ChainClient, 'account' | 'chainId'>, cause: unknown): CodedError {
  const where = ETHER_FAUCETS[chainId] ?? 'ask those who run this network'
  return fail('FAUCET_NEEDS_ETHER', { account, where }, { cause })
}

/**
 * Asks the faucet for SNM. It is paid for by gas, so an account that has no Ether gets some first on a development chain, and
 * is told where to get it on a test network.
 * @throws FAUCET_MISSING, FAUCET_EMPTY, FAUCET_TOO_SOON, FAUCET_NEEDS_ETHER
 */
export async function requestFaucet(
  chain: Pick<ChainClient, 'account' | 'chainId' | 'balances'>,
  wallet: Pick<WalletChain, 'contracts' | 'isDev' | 'giveDevEther'>,
  request: () => Promise<Receipt>,
): Promise<Receipt> {
  if (wallet.contracts.faucet === undefined) throw fail('FAUCET_MISSING', {})
  if (givesEtherFirst(wallet, await chain.balances(chain.account))) await wallet.giveDevEther(ETHER_GIFT_WEI)
  try {
    return await request()
  } catch (error) {
    if (!isCoded(error, 'ETH_INSUFFICIENT')) throw error
    throw needsEther(chain, error)
  }
}
