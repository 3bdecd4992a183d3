import type { Condition } from '@sonm/model'
import type { DocumentCondition, Kinds } from './kinds.ts'
import type { WorkBudget } from './work-budget.ts'

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
export function isOfDocuments(condition: Condition): condition is DocumentCondition {
  return condition.kind !== 'price' && OF_DOCUMENTS.has(condition.field)
}

/** For each kind of documents whether it has all that is asked for; undefined: there are too many to judge them all. */
export function fittingKinds(
  conditions: readonly DocumentCondition[],
  kinds: Kinds,
  budget: WorkBudget,
): Uint8Array | undefined {
  const work = conditions.reduce((sum, condition) => sum + kinds.workOf(condition), 0)
  // Half of the work at most: something has to be found as well.
  if (work > budget.left / 2) return undefined
  budget.spend(work)
  const fitting = new Uint8Array(kinds.end)
  for (let kind = 0; kind < kinds.end; kind++) {
    if (conditions.every((condition) => kinds.meets(kind, condition))) fitting[kind] = 1
  }
  return fitting
}
