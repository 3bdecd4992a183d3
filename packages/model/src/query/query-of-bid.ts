import { ZERO_ADDRESS } from '../identity/address.ts'
import { NET_FLAGS, type Order } from '../orders/order.ts'
import { BENCHMARKS } from '../resources/benchmarks.ts'
import type { AskQuery, Condition, NumberField, WordField } from './ask-query.ts'

/**
 * The search whose answers are the asks that the contract joins with this bid: without a rate between the currencies (`usdPerSnm: undefined`) an
 * ask meets it exactly when `mismatches` finds nothing, as long as the bid itself is good and nobody has listed the other.
 */
export function queryOfBid(bid: Order, buyerIdentity: number): AskQuery {
  const { denomination, pricePerSecond, durationSeconds, identityLevel, netFlags, counterparty } = bid
  const atLeast = (field: NumberField, value: bigint): Condition[] =>
    value > 0n ? [{ kind: 'number', field, op: '>=', value }] : []
  const among = (field: WordField, word: string): Condition => ({ kind: 'word', field, op: 'in', values: [word] })
  const flags = (Object.keys(NET_FLAGS) as (keyof typeof NET_FLAGS)[]).filter((name) => netFlags & NET_FLAGS[name])
  return {
    buyer: bid.author,
    buyerIdentity,
    conditions: [
      { kind: 'price', op: '<=', price: { denomination, pricePerSecond } },
      ...atLeast('duration', durationSeconds),
      ...atLeast('identity', BigInt(identityLevel)),
      ...flags.map((name) => among('net', name)),
      ...(counterparty === ZERO_ADDRESS ? [] : [among('supplier', counterparty)]),
      ...BENCHMARKS.flatMap(({ code, index }) => atLeast(`benchmark:${code}`, bid.benchmarks[index] ?? 0n)),
    ],
    order: [],
  }
}
