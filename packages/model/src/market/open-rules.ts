import { fail } from '../errors/catalog.ts'
import { type Address, ZERO_ADDRESS } from '../identity/address.ts'
import type { Order, Side } from '../orders/order.ts'
import { MAX_BENCHMARK } from '../resources/benchmarks.ts'

/** What the contract refuses of an order whoever the other side is (Matching.sol), in its order. @throws ORDER_INVALID, ORDER_EXPIRED */
export function checkForm(order: Order, side: Side, nowSeconds: bigint): void {
  const invalid = (field: string, reason: string) => fail('ORDER_INVALID', { field, reason })
  if (order.side !== side) throw invalid('side', `it is no ${side}`)
  if (order.denomination === 'USD' && order.pricePerSecond === 0n)
    throw invalid('pricePerSecond', 'in USD it cannot be 0')
  if (order.identityLevel > 4) throw invalid('identityLevel', 'it is not 0 to 4')
  if (order.benchmarks.some((value) => value > MAX_BENCHMARK)) throw invalid('benchmarks', 'one is out of range')
  if (nowSeconds > order.expiresAtSeconds) throw fail('ORDER_EXPIRED', { expiredAt: isoTime(order.expiresAtSeconds) })
}

/** @throws ORDER_NOT_FOR_CALLER */
export function checkCounterparty(counterparty: Address, account: Address): void {
  if (counterparty !== ZERO_ADDRESS && counterparty !== account) throw fail('ORDER_NOT_FOR_CALLER', { counterparty })
}

/** Price, duration, network and benchmarks, in the contract's order. @throws ORDERS_MISMATCH */
export function checkServes(ask: Order, bid: Order): void {
  const mismatch = (reason: string) => fail('ORDERS_MISMATCH', { reason })
  if (ask.denomination !== bid.denomination) throw mismatch('denomination')
  if (ask.pricePerSecond > bid.pricePerSecond) throw mismatch('price')
  if (ask.durationSeconds < bid.durationSeconds) throw mismatch('duration')
  if ((bid.netFlags & ~ask.netFlags) !== 0) throw mismatch('net flags')
  if (bid.benchmarks.some((asked, lane) => ask.benchmarks[lane]! < asked)) throw mismatch('benchmarks')
}

export function isoTime(seconds: bigint): string {
  const ms = Number(seconds) * 1000
  return ms <= 8.64e15 ? new Date(ms).toISOString() : `${seconds} s`
}
