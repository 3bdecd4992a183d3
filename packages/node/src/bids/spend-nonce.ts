import type { ChainClient, FeeQuote, Receipt, WalletChain } from '@sonm/chain'
import { fail } from '@sonm/model'
import type { BidRecord } from './bid-store.ts'

/** What the transaction uses at most as a rule: the first nonce of 256 costs the most. */
const CANCEL_GAS = 50_000n

/** What it would cost. @throws FEE_TOO_HIGH, CHAIN_UNREACHABLE */
export function feeOfSpending(wallet: Pick<WalletChain, 'feeOf'>): Promise<FeeQuote> {
  return wallet.feeOf(CANCEL_GAS)
}

/**
 * Uses up the nonce of a bid in the contract without a deal, so that nobody can make one of it.
 * @throws BID_SPENT where it was used before, or between; ETH_INSUFFICIENT, CHAIN_UNREACHABLE and the like
 */
export async function spendNonce(
  { hash, signed }: Pick<BidRecord, 'hash' | 'signed'>,
  { chain }: { readonly chain: Pick<ChainClient, 'isNonceUsed' | 'cancel' | 'events'> },
): Promise<Receipt> {
  const { author, nonce } = signed.order
  const spent = fail('BID_SPENT', { orderHash: hash })
  if (await chain.isNonceUsed(author, nonce)) throw spent
  const receipt = await chain.cancel([nonce])
  const { blockNumber } = receipt
  // The contract passes over a nonce that somebody has used in the meantime, and says so by saying nothing.
  const isOurs = (await chain.events(blockNumber, blockNumber)).some(
    (event) => event.kind === 'nonceCancelled' && event.account === author && event.nonce === nonce,
  )
  if (!isOurs) throw spent
  return receipt
}
