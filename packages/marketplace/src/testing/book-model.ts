import {
  type AskFacts,
  type AskQuery,
  askNumber,
  type Condition,
  readDetails,
  type SearchMoment,
  type SortKey,
  unmet,
} from '@sonm/model'
import type { Offer, SupplierFacts } from '../book/search.ts'
import type { LiveOrder } from '../orders/live-order.ts'

const ONE = 10n ** 18n

/** What the order book means, one ask at a time. */
export class BookModel {
  readonly asks = new Map<string, LiveOrder>()
  readonly suppliers = new Map<string, SupplierFacts>()

  offer(live: LiveOrder): Offer {
    return { live, supplier: this.suppliers.get(live.signed.order.author)! }
  }

  live(untilSeconds: bigint): readonly LiveOrder[] {
    return [...this.asks.values()].filter(({ signed }) => signed.order.expiresAtSeconds >= untilSeconds)
  }

  facts(live: LiveOrder): AskFacts {
    const { order, details } = live.signed
    const placedAtSeconds = BigInt(Math.floor(live.placedAtMs / 1000))
    return { order, details: readDetails(details), placedAtSeconds, ...this.suppliers.get(order.author)! }
  }

  search(query: AskQuery, untilSeconds: bigint, moment: SearchMoment): readonly Offer[] {
    return this.live(untilSeconds)
      .filter((live) => this.#unmet(query, live, moment).length === 0)
      .sort((a, b) => this.#compare(a, b, query.order, moment))
      .map((live) => this.offer(live))
  }

  explain(query: AskQuery, untilSeconds: bigint, moment: SearchMoment) {
    const live = this.live(untilSeconds)
    const missed = live.map((ask) => this.#unmet(query, ask, moment))
    const rules = ['counterparty-of-ask', ...(query.buyer ? ['deal-with-self'] : []), 'identity-of-buyer'] as const
    const requirements = [...rules, ...query.conditions].map((requirement) => {
      const alone = live.filter((_, at) => missed[at]!.length === 1 && missed[at]![0] === requirement)
      return {
        requirement,
        turnedAway: missed.filter((reasons) => reasons.some((reason) => reason === requirement)).length,
        missedAlone: alone.length,
        bestOffered: typeof requirement === 'string' ? undefined : this.#best(requirement, alone, moment),
      }
    })
    return { live: live.length, fitting: missed.filter((reasons) => reasons.length === 0).length, requirements }
  }

  #unmet(query: AskQuery, live: LiveOrder, moment: SearchMoment) {
    return unmet(query, this.facts(live), moment).filter((reason) => reason !== 'expiry-of-ask')
  }

  #best(condition: Condition, asks: readonly LiveOrder[], moment: SearchMoment): bigint | undefined {
    if (condition.kind === 'word' || condition.op === '=' || condition.op === '!=') return undefined
    const isUpwards = condition.op.startsWith('>')
    return asks
      .map((live) => this.facts(live))
      .map((facts) =>
        condition.kind === 'number'
          ? askNumber(condition.field, facts, moment)
          : priceIn(condition.price.denomination, facts, moment, isUpwards),
      )
      .reduce<bigint | undefined>((best, value) => {
        if (best === undefined || value === undefined) return best ?? value
        return value > best === isUpwards ? value : best
      }, undefined)
  }

  #compare(a: LiveOrder, b: LiveOrder, order: readonly SortKey[], moment: SearchMoment): number {
    for (const { field, descending } of order) {
      const [x, y] = field === 'price' ? [0n, 0n] : [a, b].map((live) => askNumber(field, this.facts(live), moment))
      const side = field === 'price' ? comparePrices(a, b, moment) : compareFigures(x, y, descending)
      if (side !== 0) return field === 'price' && descending ? -side : side
    }
    return comparePrices(a, b, moment) || a.sequence - b.sequence
  }
}

function compareFigures(x: bigint | undefined, y: bigint | undefined, descending: boolean): number {
  if (x === y) return 0
  if (x === undefined || y === undefined) return x === undefined ? 1 : -1
  return x < y === descending ? 1 : -1
}

function comparePrices(a: LiveOrder, b: LiveOrder, { usdPerSnm }: SearchMoment): number {
  const [x, y] = [a, b].map(({ signed: { order } }) => order)
  const isSame = x!.denomination === y!.denomination
  if (!isSame && usdPerSnm === undefined) return x!.denomination === 'SNM' ? -1 : 1
  const [priceX, priceY] = [x!, y!].map(
    ({ denomination, pricePerSecond }) => pricePerSecond * (isSame ? 1n : denomination === 'SNM' ? usdPerSnm! : ONE),
  )
  return priceX === priceY ? 0 : priceX! < priceY! ? -1 : 1
}

/** As the nearest price of the other currency on the side where the ask has it. */
function priceIn(
  denomination: 'SNM' | 'USD',
  { order }: AskFacts,
  { usdPerSnm }: SearchMoment,
  isUpwards: boolean,
): bigint | undefined {
  if (order.denomination === denomination) return order.pricePerSecond
  if (!usdPerSnm) return undefined
  const [from, to] = denomination === 'SNM' ? [ONE, usdPerSnm] : [usdPerSnm, ONE]
  const price = order.pricePerSecond * from
  return isUpwards ? price / to : (price + to - 1n) / to
}
