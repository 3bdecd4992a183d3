import {
  type Address,
  type AskQuery,
  askNumber,
  type Condition,
  compares,
  type Hex,
  type SearchMoment,
  unmet,
} from '@sonm/model'
import type { AskBook, Explanation, Offer, SearchOptions, SearchResult } from '../book/search.ts'
import { factsOf } from '../matching/facts.ts'
import type { LiveOrder } from '../orders/live-order.ts'

/** What the order book must answer in the order of prices, by looking at every ask. */
export class PlainBook implements Pick<AskBook, 'search' | 'explain' | 'get' | 'of'> {
  offers: Offer[]

  constructor(offers: readonly Offer[] = []) {
    this.offers = [...offers]
  }

  search(query: AskQuery, { limit, moment, liveUntilSeconds, cursor }: SearchOptions): SearchResult {
    const fitting = this.#live(liveUntilSeconds).filter((offer) => unmet(query, factsOf(offer), moment).length === 0)
    const from = cursor === undefined ? 0 : Number(cursor)
    const next = from + limit
    return {
      offers: fitting.slice(from, next),
      nextCursor: next < fitting.length ? String(next) : undefined,
      isTruncated: false,
    }
  }

  explain(
    query: AskQuery,
    { moment, liveUntilSeconds }: Pick<SearchOptions, 'moment' | 'liveUntilSeconds'>,
  ): Explanation {
    const live = this.#live(liveUntilSeconds).map((offer) => {
      const facts = factsOf(offer)
      return { facts, unmet: unmet(query, facts, moment) }
    })
    const requirements = new Set([...query.conditions, ...live.flatMap(({ unmet }) => unmet)])
    return {
      live: live.length,
      fitting: live.filter(({ unmet }) => unmet.length === 0).length,
      requirements: [...requirements].map((requirement) => {
        const missing = live.filter(({ unmet }) => unmet.length === 1 && unmet[0] === requirement)
        const condition = typeof requirement === 'string' ? undefined : requirement
        return {
          requirement,
          turnedAway: live.filter(({ unmet }) => unmet.includes(requirement)).length,
          missedAlone: missing.length,
          bestOffered:
            condition &&
            nearest(
              condition,
              missing.flatMap(({ facts }) => figure(condition, facts, moment)),
            ),
        }
      }),
    }
  }

  get(hash: Hex): Offer | undefined {
    return this.offers.find(({ live }) => live.hash === hash)
  }

  of(author: Address): readonly LiveOrder[] {
    return this.offers.flatMap(({ live }) => (live.signed.order.author === author ? [live] : []))
  }

  #live(liveUntilSeconds: bigint): Offer[] {
    return this.offers
      .filter(({ live }) => live.signed.order.expiresAtSeconds >= liveUntilSeconds)
      .sort((a, b) => {
        const difference = a.live.signed.order.pricePerSecond - b.live.signed.order.pricePerSecond
        return difference === 0n ? a.live.sequence - b.live.sequence : difference < 0n ? -1 : 1
      })
  }
}

function figure(condition: Condition, facts: ReturnType<typeof factsOf>, moment: SearchMoment): readonly bigint[] {
  if (condition.kind === 'word') return []
  if (condition.kind === 'price') {
    return facts.order.denomination === condition.price.denomination ? [facts.order.pricePerSecond] : []
  }
  const value = askNumber(condition.field, facts, moment)
  return value === undefined ? [] : [value]
}

function nearest(condition: Condition, figures: readonly bigint[]): bigint | undefined {
  if (condition.kind === 'word' || figures.length === 0) return undefined
  const asked = condition.kind === 'price' ? condition.price.pricePerSecond : condition.value
  const far = (value: bigint) =>
    compares(value, condition.op, asked) ? -1n : value > asked ? value - asked : asked - value
  return figures.reduce((best, value) => (far(value) < far(best) ? value : best))
}
