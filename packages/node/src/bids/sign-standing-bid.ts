import type { ChainClient } from '@sonm/chain'
import { type Clock, nowSeconds, type Random } from '@sonm/common'
import {
  checkOrder,
  fail,
  type Order,
  type OrderDomain,
  type SignedOrder,
  type Signer,
  signOrder,
  toHex,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import { capOfBid } from '../deals/settled-price.ts'

/** As long as marketplaces keep a bid. */
const LIFETIME_SECONDS = 3_600n
/** A marketplace's clock may be behind. */
const CLOCK_LAG_SECONDS = 30n

export interface StandingBidOptions {
  readonly chain: Pick<ChainClient, 'account' | 'epochOf'>
  readonly domain: OrderDomain
  readonly signer: Signer
  readonly clock: Clock
  readonly random: Random
  readonly snmPerUsd?: (() => Promise<bigint | undefined>) | undefined
}

/**
 * Signs what is wanted as a bid of this account. It binds until it expires.
 * @param lifetimeSeconds 0: as long as marketplaces keep one
 * @throws ORDER_INVALID, INPUT_INVALID, PRICE_UNAVAILABLE, CHAIN_UNREACHABLE and the like
 */
export async function signStandingBid(
  wanted: Order,
  lifetimeSeconds: bigint,
  options: StandingBidOptions,
): Promise<SignedOrder> {
  return await signOrder(options.domain, options.signer, await standingBid(wanted, lifetimeSeconds, options), '')
}

/** What would be signed. @throws as `signStandingBid` */
export async function standingBid(wanted: Order, lifetimeSeconds: bigint, options: StandingBidOptions): Promise<Order> {
  const { chain, signer, clock, random } = options
  if (lifetimeSeconds > LIFETIME_SECONDS) {
    const reason = `marketplaces keep a bid for ${LIFETIME_SECONDS / 60n} min at most`
    throw fail('INPUT_INVALID', { field: 'lifetime_seconds', reason })
  }
  const livesSeconds = lifetimeSeconds === 0n ? LIFETIME_SECONDS - CLOCK_LAG_SECONDS : lifetimeSeconds
  const order: Order = {
    ...wanted,
    side: 'bid',
    author: signer.address,
    matcher: ZERO_ADDRESS,
    nonce: BigInt(toHex(random.bytes(32))),
    epoch: await chain.epochOf(chain.account),
    expiresAtSeconds: BigInt(nowSeconds(clock)) + livesSeconds,
    snmPerUsdCap: await capOfBid(wanted, options.snmPerUsd),
    bond: 0n,
    detailsHash: ZERO_BYTES32,
  }
  checkOrder(order)
  return order
}
