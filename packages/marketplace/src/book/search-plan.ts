import {
  type AskQuery,
  BENCHMARK_INDEX,
  type Comparison,
  type Condition,
  type Denomination,
  type NumberField,
  type SearchMoment,
} from '@sonm/model'
import type { NumberRequirement, SetRequirement } from './index/index-query.ts'
import { LANE, MAX_SET_VALUES, MAX_SETS, OP } from './index/layout.ts'
import { admissionOf, bitOf } from './marks.ts'
import { ANY_PRICE, boundsOf, intersect, NO_PRICE, type PriceBounds } from './price-bounds.ts'
import type { Words } from './words.ts'

const U64_LIMIT = 2n ** 64n

const OPS: Readonly<Record<Comparison, number>> = {
  '<': OP.less,
  '<=': OP.less | OP.equal,
  '=': OP.equal,
  '!=': OP.less | OP.greater,
  '>=': OP.equal | OP.greater,
  '>': OP.greater,
}

/** One condition as the index knows it, in one denomination. */
export type Planned =
  | { readonly kind: 'number'; readonly number: NumberRequirement }
  | { readonly kind: 'flags'; readonly flags: number }
  /** `isExact`: otherwise a word for which no code was left is let through, and must be looked at. */
  | { readonly kind: 'set'; readonly set: SetRequirement; readonly isExact: boolean }
  | { readonly kind: 'price'; readonly bounds: PriceBounds }
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  /** The index knows nothing of it. */
  | { readonly kind: 'other' }

/** What the index is asked, and what is left to look at in each ask that it finds. */
export interface SearchPlan {
  readonly isImpossible: boolean
  readonly numbers: readonly NumberRequirement[]
  readonly flags: number
  readonly sets: readonly SetRequirement[]
  readonly prices: PriceBounds
  readonly left: readonly Left[]
}

/** A condition that the index cannot judge, or only of asks whose GPU model has a code. */
export interface Left {
  readonly condition: Condition
  readonly isKnownByCode: boolean
}

export function planSearch(
  { conditions, buyerIdentity }: Pick<AskQuery, 'conditions' | 'buyerIdentity'>,
  denomination: Denomination,
  words: Words,
  moment: SearchMoment,
): SearchPlan {
  const numbers: NumberRequirement[] = []
  const sets: SetRequirement[] = []
  const left: Left[] = []
  let flags = admissionOf(buyerIdentity)
  let prices = ANY_PRICE
  let isImpossible = false
  for (const condition of conditions) {
    const planned = planCondition(condition, denomination, words, moment)
    if (planned.kind === 'number') numbers.push(planned.number)
    else if (planned.kind === 'flags') flags |= planned.flags
    else if (planned.kind === 'price') prices = intersect(prices, planned.bounds)
    else if (planned.kind === 'never') isImpossible = true
    else if (planned.kind === 'set' && sets.length < MAX_SETS) {
      sets.push(planned.set)
      if (!planned.isExact) left.push({ condition, isKnownByCode: true })
    } else if (planned.kind !== 'always') left.push({ condition, isKnownByCode: false })
  }
  if (prices.lowest > prices.highest) isImpossible = true
  return { isImpossible, numbers, flags, sets, prices, left }
}

export function planCondition(
  condition: Condition,
  denomination: Denomination,
  words: Words,
  { usdPerSnm }: SearchMoment,
): Planned {
  switch (condition.kind) {
    case 'price': {
      const bounds = boundsOf(denomination, condition.op, condition.price, usdPerSnm)
      if (!bounds) return { kind: 'other' }
      if (bounds === NO_PRICE) return { kind: 'never' }
      return bounds === ANY_PRICE ? { kind: 'always' } : { kind: 'price', bounds }
    }
    case 'number':
      return planNumber(condition.field, condition.op, condition.value)
    case 'word':
      return planWords(condition, words)
  }
}

/** The lane of a figure; undefined: it stands in none. */
export function laneOf(field: NumberField): number | undefined {
  if (field === 'duration' || field === 'identity' || field === 'reliability') return LANE[field]
  if (!field.startsWith('benchmark:')) return undefined
  return BENCHMARK_INDEX[field.slice('benchmark:'.length)]
}

function planNumber(field: NumberField, op: Comparison, value: bigint): Planned {
  const lane = laneOf(field)
  if (lane === undefined) return { kind: 'other' }
  const bits = OPS[op]
  // Every figure of an ask lies between these. What nothing reaches is asked all the same: it has a nearest miss.
  if (value < 0n)
    return bits & OP.greater ? { kind: 'always' } : { kind: 'number', number: { lane, op: OP.less, value: 0n } }
  if (value >= U64_LIMIT) {
    return bits & OP.less
      ? { kind: 'always' }
      : { kind: 'number', number: { lane, op: OP.greater, value: U64_LIMIT - 1n } }
  }
  return { kind: 'number', number: { lane, op: bits, value } }
}

function planWords({ field, op, values }: Extract<Condition, { kind: 'word' }>, words: Words): Planned {
  if (op === 'not-in') return { kind: 'other' }
  if (values.length === 0) return { kind: 'never' }
  if (field === 'country' || field === 'gpu.model') {
    const codes = [...new Set(words.codesOf(field, values))]
    if (codes.length === 0) return { kind: 'never' }
    if (codes.length > MAX_SET_VALUES) return { kind: 'other' }
    const lane = field === 'country' ? LANE.country : LANE.gpuModel
    return { kind: 'set', set: { lane, values: codes }, isExact: field === 'country' }
  }
  const bit = values.length === 1 ? bitOf(field, values[0]!) : undefined
  return bit === undefined ? { kind: 'other' } : { kind: 'flags', flags: bit }
}
