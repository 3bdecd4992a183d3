import { type AskFacts, type Condition, type SearchMoment, satisfies } from '@sonm/model'
import type { Kinds } from './kinds.ts'
import { WORK, type WorkBudget } from './work-budget.ts'

const OF_DOCUMENTS: ReadonlySet<string> = new Set([
  'ports',
  'arch',
  'executor',
  'gpu.vendor',
  'gpu.model',
  'country',
  'region',
])

/** Whether a document alone decides it, but for a country that is contradicted. */
export function isOfDocuments(condition: Condition): boolean {
  return condition.kind !== 'price' && OF_DOCUMENTS.has(condition.field)
}

/** For each kind of documents whether it has all that is asked for; undefined: there are too many to judge them all. */
export function fittingKinds(
  conditions: readonly Condition[],
  kinds: Kinds,
  moment: SearchMoment,
  budget: WorkBudget,
): Uint8Array | undefined {
  const work = kinds.end * conditions.length * WORK.kind
  // Half of the work at most: something has to be found as well.
  if (work > budget.left / 2) return undefined
  budget.spend(work)
  const fitting = new Uint8Array(kinds.end)
  for (let kind = 0; kind < kinds.end; kind++) {
    // Such conditions look at nothing else.
    const facts = { details: kinds.details(kind), isCountryContradicted: false } as AskFacts
    if (conditions.every((condition) => satisfies(condition, facts, moment))) fitting[kind] = 1
  }
  return fitting
}
