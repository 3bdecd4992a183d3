import type { ChainClient, FeeQuote, WalletChain } from '@sonm/chain'
import { type Order, snmPriceOf } from '@sonm/model'
import { fundingOf, gasOf } from '../deals/funding.ts'
import { type StandingBidOptions, standingBid } from './sign-standing-bid.ts'

/** What a bid would bind its buyer to. All in wei of SNM, but for the fee. */
export interface BidPlan {
  /** As it would be signed, but for its nonce. */
  readonly bid: Order
  /** Of a price in USD at the bid's cap. */
  readonly mostPerSecondWei: bigint
  /** undefined: a spot deal costs until it is closed. */
  readonly mostWei: bigint | undefined
  /** What a deal of it holds at first, at most. */
  readonly lockWei: bigint
  readonly freeWei: bigint
  /** What of the lock is not in the market yet. */
  readonly depositWei: bigint
  readonly walletWei: bigint
  /** Of opening the deal, where the node does that; undefined: it sends nothing. */
  readonly fee: FeeQuote | undefined
  /** Of a price in USD, for 1 USD. */
  readonly snmPerUsd: bigint | undefined
}

/** @throws what placing it would be refused with before it is signed; FEE_TOO_HIGH */
export async function planBid(
  wanted: Order,
  lifetimeSeconds: bigint,
  take: boolean,
  options: StandingBidOptions & {
    readonly chain: Pick<ChainClient, 'balances'>
    readonly wallet: Pick<WalletChain, 'feeOf'>
  },
): Promise<BidPlan> {
  const { chain, wallet, snmPerUsd } = options
  const bid = await standingBid(wanted, lifetimeSeconds, options)
  const [{ freeWei, snmWei }, rate] = await Promise.all([
    chain.balances(chain.account),
    bid.denomination === 'USD' ? snmPerUsd?.() : undefined,
  ])
  const mostPerSecondWei = snmPriceOf(bid, bid.snmPerUsdCap)
  const { lockWei, depositWei } = fundingOf({ pricePerSecond: mostPerSecondWei }, bid.durationSeconds, { freeWei })
  return {
    bid,
    mostPerSecondWei,
    mostWei: bid.durationSeconds === 0n ? undefined : bid.durationSeconds * mostPerSecondWei,
    lockWei,
    freeWei,
    depositWei,
    walletWei: snmWei,
    fee: take ? await wallet.feeOf(gasOf({ depositWei })) : undefined,
    snmPerUsd: rate,
  }
}
