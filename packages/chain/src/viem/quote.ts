import { type Address, ETHER, fail, formatPayment } from '@sonm/model'
import type { FeeQuote } from '../wallet-chain.ts'
import { firstFees } from './fees.ts'
import type { Call } from './flight.ts'
import { readGasPrice } from './gas-price.ts'
import type { Rpc } from './rpc.ts'

/**
 * Tries a call out on the state of now and says what it costs.
 * @param feeCapWei the most that is paid for a unit of gas
 * @throws the coded form of the contract's error, ETH_INSUFFICIENT, FEE_TOO_HIGH
 */
export async function quoteCall(rpc: Rpc, account: Address, call: Call, feeCapWei: bigint): Promise<FeeQuote> {
  const value = call.valueWei ?? 0n
  const balance = await rpc.ask((client) => client.getBalance({ address: account, blockTag: 'pending' }))
  const checkFunds = (neededWei: bigint) => {
    if (balance >= neededWei) return
    const [needed, available] = [neededWei, balance].map((wei) => formatPayment(wei, ETHER)) as [string, string]
    throw fail('ETH_INSUFFICIENT', { account, needed, available })
  }
  checkFunds(value)
  const request = { ...(call.to && { to: call.to }), ...(call.data && { data: call.data }), value }
  const gas = await rpc.ask((client) => client.estimateGas({ account, ...request, blockTag: 'pending' }))
  const quote = await quoteGas(rpc, gas, feeCapWei)
  checkFunds(value + quote.maxFeeWei)
  return quote
}

/** What so much gas costs at the fees of now. @throws FEE_TOO_HIGH */
export async function quoteGas(rpc: Rpc, gas: bigint, feeCapWei: bigint): Promise<FeeQuote> {
  const price = await readGasPrice(rpc)
  const fees = firstFees(price, feeCapWei)
  // The reserve of gas with which transactions are sent: their state may have changed when they are mined.
  const maxFeeWei = ((gas * 5n) / 4n + 10_000n) * fees.maxFeePerGas
  return { gas, feeWei: gas * (price.baseFeePerGas + fees.maxPriorityFeePerGas), maxFeeWei }
}
