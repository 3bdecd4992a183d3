import { type Address, ZERO_ADDRESS } from '../identity/address.ts'
import { BENCHMARKS } from '../resources/benchmarks.ts'
import type { Order } from './order.ts'

/** One thing that an order asks of the other and does not get. */
export type Requirement =
  | 'expiry-of-ask'
  | 'expiry-of-bid'
  | 'deal-with-self'
  | 'counterparty-of-ask'
  | 'counterparty-of-bid'
  | 'blacklist-of-ask'
  | 'blacklist-of-bid'
  | 'identity-of-buyer'
  | 'identity-of-supplier'
  | 'denomination'
  | 'price'
  | 'duration'
  | 'net-flags'
  | `benchmark:${string}`

/** Why two orders do not match: what was asked and what the other side offers, in the units of the orders. */
export interface Mismatch {
  readonly requirement: Requirement
  readonly asked: string
  readonly offered: string
}

/**
 * What is known of the two sides beyond their orders. A supplier is judged by the master who is paid, never by the hub
 * that signs, and a buyer by the account that pays: one account a side, in every rule.
 */
export interface MatchParties {
  /** The confirmed master of the ask's hub. */
  readonly master: Address
  /** The identity level that the buyer has proved; 1: anonymous. */
  readonly buyerIdentity: number
  /** The identity level that the master has proved. */
  readonly supplierIdentity: number
  readonly nowSeconds: bigint
  /** Accounts with whom the supplier does not deal. */
  readonly supplierBlacklist?: ReadonlySet<Address>
  /** Accounts with whom the buyer does not deal. */
  readonly buyerBlacklist?: ReadonlySet<Address>
}

/**
 * Everything for which an ask does not serve a bid; empty: they match, and the deal takes the ask's price and the bid's
 * duration. Whether the orders were cancelled or taken is the chain's to say.
 * @example
 * const reasons = mismatches(ask, bid, { master, buyerIdentity: 1, supplierIdentity: 1, nowSeconds: 1767225600n })
 * if (reasons.length === 0) openDeal(ask, bid)
 */
export function mismatches(ask: Order, bid: Order, parties: MatchParties): readonly Mismatch[] {
  const found: Mismatch[] = []
  const require = (fits: boolean, requirement: Requirement, asked: unknown, offered: unknown) => {
    if (!fits) found.push({ requirement, asked: String(asked), offered: String(offered) })
  }
  const { master, nowSeconds } = parties
  const hub = ask.author
  const buyer = bid.author
  // An order is good in the second of its expiry, as in the contract.
  require(ask.expiresAtSeconds >= nowSeconds, 'expiry-of-ask', nowSeconds, ask.expiresAtSeconds)
  require(bid.expiresAtSeconds >= nowSeconds, 'expiry-of-bid', nowSeconds, bid.expiresAtSeconds)
  require(buyer !== hub && buyer !== master, 'deal-with-self', 'another account', buyer)
  require(admits(ask.counterparty, buyer), 'counterparty-of-ask', ask.counterparty, buyer)
  require(admits(bid.counterparty, master), 'counterparty-of-bid', bid.counterparty, master)
  require(!parties.supplierBlacklist?.has(buyer), 'blacklist-of-ask', 'an account that is not listed', buyer)
  const listed = [hub, master].find((account) => parties.buyerBlacklist?.has(account))
  require(listed === undefined, 'blacklist-of-bid', 'an account that is not listed', listed)
  require(parties.buyerIdentity >= ask.identityLevel, 'identity-of-buyer', ask.identityLevel, parties.buyerIdentity)
  require(parties.supplierIdentity >=
    bid.identityLevel, 'identity-of-supplier', bid.identityLevel, parties.supplierIdentity)
  // Prices of two currencies are compared through the oracle, where one is used, and never by their digits.
  if (ask.denomination !== bid.denomination) require(false, 'denomination', bid.denomination, ask.denomination)
  else require(ask.pricePerSecond <= bid.pricePerSecond, 'price', bid.pricePerSecond, ask.pricePerSecond)
  require(ask.durationSeconds >= bid.durationSeconds, 'duration', bid.durationSeconds, ask.durationSeconds)
  require((bid.netFlags & ~ask.netFlags) === 0, 'net-flags', bid.netFlags, ask.netFlags)
  for (const { code, index } of BENCHMARKS) {
    // A lane that an order does not carry is zero: a requirement is never skipped, and an ability never presumed.
    const asked = bid.benchmarks[index] ?? 0n
    const offered = ask.benchmarks[index] ?? 0n
    require(offered >= asked, `benchmark:${code}`, asked, offered)
  }
  return found
}

function admits(counterparty: Address, account: Address): boolean {
  return counterparty === ZERO_ADDRESS || counterparty === account
}
