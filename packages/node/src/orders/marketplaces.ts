import { createClient } from '@connectrpc/connect'
import { type Clock, type Current, type Logger, type Metrics, nowSeconds } from '@sonm/common'
import {
  type Address,
  compareAsks,
  fail,
  formatCondition,
  formatOrder,
  formatQuery,
  type Hex,
  type OrderDomain,
  type SearchMoment,
  unmetText,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService, type Offer, type SearchResponse } from '@sonm/protocol'
import type { HubLocators } from '../deals/hub-locators.ts'
import type { PriceSource, UsdPrices } from '../payments/prices.ts'
import { askAll } from './ask-all.ts'
import { type Answer, type Fault, onePerKind, type ShownOffer } from './compare-marketplaces.ts'
import type { Comparison } from './comparison.ts'
import type { Found, SearchPage } from './found.ts'
import { Latencies, type MeasureLatency } from './latencies.ts'
import { localParts } from './local-parts.ts'
import type { MarketplaceRecords } from './marketplace-records.ts'
import { factsOf, mergeOffers, mergeRejections, type Rejection, type VerifiedOffer } from './offers.ts'
import { orderByHash } from './order-by-hash.ts'
import type { OrderTruths } from './order-truths.ts'
import { type Page, readPlace, turnPages, writePlace } from './paging.ts'
import { reviewSearch } from './search-review.ts'
import { authenticHashes, shownOffer } from './shown-offer.ts'
import type { Suppliers } from './suppliers.ts'
import { rejectionsAbout } from './told-reasons.ts'
import { reasonsAgainst, unlisted, unmetBy } from './unmet.ts'
import type { Wanted } from './wanted.ts'
import { WholeSearch } from './whole-search.ts'

/** Offers of one answer that are looked at; each costs a signature check. */
const MAX_OFFERS = 1000
/** What a page of the external API holds when nobody says. */
const DEFAULT_LIMIT = 20
/** Where offers are turned away here, more are asked for, until so many pages were read. */
const MAX_PAGES = 20
/** What a marketplace gives at once, at most. */
const PAGE_SIZE = 100

/** Ours have some 100 characters. A page of ours carries those of all marketplaces, and one must not make it too long to be asked for. */
const MAX_CURSOR = 500
const LONG_CURSOR = 'its cursor is longer than any that is needed'

const NOTHING: Rejection = { requirement: '', count: 0, missedAlone: 0, closest: '' }

/** The market as the buyer sees it: every configured marketplace is asked, and none is believed. */
export class Marketplaces {
  readonly #options: MarketplacesOptions
  readonly #latencies: Latencies
  readonly #dropped

  constructor(options: MarketplacesOptions) {
    this.#options = options
    const { clock, measureLatency = async () => undefined } = options
    this.#latencies = new Latencies({ clock, measure: measureLatency })
    this.#dropped = options.metrics.counter(
      'sonm_node_offers_dropped_total',
      'Offers of marketplaces that were forged, expired or did not fit the question.',
    )
  }

  /**
   * The live asks that satisfy the query, each signature and condition checked here.
   * @throws MARKETPLACES_UNREACHABLE when none answers, INPUT_INVALID for a cursor that is none
   */
  async search(wanted: Wanted, page: SearchPage): Promise<Found> {
    const whole = new WholeSearch(this.#options.clock)
    try {
      return await this.#search(wanted, page, whole)
    } finally {
      whole.end()
    }
  }

  async #search(
    wanted: Wanted,
    { limit, cursor = '', explain = false }: SearchPage,
    whole: WholeSearch,
  ): Promise<Found> {
    const { query } = wanted
    const { remote, latency, sortsByLatency } = localParts(query)
    const looksOn = latency.length > 0 || sortsByLatency
    const most = limit || DEFAULT_LIMIT
    const request = {
      buyer: query.buyer,
      buyerIdentity: query.buyerIdentity,
      query: formatQuery({ conditions: remote.conditions, any: [] }),
      orderBy: formatOrder(remote.order),
      limit: looksOn ? PAGE_SIZE : Math.min(most, PAGE_SIZE),
    }
    const moment = await this.moment()
    const compareFacts = compareAsks(remote.order, moment)
    const isBefore = (a: VerifiedOffer, b: VerifiedOffer) => compareFacts(factsOf(a), factsOf(b)) <= 0
    const room = sortsByLatency ? Number.POSITIVE_INFINITY : most

    let place = readPlace(cursor, this.#options.marketplaces.now)
    const offers: VerifiedOffer[] = []
    const had = new Set<string>()
    const answers: (SearchResponse & { readonly marketplace: Address })[] = []
    const faults: Fault[] = []
    const silent = new Set<Address>()
    const slow = new Set<Address>()
    /** Behind what each page begins. */
    const begins = new Map<string, Answer<VerifiedOffer>['after']>()
    /** Pages that were asked for: what one ended before is on the next. */
    const asked = new Set<string>()
    let tooFar = 0
    let isCut = false
    for (let pages = 0; pages < MAX_PAGES && offers.length < room && !isCut; pages++) {
      const open = [...place.cursors].flatMap(([address, at]) => (at === null ? [] : [{ address, at }]))
      if (open.length === 0) break
      const seen: Answer<VerifiedOffer>[] = []
      const ask = async ({ address, at }: (typeof open)[number]): Promise<Page | undefined> => {
        asked.add(`${address} ${at}`)
        const page = { ...request, cursor: at }
        const first = { ...page, explain: explain && pages === 0 }
        const answer = await whole.inTime(address, (signal) => this.#client(address).search(first, { signal }))
        if (!answer) return undefined
        if (answer.nextCursor.length > MAX_CURSOR) throw fail('REMOTE_ERROR', { peer: address, reason: LONG_CURSOR })
        answers.push({ ...answer, marketplace: address })
        const shown = answer.offers.slice(0, MAX_OFFERS).map((offer) => this.#shown(address, offer))
        const authentic = shown.flatMap(({ signed }) => ('forged' in signed ? [] : [signed]))
        const after = at === '' ? ('start' as const) : begins.get(`${address} ${at}`)
        begins.set(`${address} ${answer.nextCursor}`, authentic.at(-1) ?? after)
        const again = async (timeoutMs: number) => {
          const { offers } = await this.#client(address).search(page, { timeoutMs })
          return authenticHashes(this.#options.domain, offers.slice(0, MAX_OFFERS))
        }
        seen.push({ marketplace: address, offers: shown, after, rest: restOf(answer), again })
        // How far a hub is can only be measured where it is found.
        await this.#options.hubLocators.seen(authentic.map(({ ask }) => ask))
        const complete = await this.#complete(authentic, wanted)
        const fitting = complete.filter((offer) => {
          const fit = this.#judge(address, offer, wanted, moment)
          if (fit === 'too-far') tooFar++
          return fit === 'fits'
        })
        whole.begin()
        return { marketplace: address, fitting, last: complete.at(-1), nextCursor: answer.nextCursor }
      }
      const answered = await askAll(open, ask, this.#options).catch((error: unknown) => {
        // Of what was asked in vain for more, the others have shown all, and it stays.
        if (pages === 0) throw error
        return []
      })
      const review = await reviewSearch(seen, wanted, moment, this.#options)
      faults.push(...review.faults)
      for (const { address } of open) {
        if (whole.isSlow(address)) slow.add(address)
        else if (!answered.some(({ marketplace }) => marketplace === address)) silent.add(address)
      }
      const read = answered.map((page) => ({
        ...page,
        fitting: page.fitting.filter(({ hash }) => !review.lies.has(hash)),
      }))
      const lists = read.map(({ fitting }) => fitting)
      // What was read is not held back for what is not waited for.
      isCut = whole.isOver
      const comesFirst = isCut ? () => true : isBefore
      const turned = turnPages(place, read, mergeOffers(lists, remote.order, moment), room - offers.length, comesFirst)
      // A marketplace may bring on each page what it has brought before.
      offers.push(...turned.offers.filter(({ hash }) => !had.has(hash)))
      for (const { hash } of turned.offers) had.add(hash)
      place = turned.next
    }
    const next = writePlace(place)
    const far = latency.map((condition) => ({ ...NOTHING, requirement: formatCondition(condition), count: tooFar }))
    const liars = new Set(faults.map(({ marketplace }) => marketplace))
    const believed = answers.filter(({ marketplace }) => !liars.has(marketplace))
    const totals = believed.flatMap(({ total }) => (total === undefined || looksOn ? [] : [total]))
    return {
      offers: sortsByLatency ? mergeOffers([offers], query.order, moment).slice(0, most) : offers,
      total: totals.length === 0 ? undefined : Math.max(offers.length, ...totals),
      rejections: mergeRejections([
        ...believed.map((answer) => rejectionsAbout(remote.conditions, answer.rejections)),
        explain ? far : [],
      ]),
      // Sorted here, the results are the best of what was looked at, and nothing follows in order.
      nextCursor: sortsByLatency ? '' : next,
      isTruncated:
        isCut ||
        answers.some(
          ({ truncated, marketplace, nextCursor }) => truncated && !asked.has(`${marketplace} ${nextCursor || 'none'}`),
        ) ||
        (sortsByLatency && next !== ''),
      faults: onePerKind(faults),
      silent: [...silent],
      slow: [...slow],
      moment,
    }
  }

  /**
   * One live ask by its hash.
   * @throws ORDER_NOT_FOUND when no marketplace has it or the chain has ended it, MARKETPLACES_UNREACHABLE, NO_OFFER_MATCHES when it does not satisfy the query
   */
  async find(orderHash: Hex, wanted: Wanted): Promise<VerifiedOffer> {
    const found = await orderByHash(orderHash, this.#options)
    if (!found) throw fail('ORDER_NOT_FOUND', { orderHash })
    await this.#options.hubLocators.seen([found.ask])
    const [complete] = await this.#complete([found], wanted)
    const offer = complete!
    const unmet = unmetBy(offer, wanted, await this.moment())
    if (unmet.length > 0)
      throw fail('NO_OFFER_MATCHES', { rejections: `the chosen offer, because of ${unmet.join(', ')}` })
    return offer
  }

  /** Now, and what SNM is worth now. */
  async moment(): Promise<SearchMoment> {
    const { clock, usdPrices } = this.#options
    const { snm } = await (usdPrices?.() ?? Promise.resolve<UsdPrices>({})).catch((): UsdPrices => ({}))
    return { nowSeconds: BigInt(nowSeconds(clock)), usdPerSnm: snm }
  }

  #client(address: Address) {
    return createClient(MarketplaceService, this.#options.network.rpc(address))
  }

  /** The offers with what the query asks of them and only the chain or a measurement can tell. */
  async #complete(offers: readonly VerifiedOffer[], { query }: Wanted): Promise<readonly VerifiedOffer[]> {
    const { latency, sortsByLatency } = localParts(query)
    const known = await this.#options.suppliers.complete(offers, query)
    if (latency.length === 0 && !sortsByLatency) return known
    const micros = await this.#latencies.of(known.map(({ ask }) => ask.order.author))
    return known.map((offer) => ({ ...offer, latencyMicros: micros.get(offer.ask.order.author) }))
  }

  #judge(
    marketplace: Address,
    offer: VerifiedOffer,
    wanted: Wanted,
    moment: SearchMoment,
  ): 'fits' | 'too-far' | 'unfit' {
    const { latency } = localParts(wanted.query)
    const reasons = reasonsAgainst(offer, wanted, moment)
    const [unmet] = reasons.filter((reason) => typeof reason === 'string' || !latency.includes(reason))
    const phrase = unmet === undefined ? unlisted(offer.ask)[0] : unmetText(unmet, factsOf(offer), moment)
    if (phrase === undefined) return reasons.length === 0 ? 'fits' : 'too-far'
    this.#drop(marketplace, offer.hash, phrase)
    return 'unfit'
  }

  #shown(marketplace: Address, offer: Offer): ShownOffer<VerifiedOffer> {
    const shown = shownOffer(this.#options.domain, offer)
    if ('forged' in shown.signed) this.#drop(marketplace, offer.orderHash, shown.signed.forged)
    return shown
  }

  #drop(marketplace: Address, orderHash: string, reason: string): void {
    this.#dropped.inc()
    this.#options.logger.warn({ marketplace, orderHash, reason }, 'an offer was dropped')
  }
}

function restOf({ offers, nextCursor, truncated }: SearchResponse): Answer['rest'] {
  if (truncated) return 'unsearched'
  return nextCursor === '' && offers.length <= MAX_OFFERS ? 'none' : 'more'
}

export interface MarketplacesOptions {
  readonly network: Network
  readonly marketplaces: Current<readonly Address[]>
  readonly suppliers: Suppliers
  readonly comparison: Comparison
  readonly truths: OrderTruths
  readonly records: MarketplaceRecords
  readonly hubLocators: Pick<HubLocators, 'seen'>
  readonly domain: OrderDomain
  /** undefined: prices in USD and in SNM cannot be compared. */
  readonly usdPrices?: PriceSource | undefined
  /** undefined: no condition on the latency is met. */
  readonly measureLatency?: MeasureLatency | undefined
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}
