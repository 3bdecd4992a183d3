import { fail } from '@sonm/model'
import { formatGwei } from 'viem'

/** What a transaction offers for a unit of gas (EIP-1559), in wei. */
export interface Fees {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

/** What the chain asks for a unit of gas at the moment, in wei. */
export interface GasPrice {
  readonly baseFeePerGas: bigint
  /** What is usually given to whoever mines it, on top. */
  readonly tipPerGas: bigint
}

const least = (a: bigint, b: bigint) => (a < b ? a : b)
const most = (a: bigint, b: bigint) => (a > b ? a : b)
/** An eighth more, rounded up: no node takes less for a replacement. */
const raised = (wei: bigint) => most((wei * 9n + 7n) / 8n, wei + 1n)

/** A tip that nobody calls too much, on a chain whose base fee is next to nothing: 0.0002 ETH for 70,000 gas. */
const TIP_ALWAYS_FINE_WEI = 3_000_000_000n

/**
 * The tip of a price, as far as it makes sense. Unlike the base fee it stands in no block: it is a guess of whoever was asked, and it
 * is paid in full, so the cap on the whole offer is no bound on it. Whoever pays as much again as the base fee waits for nobody.
 */
const soundTip = ({ baseFeePerGas, tipPerGas }: GasPrice) => least(tipPerGas, most(baseFeePerGas, TIP_ALWAYS_FINE_WEI))

/** Twice the base fee outlasts six full blocks, each an eighth dearer than the one before. */
const comfortable = (price: GasPrice) => price.baseFeePerGas * 2n + soundTip(price)

/**
 * What to offer at first.
 * @param capWei the most that the account's owner pays for a unit of gas
 * @throws FEE_TOO_HIGH when no block would take it
 */
export function firstFees(price: GasPrice, capWei: bigint): Fees {
  if (price.baseFeePerGas > capWei) throw feeTooHigh(price, capWei)
  const maxFeePerGas = least(comfortable(price), capWei)
  return { maxFeePerGas, maxPriorityFeePerGas: least(soundTip(price), maxFeePerGas) }
}

/**
 * What to offer in place of a transaction that is not mined: at least an eighth more of both.
 * @throws FEE_TOO_HIGH when the cap leaves no room for that
 */
export function raisedFees(previous: Fees, price: GasPrice, capWei: bigint): Fees {
  if (raised(previous.maxFeePerGas) > capWei) throw feeTooHigh(price, capWei)
  const maxFeePerGas = least(most(raised(previous.maxFeePerGas), comfortable(price)), capWei)
  const maxPriorityFeePerGas = least(most(raised(previous.maxPriorityFeePerGas), soundTip(price)), maxFeePerGas)
  return { maxFeePerGas, maxPriorityFeePerGas }
}

function feeTooHigh({ baseFeePerGas }: GasPrice, capWei: bigint) {
  return fail('FEE_TOO_HIGH', { baseFee: `${formatGwei(baseFeePerGas)} gwei`, cap: `${formatGwei(capWei)} gwei` })
}
