import type { Random } from '@sonm/common'
import { type Address, type Order, toHex } from '@sonm/model'
import { bidOf, type Wanted } from './wanted.ts'

/** A bid is an answer to one offer of one hub; a minute is enough for that. */
const BID_LIFE_SECONDS = 60n

/**
 * The bid that asks for a firm ask: what is wanted, at the advertised price, of this supplier alone. Nobody signs it: the buyer takes the firm ask,
 * and with a signed bid beside it the supplier could open a second deal.
 */
export function bidFor(context: {
  readonly buyer: Address
  readonly random: Random
  /** The supplier: orders judge him by his master, not by the hub that signs. */
  readonly master: Address
  /** The advertised ask. */
  readonly ask: Pick<Order, 'pricePerSecond' | 'denomination'>
  /** The most wei of SNM for 1 USD that the buyer pays. */
  readonly snmPerUsdCap: bigint
  readonly wanted: Wanted
  /** The buyer's epoch in the contract. */
  readonly epoch: bigint
  readonly nowSeconds: bigint
}): Order {
  const { buyer, random, master, ask, snmPerUsdCap, wanted, epoch, nowSeconds } = context
  return {
    ...bidOf(wanted),
    author: buyer,
    counterparty: master,
    nonce: BigInt(toHex(random.bytes(32))),
    epoch,
    expiresAtSeconds: nowSeconds + BID_LIFE_SECONDS,
    pricePerSecond: ask.pricePerSecond,
    denomination: ask.denomination,
    snmPerUsdCap: ask.denomination === 'USD' ? snmPerUsdCap : 0n,
  }
}
