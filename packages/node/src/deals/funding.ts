import type { Balances } from '@sonm/chain'
import { type Address, fail, formatAmount, lockPeriodSeconds } from '@sonm/model'
import type { SettledPrice } from './settled-price.ts'

/** The money that opening a deal takes. */
export interface Funding extends SettledPrice {
  /** What the deal holds at first. */
  readonly lockWei: bigint
  /** What must be moved from the wallet into the market for that. */
  readonly depositWei: bigint
}

/** What a transaction uses at most as a rule; the first of an account use more than later ones. */
const TAKE_GAS = 105_000n
const DEPOSIT_GAS = 65_000n
/** The rate may move between the deposit and the deal; what the deal does not hold stays free in the market. */
const RATE_RESERVE_PERCENT = 2n

/** The gas of the transactions that opening a deal takes. They cannot be tried out before the money is there and the hub has agreed. */
export function gasOf({ depositWei }: Pick<Funding, 'depositWei'>): bigint {
  return depositWei > 0n ? TAKE_GAS + DEPOSIT_GAS : TAKE_GAS
}

export function fundingOf(price: SettledPrice, durationSeconds: bigint, balances: Pick<Balances, 'freeWei'>): Funding {
  const lockWei = lockPeriodSeconds(durationSeconds) * price.pricePerSecond
  const neededWei = price.usd ? lockWei + (lockWei * RATE_RESERVE_PERCENT + 99n) / 100n : lockWei
  return { ...price, lockWei, depositWei: neededWei > balances.freeWei ? neededWei - balances.freeWei : 0n }
}

/** @throws SNM_INSUFFICIENT naming what is needed and what there is, free in the market and in the wallet together */
export function checkAffordable(
  account: Address,
  { lockWei, depositWei }: Funding,
  balances: Pick<Balances, 'freeWei' | 'snmWei'>,
): void {
  if (depositWei <= balances.snmWei) return
  const [needed, available] = [formatAmount(lockWei), formatAmount(balances.freeWei + balances.snmWei)]
  throw fail('SNM_INSUFFICIENT', { account, needed, available })
}

/**
 * A hub that is asked for a firm ask holds its machine for a minute, so an account that can send nothing must not ask.
 * What gas costs exactly is checked when a transaction is sent.
 * @throws ETH_INSUFFICIENT
 */
export function checkHasEther(account: Address, { ethWei }: Pick<Balances, 'ethWei'>): void {
  if (ethWei === 0n) throw fail('ETH_INSUFFICIENT', { account, needed: 'gas', available: '0 ETH' })
}
