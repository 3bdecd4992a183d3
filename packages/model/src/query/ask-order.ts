import type { Order } from '../orders/order.ts'
import type { AskFacts, SearchMoment } from './ask-facts.ts'
import type { SortKey } from './ask-query.ts'
import { askNumber } from './satisfies.ts'

const ONE = 10n ** 18n

/** What stands first of two answers of a search: by its keys, then the cheaper, then the older. 0: nothing tells them apart. */
export function compareAsks(order: readonly SortKey[], moment: SearchMoment): (a: AskFacts, b: AskFacts) => number {
  const last: readonly SortKey[] = [
    { field: 'price', descending: false },
    { field: 'age', descending: true },
  ]
  return compareByKeys([...order, ...last], moment)
}

/** By these keys and nothing else. */
export function compareByKeys(keys: readonly SortKey[], moment: SearchMoment): (a: AskFacts, b: AskFacts) => number {
  return (a, b) => {
    for (const { field, descending } of keys) {
      const [first, second] = [a, b].map((facts) =>
        field === 'price' ? comparablePrice(facts.order, moment) : askNumber(field, facts, moment),
      )
      if (first === second) continue
      // What is not known stands last, either way.
      if (first === undefined) return 1
      if (second === undefined) return -1
      return first < second !== descending ? -1 : 1
    }
    return 0
  }
}

/** Without a rate prices in USD cannot be compared with others, and stand last. */
function comparablePrice(order: Order, { usdPerSnm }: SearchMoment): bigint | undefined {
  return order.denomination === 'USD' && usdPerSnm === undefined ? undefined : priceAt(order, usdPerSnm ?? ONE)
}

/** In one unit for both currencies, and in no other: good for comparing. */
export function priceAt({ denomination, pricePerSecond }: Order, usdPerSnm: bigint): bigint {
  return pricePerSecond * (denomination === 'SNM' ? usdPerSnm : ONE)
}
