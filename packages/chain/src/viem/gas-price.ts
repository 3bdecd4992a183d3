import type { GasPrice } from './fees.ts'
import type { Rpc } from './rpc.ts'

const ONE_GWEI = 1_000_000_000n

/**
 * What a unit of gas costs at the moment. The base fee stands in a block, so endpoints must agree on it as on all that decides about
 * money; the tip is each endpoint's own guess, and of the guesses the median counts. An endpoint that makes none stands for 1 gwei.
 */
export async function readGasPrice(rpc: Rpc): Promise<GasPrice> {
  const [baseFeePerGas, tipPerGas] = await Promise.all([
    rpc.agreeOnState('the base fee', async (client, at) => {
      const block = await client.getBlock(at.blockNumber === undefined ? { blockTag: 'latest' } : at)
      return block.baseFeePerGas ?? ONE_GWEI
    }),
    rpc.median((client) => client.estimateMaxPriorityFeePerGas(), ONE_GWEI),
  ])
  return { baseFeePerGas, tipPerGas }
}
