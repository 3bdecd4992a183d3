import { createClient } from '@connectrpc/connect'
import { type Clock, CodedError, isCoded, type Logger, type Metrics, messageOf, nowSeconds } from '@sonm/common'
import { type Address, fail, type Hex, type OrderDomain, verifyOrder } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService, type Offer, signedOrderFromMessage, signedOrderToMessage } from '@sonm/protocol'
import { mergeOffers, mergeRejections, type VerifiedOffer } from './offers.ts'
import { type Requirements, unmetBy } from './requirements.ts'

/** Offers of one answer that are looked at; each costs a signature check. */
const MAX_OFFERS = 1000

export interface Found {
  /** Cheapest first. */
  readonly offers: readonly VerifiedOffer[]
  readonly total: number
  readonly rejections: readonly { readonly requirement: string; readonly count: number }[]
}

/** The market as the buyer sees it: every configured marketplace is asked, and none is believed. */
export class Marketplaces {
  readonly #options: MarketplacesOptions
  readonly #dropped

  constructor(options: MarketplacesOptions) {
    this.#options = options
    this.#dropped = options.metrics.counter(
      'sonm_node_offers_dropped_total',
      'Offers of marketplaces that were forged, expired or did not fit the question.',
    )
  }

  /**
   * The live asks that satisfy all requirements, each signature and requirement checked here.
   * @throws MARKETPLACES_UNREACHABLE when none answers
   */
  async search(wanted: Requirements, limit: number): Promise<Found> {
    const request = {
      buyer: wanted.buyer,
      maxPricePerSecond: wanted.maxPricePerSecond?.toString() ?? '',
      durationSeconds: wanted.durationSeconds,
      minBenchmarks: [...wanted.minBenchmarks],
      netFlags: wanted.netFlags,
      executors: [...wanted.executors],
      hub: wanted.hub ?? '',
      limit,
    }
    const answers = await this.#askAll(async (address) => {
      const answer = await this.#client(address).search(request)
      const offers = answer.offers.slice(0, MAX_OFFERS).flatMap((offer) => this.#fitting(address, offer, wanted))
      return { ...answer, offers }
    })
    const offers = mergeOffers(answers.map((answer) => answer.offers))
    return {
      offers: limit > 0 ? offers.slice(0, limit) : offers,
      total: Math.max(offers.length, ...answers.map(({ total }) => total)),
      rejections: mergeRejections(answers.map(({ rejections }) => rejections)),
    }
  }

  /**
   * One live ask by its hash.
   * @throws ORDER_NOT_FOUND when no marketplace has it, NO_OFFER_MATCHES when it does not satisfy the requirements
   */
  async find(orderHash: Hex, wanted: Requirements): Promise<VerifiedOffer> {
    const answers = await this.#askAll(async (address) => {
      try {
        return this.#authentic(address, await this.#client(address).getOrder({ orderHash }))
      } catch (error) {
        if (isCoded(error, 'ORDER_NOT_FOUND')) return []
        throw error
      }
    })
    const found = answers.flat().find(({ hash }) => hash === orderHash)
    if (!found) throw fail('ORDER_NOT_FOUND', { orderHash })
    const unmet = this.#unmet(found, wanted)
    if (unmet.length > 0)
      throw fail('NO_OFFER_MATCHES', { rejections: `the chosen offer, because ${unmet.join(', ')}` })
    return found
  }

  #client(address: Address) {
    return createClient(MarketplaceService, this.#options.network.rpc(address))
  }

  async #askAll<Answer>(ask: (address: Address) => Promise<Answer>): Promise<Answer[]> {
    const { marketplaces, logger } = this.#options
    const reasons: string[] = []
    let refusal: unknown
    const answers = await Promise.all(
      marketplaces.map((address) =>
        ask(address).catch((error: unknown) => {
          logger.warn({ marketplace: address, reason: messageOf(error) }, 'a marketplace did not answer')
          if (error instanceof CodedError && error.kind === 'invalid') refusal = error
          reasons.push(`${address}: ${error instanceof CodedError ? error.what : messageOf(error)}`)
          return undefined
        }),
      ),
    )
    const present = answers.filter((answer) => answer !== undefined)
    if (present.length === 0) {
      // It was our question that was wrong.
      if (refusal !== undefined) throw refusal
      throw fail('MARKETPLACES_UNREACHABLE', { reasons: reasons.join('; ') || 'none is configured' })
    }
    return present
  }

  #fitting(marketplace: Address, offer: Offer, wanted: Requirements): VerifiedOffer[] {
    return this.#authentic(marketplace, offer).filter((verified) => {
      const [unmet] = this.#unmet(verified, wanted)
      if (unmet !== undefined) this.#drop(marketplace, offer, unmet)
      return unmet === undefined
    })
  }

  #unmet({ ask }: VerifiedOffer, wanted: Requirements): readonly string[] {
    return unmetBy(ask, wanted, BigInt(nowSeconds(this.#options.clock)))
  }

  /** The offer if its author signed it, else nothing. */
  #authentic(marketplace: Address, offer: Offer): VerifiedOffer[] {
    try {
      const ask = signedOrderFromMessage(offer.order)
      return [{ ask, hash: verifyOrder(this.#options.domain, ask), placedAtMs: offer.placedAtMs }]
    } catch (error) {
      this.#drop(marketplace, offer, messageOf(error))
      return []
    }
  }

  #drop(marketplace: Address, { orderHash }: Offer, reason: string): void {
    this.#dropped.inc()
    this.#options.logger.warn({ marketplace, orderHash, reason }, 'an offer was dropped')
  }
}

export interface MarketplacesOptions {
  readonly network: Network
  readonly marketplaces: readonly Address[]
  readonly domain: OrderDomain
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

export function offerToMessage({ ask, hash, placedAtMs }: VerifiedOffer) {
  return { order: signedOrderToMessage(ask), orderHash: hash, placedAtMs }
}
