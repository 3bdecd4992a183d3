import { ZERO_ADDRESS } from '../identity/address.ts'
import type { Requirement } from '../orders/match.ts'
import type { Denomination } from '../orders/order.ts'
import { BENCHMARK_INDEX } from '../resources/benchmarks.ts'
import type { Price } from '../units/money.ts'
import type { AskFacts, SearchMoment } from './ask-facts.ts'
import type { AskQuery, Comparison, Condition, NumberField } from './ask-query.ts'
import { comparedWords, meetsWords } from './ask-words.ts'

const ONE = 10n ** 18n

/** What every search asks, beside its conditions; by their names in the match of two orders. */
export type AskRule = Extract<
  Requirement,
  'expiry-of-ask' | 'deal-with-self' | 'counterparty-of-ask' | 'identity-of-buyer'
>

/** Whether the ask has what this condition asks for: the one exact meaning, for marketplaces and for those who check them. */
export function satisfies(condition: Condition, facts: AskFacts, moment: SearchMoment): boolean {
  switch (condition.kind) {
    case 'price':
      return satisfiesPrice(facts.order, condition.op, condition.price, moment.usdPerSnm)
    case 'number': {
      const value = askNumber(condition.field, facts, moment)
      return value !== undefined && compares(value, condition.op, condition.value)
    }
    case 'word': {
      const { field } = condition
      if ((field === 'country' || field === 'region') && facts.isCountryContradicted) return false
      return meetsWords(condition, comparedWords(field, facts))
    }
  }
}

/** Everything for which the ask is no answer to the query; empty: it is one. */
export function unmet(query: AskQuery, facts: AskFacts, moment: SearchMoment): readonly (AskRule | Condition)[] {
  const { order, master } = facts
  const { buyer, buyerIdentity, conditions } = query
  const rules: readonly (readonly [AskRule, boolean])[] = [
    ['expiry-of-ask', order.expiresAtSeconds >= moment.nowSeconds],
    ['deal-with-self', buyer === undefined || (buyer !== order.author && buyer !== master)],
    ['counterparty-of-ask', order.counterparty === ZERO_ADDRESS || order.counterparty === buyer],
    ['identity-of-buyer', buyerIdentity >= order.identityLevel],
  ]
  const broken = rules.filter(([, isMet]) => !isMet).map(([rule]) => rule)
  return [...broken, ...conditions.filter((condition) => !satisfies(condition, facts, moment))]
}

export function compares(value: bigint, op: Comparison, than: bigint): boolean {
  switch (op) {
    case '<':
      return value < than
    case '<=':
      return value <= than
    case '=':
      return value === than
    case '!=':
      return value !== than
    case '>=':
      return value >= than
    case '>':
      return value > than
  }
}

/** Prices of two currencies are compared exactly, through the rate, and never by their digits. */
function satisfiesPrice(
  offered: { readonly denomination: Denomination; readonly pricePerSecond: bigint },
  op: Comparison,
  asked: Price,
  usdPerSnm: bigint | undefined,
): boolean {
  if (offered.denomination === asked.denomination) return compares(offered.pricePerSecond, op, asked.pricePerSecond)
  if (usdPerSnm === undefined) return false
  const inUsd = ({ denomination, pricePerSecond }: typeof offered) =>
    pricePerSecond * (denomination === 'SNM' ? usdPerSnm : ONE)
  return compares(inUsd(offered), op, inUsd(asked))
}

/** undefined: it is not known. */
export function askNumber(field: NumberField, facts: AskFacts, { nowSeconds }: SearchMoment): bigint | undefined {
  const { order, details } = facts
  switch (field) {
    case 'duration':
      return order.durationSeconds
    case 'identity':
      return BigInt(facts.identity)
    case 'reliability':
      return BigInt(facts.reliability)
    case 'ports':
      return BigInt(details.ports ?? 0)
    case 'latency':
      return facts.latencyMicros === undefined ? undefined : BigInt(Math.ceil(facts.latencyMicros))
    case 'age':
      return nowSeconds > facts.placedAtSeconds ? nowSeconds - facts.placedAtSeconds : 0n
    default:
      return order.benchmarks[BENCHMARK_INDEX[field.slice('benchmark:'.length)] ?? -1] ?? 0n
  }
}
