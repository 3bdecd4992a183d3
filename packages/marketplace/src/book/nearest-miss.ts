import type { AskQuery, Comparison } from '@sonm/model'
import type { RequirementReport } from './search.ts'
import { laneOf } from './search-plan.ts'

const INVERSE: Readonly<Record<Comparison, Comparison>> = {
  '<': '>=',
  '<=': '>',
  '=': '!=',
  '!=': '=',
  '>=': '<',
  '>': '<=',
}

/** The search for the nearest miss of a figure that stands in no lane; undefined: none is missing. */
export function nearestMiss(query: AskQuery, { requirement, missedAlone }: RequirementReport): AskQuery | undefined {
  if (missedAlone === 0 || typeof requirement === 'string' || requirement.kind !== 'number') return undefined
  const { field, op } = requirement
  if (laneOf(field) !== undefined || op === '=' || op === '!=') return undefined
  const others = query.conditions.filter((condition) => condition !== requirement)
  const missed = { ...requirement, op: INVERSE[op] }
  return { ...query, conditions: [...others, missed], order: [{ field, descending: op.startsWith('>') }] }
}
