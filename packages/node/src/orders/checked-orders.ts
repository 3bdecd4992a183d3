import { nowSeconds } from '@sonm/common'
import {
  type Address,
  type Hex,
  mismatches,
  type Order,
  parseQuery,
  queryOfBid,
  type SearchMoment,
  unmet,
} from '@sonm/model'
import type { Offer } from '@sonm/protocol'
import type { HubLocators } from '../deals/hub-locators.ts'
import type { Comparison, ComparisonOptions, JudgedAgain } from './comparison.ts'
import { factsOf, type VerifiedOffer } from './offers.ts'
import { shownOffer } from './shown-offer.ts'
import type { Suppliers } from './suppliers.ts'

const MOST_IDENTITY = 4

export interface CheckedOrdersOptions extends Pick<ComparisonOptions, 'domain' | 'truths' | 'clock'> {
  readonly comparison: Comparison
  readonly suppliers: Suppliers
  readonly hubLocators: Pick<HubLocators, 'seen'>
  /** Now, and what SNM is worth. */
  readonly moment: () => Promise<SearchMoment>
}

interface Accepted {
  readonly fitting: readonly VerifiedOffer[]
  /** What is over for so short a time that it may be shown, and has to be taken back. */
  readonly ending: readonly VerifiedOffer[]
}

/** How what a marketplace shows in a stream is judged. */
export interface StreamJudge {
  /** Of what enters, that which is what it is said to be. */
  readonly accept: (marketplace: Address, entered: readonly Offer[], told: ReadonlySet<Hex>) => Promise<Accepted>
  /** Of what was shown and not taken back, that which is over. */
  readonly again: (marketplace: Address, offers: readonly VerifiedOffer[]) => Promise<JudgedAgain>
  /** Resolves when more may be over. */
  readonly changed: (signal: AbortSignal) => Promise<void>
}

/** Offers of one answer that are looked at; each costs a signature check. */
const MAX_OFFERS = 1000

/** Whether an order serves who asked. */
type Fits = (offer: VerifiedOffer) => Promise<boolean>

/** What marketplaces show outside of searches, judged as what they show in them: by its signature, the chain and the question. */
export class CheckedOrders {
  readonly #options: CheckedOrdersOptions

  constructor(options: CheckedOrdersOptions) {
    this.#options = options
  }

  /** Of what a marketplace matches with an order, the best first, that which the contract would join with it. */
  async matches(marketplace: Address, order: Order, offers: readonly Offer[]): Promise<readonly VerifiedOffer[]> {
    const side = order.side === 'ask' ? 'bid' : 'ask'
    const fits = side === 'ask' ? this.#servesBid(order) : this.#servesAsk(order)
    return (await this.#keep({ marketplace, side, offers, fits, compare: compareMatches })).fitting
  }

  /** The asks that fit a bid, as a stream tells them. */
  ofBid(bid: Order): StreamJudge {
    return this.#stream('ask', async () => this.#servesBid(bid))
  }

  /**
   * What a live book shows: bids, or the asks that are wanted.
   * @throws QUERY_INVALID
   */
  ofBook(side: Order['side'], text: string, buyer: Address): StreamJudge {
    const { suppliers } = this.#options
    const { conditions } = parseQuery(text)
    return this.#stream(side, async () => {
      const buyerIdentity = (await suppliers.levelOf(buyer)) ?? 1
      const query = { buyer, buyerIdentity, conditions, order: [] }
      const moment = await this.#options.moment()
      return async (offer) => {
        if (side === 'bid') return true
        const [complete] = await suppliers.complete([offer], query)
        return unmet(query, factsOf(complete!), moment).length === 0
      }
    })
  }

  #stream(side: Order['side'], judge: () => Promise<Fits>): StreamJudge {
    const { comparison, truths } = this.#options
    return {
      accept: async (marketplace, offers, told) => {
        // A sign of life is no answer.
        if (offers.length === 0) return { fitting: [], ending: [] }
        // What enters a stream enters it anywhere: whoever reads it sorts it.
        return await this.#keep({ marketplace, side, offers, told, fits: await judge(), compare: () => -1 })
      },
      again: (marketplace, offers) => comparison.again(marketplace, side, offers),
      changed: (signal) => truths.changes.next('ended', signal),
    }
  }

  async #keep(asked: {
    readonly marketplace: Address
    readonly side: Order['side']
    readonly offers: readonly Offer[]
    readonly told?: ReadonlySet<Hex>
    readonly fits: Fits
    readonly compare: (a: VerifiedOffer, b: VerifiedOffer) => number
  }): Promise<Accepted> {
    const { comparison, domain, hubLocators } = this.#options
    const { marketplace, side, offers, told = new Set(), fits, compare } = asked
    const shown = offers.slice(0, MAX_OFFERS).map((offer) => shownOffer(domain, offer))
    const { lies, ending } = await comparison.review(
      [{ marketplace, offers: shown, told, after: undefined, rest: 'none' }],
      {
        side,
        compare,
        // What one leaves out is looked for in searches alone.
        isSurelyBefore: () => false,
        fits: () => false,
        fitsAsShown: () => false,
        showsAlone: async () => undefined,
      },
    )
    const signed = shown.flatMap((each) => ('forged' in each.signed ? [] : [each.signed]))
    const live = signed.filter(({ hash }) => !lies.has(hash))
    await hubLocators.seen(live.map(({ ask }) => ask))
    const fitting = await Promise.all(live.map(fits))
    return { fitting: live.filter((_, at) => fitting[at]), ending: signed.filter(({ hash }) => ending.has(hash)) }
  }

  #servesBid(bid: Order): Fits {
    const { suppliers, clock } = this.#options
    const query = suppliers.levelOf(bid.author).then((level) => queryOfBid(bid, level ?? 1))
    return async (offer) => {
      const asked = await query
      const [complete] = await suppliers.complete([offer], asked)
      // No rate: the contract never joins two currencies.
      const moment = { nowSeconds: BigInt(nowSeconds(clock)), usdPerSnm: undefined }
      return unmet(asked, factsOf(complete!), moment).length === 0
    }
  }

  #servesAsk(ask: Order): Fits {
    const { suppliers, truths, clock } = this.#options
    const master = truths.masterOf(ask.author)
    return async ({ ask: { order: bid } }) => {
      const known = await master
      if (known === undefined) return false
      // What the chain does not say is no reason to leave a bid out.
      const supplier = known === 'unknown' ? bid.counterparty : known
      const found = mismatches(ask, bid, {
        master: supplier,
        buyerIdentity: (await suppliers.levelOf(bid.author)) ?? MOST_IDENTITY,
        supplierIdentity: (await suppliers.levelOf(supplier)) ?? MOST_IDENTITY,
        nowSeconds: BigInt(nowSeconds(clock)),
      })
      return found.length === 0
    }
  }
}

/** As marketplaces match: asks the cheapest first, then the more reliable; bids that pay most first. 0: then by age. */
function compareMatches(a: VerifiedOffer, b: VerifiedOffer): number {
  const isAsk = a.ask.order.side === 'ask'
  const difference = a.ask.order.pricePerSecond - b.ask.order.pricePerSecond
  if (difference !== 0n) return difference < 0n === isAsk ? -1 : 1
  return isAsk ? b.claims.reliability - a.claims.reliability : 0
}
