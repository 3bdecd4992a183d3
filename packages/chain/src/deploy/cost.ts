import type { Address } from '@sonm/model'
import { size } from 'viem'
import { firstFees } from '../viem/fees.ts'
import type { Call } from '../viem/flight.ts'
import { readGasPrice } from '../viem/gas-price.ts'
import type { Rpc } from '../viem/rpc.ts'
import { MAX_FEE_PER_GAS_WEI } from '../viem/sender.ts'

export interface DeploymentCost {
  readonly gas: bigint
  /** At the fees of the moment. */
  readonly likelyWei: bigint
  /** With the fees that are offered, which leave room for a chain that gets dearer. */
  readonly mostWei: bigint
}

/** Gas for a byte of a contract's creation code: its calldata, and the storing of what it becomes. */
const GAS_PER_BYTE = 16n + 200n + 2n
const GAS_OF_A_CREATION = 150_000n

/**
 * What transactions will cost together.
 * @throws FEE_TOO_HIGH when the chain asks for more than the cap
 */
export async function estimateCost(
  rpc: Rpc,
  account: Address,
  calls: readonly Call[],
  capWei: bigint | undefined,
): Promise<DeploymentCost> {
  const estimates = await Promise.all(
    calls.map(({ to, data }) =>
      rpc
        .ask((client) => client.estimateGas({ account, ...(to && { to }), ...(data && { data }) }))
        // What it builds on is not there yet, or the account holds nothing.
        .catch(() => (data === undefined ? 0n : GAS_OF_A_CREATION + BigInt(size(data)) * GAS_PER_BYTE)),
    ),
  )
  const gas = estimates.reduce((sum, each) => sum + each, 0n)
  const price = await readGasPrice(rpc)
  const { maxFeePerGas, maxPriorityFeePerGas } = firstFees(price, capWei ?? MAX_FEE_PER_GAS_WEI)
  return { gas, likelyWei: gas * (price.baseFeePerGas + maxPriorityFeePerGas), mostWei: gas * maxFeePerGas }
}
