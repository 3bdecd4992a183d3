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
import type { Network } from '@sonm/network'
import type { Offer } from '@sonm/protocol'
import type { HubLocators } from '../deals/hub-locators.ts'
import type { Answer, Fault } from './compare-marketplaces.ts'
import type { Comparison, ComparisonOptions, JudgedAgain, Review } from './comparison.ts'
import { factsOf, type VerifiedOffer } from './offers.ts'
import { authenticHashes, shownOffer } from './shown-offer.ts'
import { asksOfBid, asksOfBook, bidsOfAsk, bidsOfBook, type Sought } from './sought-orders.ts'
import { type Stream, StreamsCompared } from './streams-compared.ts'
import type { Suppliers } from './suppliers.ts'

const MOST_IDENTITY = 4

export interface CheckedOrdersOptions extends Pick<ComparisonOptions, 'domain' | 'truths' | 'clock' | 'lagMs'> {
  readonly network: Network
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
  readonly faults: readonly Fault[]
}

/** How what marketplaces show in streams of one question is judged. */
export interface StreamJudge {
  /** Of what enters, that which is what it is said to be. */
  readonly accept: (marketplace: Address, entered: readonly Offer[], told: ReadonlySet<Hex>) => Promise<Accepted>
  /** Of what was shown and not taken back, that which is over. */
  readonly again: (marketplace: Address, offers: readonly VerifiedOffer[]) => Promise<JudgedAgain>
  /** Looks for what one of them leaves out. */
  readonly compare: (streams: readonly Stream[]) => Promise<readonly Fault[]>
  /** Resolves when more may be over. */
  readonly changed: (signal: AbortSignal) => Promise<void>
}

/** What one marketplace matches with an order. */
export interface Matches {
  readonly marketplace: Address
  readonly offers: readonly Offer[]
  readonly truncated: boolean
  /** Asks it again. */
  readonly again: (timeoutMs: number) => Promise<{ readonly offers: readonly Offer[] }>
}

/** Offers of one answer that are looked at; each costs a signature check. */
const MAX_OFFERS = 1000

/** Whether an order serves who asked. */
type Fits = (offer: VerifiedOffer) => Promise<boolean>

/** What is asked, given what is shown. */
type Seek = (shown: readonly Answer<VerifiedOffer>[]) => Promise<{ readonly fits: Fits; readonly sought: Sought }>

/** What marketplaces show outside of searches, judged as what they show in them: by its signature, the chain, the question and the others. */
export class CheckedOrders {
  readonly #options: CheckedOrdersOptions

  constructor(options: CheckedOrdersOptions) {
    this.#options = options
  }

  /**
   * Of what marketplaces match with an order, the best first, that which the contract would join with it.
   * @param limit how many each was asked for
   */
  async matches(
    order: Order,
    limit: number,
    answers: readonly Matches[],
  ): Promise<{ readonly offers: readonly VerifiedOffer[]; readonly faults: Review['faults'] }> {
    const { comparison, domain } = this.#options
    const shown = answers.map(({ marketplace, offers, truncated, again }): Answer<VerifiedOffer> => {
      const signed = offers.slice(0, MAX_OFFERS).map((offer) => shownOffer(domain, offer))
      const rest = truncated ? 'unsearched' : offers.length < limit ? 'none' : 'more'
      const asked = async (timeoutMs: number) =>
        authenticHashes(domain, (await again(timeoutMs)).offers.slice(0, MAX_OFFERS))
      return { marketplace, offers: signed, after: 'start', rest, again: asked }
    })
    const seek = order.side === 'ask' ? this.#bidsOf(order) : this.#asksOf(order)
    const { fits, sought } = await seek(shown)
    const { lies, faults } = await comparison.review(shown, { ...sought, compare: compareMatches })
    const { fitting } = await this.#kept(shown.flatMap(authentic), fits, lies)
    return { offers: fitting, faults }
  }

  /** The asks that fit a bid, as streams tell them. @param most how many are told at once */
  ofBid(bid: Order, most: number): StreamJudge {
    return this.#stream('ask', this.#asksOf(bid), most)
  }

  /**
   * What live books show: bids, or the asks that are wanted.
   * @param depth how many are told at once
   * @throws QUERY_INVALID
   */
  ofBook(side: Order['side'], text: string, buyer: Address, depth: number): StreamJudge {
    const { suppliers, moment } = this.#options
    const { conditions } = parseQuery(text)
    return this.#stream(
      side,
      async (shown) => {
        const [parts, now] = [await this.#parts(shown), await moment()]
        if (side === 'bid') return { fits: async () => true, sought: bidsOfBook(now.nowSeconds, parts) }
        const buyerIdentity = (await suppliers.levelOf(buyer)) ?? 1
        const query = { buyer, buyerIdentity, conditions, order: [] }
        const fits: Fits = async (offer) => {
          const [complete] = await suppliers.complete([offer], query)
          return unmet(query, factsOf(complete!), now).length === 0
        }
        return { fits, sought: asksOfBook(query, now, parts) }
      },
      depth,
    )
  }

  #stream(side: Order['side'], seek: Seek, most: number): StreamJudge {
    const { comparison, truths, clock, lagMs } = this.#options
    const compared = new StreamsCompared({ comparison, clock, lagMs, most })
    return {
      accept: async (marketplace, entered, told) => {
        // A sign of life is no answer.
        if (entered.length === 0) return { fitting: [], ending: [], faults: [] }
        const offers = entered.slice(0, MAX_OFFERS).map((offer) => shownOffer(this.#options.domain, offer))
        const answer = { marketplace, offers, told, after: undefined, rest: 'none' } as const
        const { fits, sought } = await seek([answer])
        // What enters a stream enters it anywhere: whoever reads it sorts it.
        const { lies, ending, faults } = await comparison.review([answer], { ...sought, compare: () => -1 })
        const { signed, fitting } = await this.#kept(authentic(answer), fits, lies)
        return { fitting, faults, ending: signed.filter(({ hash }) => ending.has(hash)) }
      },
      again: (marketplace, offers) => comparison.again(marketplace, side, offers),
      compare: async (streams) => compared.look(streams, async (shown) => (await seek(shown)).sought),
      changed: (signal) => truths.changes.next('ended', signal),
    }
  }

  async #kept(signed: readonly VerifiedOffer[], fits: Fits, lies: ReadonlySet<Hex>) {
    const live = signed.filter(({ hash }) => !lies.has(hash))
    await this.#options.hubLocators.seen(live.map(({ ask }) => ask))
    const fitting = await Promise.all(live.map(fits))
    return { signed, fitting: live.filter((_, at) => fitting[at]) }
  }

  async #parts(shown: readonly Answer<VerifiedOffer>[], hubs: readonly Address[] = []) {
    const { network, domain, truths } = this.#options
    const offers = shown.flatMap((answer) => answer.offers)
    return { network, domain, masterOf: await truths.mastersOf(offers, hubs) }
  }

  #asksOf(bid: Order): Seek {
    const { suppliers, clock } = this.#options
    return async (shown) => {
      const level = (await suppliers.levelOf(bid.author)) ?? 1
      const query = queryOfBid(bid, level)
      // No rate: the contract never joins two currencies.
      const moment = { nowSeconds: BigInt(nowSeconds(clock)), usdPerSnm: undefined }
      const fits: Fits = async (offer) => {
        const [complete] = await suppliers.complete([offer], query)
        return unmet(query, factsOf(complete!), moment).length === 0
      }
      return { fits, sought: asksOfBid(bid, level, moment.nowSeconds, await this.#parts(shown)) }
    }
  }

  #bidsOf(ask: Order): Seek {
    const { suppliers, truths, clock } = this.#options
    return async (shown) => {
      const known = await truths.masterOf(ask.author)
      const now = BigInt(nowSeconds(clock))
      const fits: Fits = async ({ ask: { order: bid } }) => {
        if (known === undefined) return false
        // What the chain does not say is no reason to leave a bid out.
        const supplier = known === 'unknown' ? bid.counterparty : known
        const found = mismatches(ask, bid, {
          master: supplier,
          buyerIdentity: (await suppliers.levelOf(bid.author)) ?? MOST_IDENTITY,
          supplierIdentity: (await suppliers.levelOf(supplier)) ?? MOST_IDENTITY,
          nowSeconds: now,
        })
        return found.length === 0
      }
      return { fits, sought: bidsOfAsk(ask, now, await this.#parts(shown, [ask.author])) }
    }
  }
}

function authentic({ offers }: Answer<VerifiedOffer>): readonly VerifiedOffer[] {
  return offers.flatMap(({ signed }) => ('forged' in signed ? [] : [signed]))
}

/** As marketplaces match: asks the cheapest first, then the more reliable; bids that pay most first. 0: then by age. */
function compareMatches(a: VerifiedOffer, b: VerifiedOffer): number {
  const isAsk = a.ask.order.side === 'ask'
  const difference = a.ask.order.pricePerSecond - b.ask.order.pricePerSecond
  if (difference !== 0n) return difference < 0n === isAsk ? -1 : 1
  return isAsk ? b.claims.reliability - a.claims.reliability : 0
}
