import type { Condition, WordField } from './ask-query.ts'
import { compares } from './satisfies.ts'

/** Fields of which an offer has one word at most. */
const SINGLE: ReadonlySet<WordField> = new Set<WordField>(['arch', 'country', 'region', 'hub', 'supplier'])

/** The first two conditions that no offer at all can meet together, whatever is on the market; prices in two currencies are compared by none. */
export function contradictionIn(conditions: readonly Condition[]): readonly [Condition, Condition] | undefined {
  for (const [at, one] of conditions.entries()) {
    const other = conditions.slice(at + 1).find((each) => contradict(one, each))
    if (other !== undefined) return [one, other]
  }
  return undefined
}

function contradict(one: Condition, other: Condition): boolean {
  if (one.kind === 'word' || other.kind === 'word') {
    return one.kind === 'word' && other.kind === 'word' && wordsContradict(one, other)
  }
  const [a, b] = [figureOf(one), figureOf(other)]
  if (a.of !== b.of) return false
  // Where an offer meets both at all, one of the two limits or a neighbour of theirs does.
  const near = [a.value, b.value].flatMap((value) => [value - 1n, value, value + 1n])
  return !near.some((value) => value >= 0n && compares(value, one.op, a.value) && compares(value, other.op, b.value))
}

function figureOf(condition: Exclude<Condition, { kind: 'word' }>): { readonly of: string; readonly value: bigint } {
  if (condition.kind === 'number') return { of: condition.field, value: condition.value }
  return { of: condition.price.denomination, value: condition.price.pricePerSecond }
}

type Words = Condition & { readonly kind: 'word' }

function wordsContradict(one: Words, other: Words): boolean {
  if (one.field !== other.field || !SINGLE.has(one.field)) return false
  if (one.op === 'in' && other.op === 'in') return !one.values.some((value) => other.values.includes(value))
  if (one.op === other.op) return false
  const [wanted, unwanted] = one.op === 'in' ? [one, other] : [other, one]
  return wanted.values.every((value) => unwanted.values.includes(value))
}
