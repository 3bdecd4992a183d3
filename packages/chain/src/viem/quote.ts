import { type Address, ETHER, fail, formatPayment } from '@sonm/model'
import type { FeeQuote } from '../wallet-chain.ts'
import type { Call } from './flight.ts'
import type { Rpc } from './rpc.ts'

const ONE_GWEI = 1_000_000_000n

/**
 * Tries a call out on the state of now and says what it costs.
 * @throws the coded form of the contract's error, ETH_INSUFFICIENT
 */
export async function quoteCall(rpc: Rpc, account: Address, call: Call): Promise<FeeQuote> {
  const value = call.valueWei ?? 0n
  const balance = await rpc.ask((client) => client.getBalance({ address: account, blockTag: 'pending' }))
  const checkFunds = (neededWei: bigint) => {
    if (balance >= neededWei) return
    const [needed, available] = [neededWei, balance].map((wei) => formatPayment(wei, ETHER)) as [string, string]
    throw fail('ETH_INSUFFICIENT', { account, needed, available })
  }
  checkFunds(value)
  const request = { ...(call.to && { to: call.to }), ...(call.data && { data: call.data }), value }
  const [gas, block, priority] = await Promise.all([
    rpc.ask((client) => client.estimateGas({ account, ...request, blockTag: 'pending' })),
    rpc.ask((client) => client.getBlock({ blockTag: 'latest' })),
    rpc.ask((client) => client.estimateMaxPriorityFeePerGas()).catch(() => ONE_GWEI),
  ])
  const base = block.baseFeePerGas ?? ONE_GWEI
  // The reserve with which transactions are sent: for a state that changes, and a base fee that doubles.
  const maxFeeWei = ((gas * 5n) / 4n + 10_000n) * (base * 2n + priority)
  checkFunds(value + maxFeeWei)
  return { gas, feeWei: gas * (base + priority), maxFeeWei }
}
