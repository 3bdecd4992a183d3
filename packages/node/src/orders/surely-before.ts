import { type AskFacts, type AskQuery, compareByKeys, type SearchMoment, type SortKey } from '@sonm/model'
import { nearMoments } from './surely-fits.ts'

/** What marketplaces say, or learn at another time than this node. */
const OWN_WORD: ReadonlySet<SortKey['field']> = new Set(['reliability', 'identity', 'age', 'latency'])

/**
 * Whether every marketplace must put one ask before another: by their prices and signed figures, and of two currencies only where any rate
 * near ours says the same. In front of what is priced in USD alone: a marketplace without a rate puts that last.
 */
export function surelyBefore(order: AskQuery['order'], moment: SearchMoment): (a: AskFacts, b: AskFacts) => boolean {
  if (order.some(({ field }) => OWN_WORD.has(field))) return () => false
  const keys: readonly SortKey[] = [...order, { field: 'price', descending: false }]
  const compare = compareByKeys(keys, moment)
  const byOtherRates =
    moment.usdPerSnm === undefined ? [] : nearMoments(moment).map((near) => compareByKeys(keys, near))
  const isByPrice = order.every(({ field, descending }) => field === 'price' && !descending)
  return (a, b) => {
    if (a.order.denomination === b.order.denomination) return compare(a, b) < 0
    if (!isByPrice || a.order.denomination !== 'SNM' || byOtherRates.length === 0) return false
    return byOtherRates.every((each) => each(a, b) < 0)
  }
}
