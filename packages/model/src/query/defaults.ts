import type { Condition } from './ask-query.ts'
import { fieldOf } from './fields.ts'
import type { ParsedQuery } from './parse-query.ts'

/** What is asked of an offer by everybody who does not say otherwise, and why. */
export const QUERY_DEFAULTS: readonly { readonly condition: Condition; readonly why: string }[] = [
  {
    // A supplier of whom nothing is known stands above it (UNKNOWN_RELIABILITY): a score falls below by what he has done alone.
    condition: { kind: 'number', field: 'reliability', op: '>=', value: 8000n },
    why: 'suppliers who are known to fail are left out; a new one is not',
  },
  {
    condition: { kind: 'word', field: 'executor', op: 'in', values: ['container', 'wasm'] },
    why: 'a machine that can run nothing is of no use',
  },
]

/** The query with the defaults of the fields that it does not name, and which these are. */
export function withDefaults(query: ParsedQuery): {
  readonly query: ParsedQuery
  readonly defaults: readonly Condition[]
} {
  const named = new Set([...query.conditions.map(nameOf), ...query.any])
  const defaults = QUERY_DEFAULTS.map(({ condition }) => condition).filter((condition) => !named.has(nameOf(condition)))
  return { query: { ...query, conditions: [...query.conditions, ...defaults] }, defaults }
}

/** What turns every default off, as a part of a query's text. */
export const NO_DEFAULTS = QUERY_DEFAULTS.map(({ condition }) => `${nameOf(condition)}=any`).join(' ')

function nameOf(condition: Condition): string {
  return condition.kind === 'price' ? 'price' : fieldOf(condition.field).name
}
