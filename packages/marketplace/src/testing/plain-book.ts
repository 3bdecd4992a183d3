import { type AskQuery, askNumber, type Condition, compares, type SearchMoment, unmet } from '@sonm/model'
import type { AskBook, AskPage, ListedAsk, RequirementCount } from '../matching/ask-book.ts'

/** What the order book must answer, by looking at every ask. */
export class PlainBook implements AskBook {
  asks: ListedAsk[]

  constructor(asks: readonly ListedAsk[] = []) {
    this.asks = [...asks]
  }

  search(query: AskQuery, options: { limit: number; moment: SearchMoment; after?: string | undefined }): AskPage {
    const fitting = this.#sorted().filter(({ facts }) => unmet(query, facts, options.moment).length === 0)
    const from = options.after === undefined ? 0 : Number(options.after)
    const next = from + options.limit
    return {
      asks: fitting.slice(from, next),
      total: fitting.length,
      next: next < fitting.length ? String(next) : undefined,
    }
  }

  explain(query: AskQuery, moment: SearchMoment): readonly RequirementCount[] {
    const broken = this.asks.map(({ facts }) => ({ facts, unmet: unmet(query, facts, moment) }))
    const requirements = new Set([...query.conditions, ...broken.flatMap(({ unmet }) => unmet)])
    return [...requirements].map((requirement) => {
      const rest = broken.filter(({ unmet }) => unmet.every((other) => other === requirement))
      const figures =
        typeof requirement === 'string' ? [] : rest.flatMap(({ facts }) => figure(requirement, facts, moment))
      return {
        requirement,
        turnedAway: broken.filter(({ unmet }) => unmet.includes(requirement)).length,
        nearest: typeof requirement === 'string' ? undefined : nearest(requirement, figures),
      }
    })
  }

  #sorted(): ListedAsk[] {
    return [...this.asks].sort((a, b) => {
      const difference = a.facts.order.pricePerSecond - b.facts.order.pricePerSecond
      return difference === 0n ? a.live.sequence - b.live.sequence : difference < 0n ? -1 : 1
    })
  }
}

function figure(condition: Condition, facts: ListedAsk['facts'], moment: SearchMoment): readonly bigint[] {
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
