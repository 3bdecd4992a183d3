import { type Condition, formatCondition, roundedLimit } from '@sonm/model'
import type { RequirementReport } from './book/search.ts'

/** What a requirement turns away, as the API tells it. */
export function rejectionMessage({ requirement, turnedAway, missedAlone, bestOffered }: RequirementReport) {
  if (typeof requirement === 'string') return { requirement, count: turnedAway, missedAlone }
  return {
    requirement: formatCondition(requirement),
    count: turnedAway,
    missedAlone,
    closest:
      missedAlone > 0 && bestOffered !== undefined
        ? formatCondition(roundedLimit(withValue(requirement, bestOffered)))
        : '',
  }
}

/** The condition that the nearest ask would just meet. */
function withValue(condition: Condition, value: bigint): Condition {
  if (condition.kind === 'word') return condition
  const op = condition.op === '<' ? '<=' : condition.op === '>' ? '>=' : condition.op
  if (condition.kind === 'number') return { ...condition, op, value }
  return { ...condition, op, price: { denomination: condition.price.denomination, pricePerSecond: value } }
}
