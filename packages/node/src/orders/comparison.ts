import { createClient } from '@connectrpc/connect'
import { type Clock, isCoded, type Logger, messageOf } from '@sonm/common'
import {
  type Address,
  cancelSigner,
  type Hex,
  type Order,
  type OrderDomain,
  type SignedAttestation,
  type SignedCancel,
  verifyAttestation,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { cancelFromMessage, FederationService, MarketplaceService, type Offer, readHex } from '@sonm/protocol'
import {
  type Answer,
  type Checked,
  compareMarketplaces,
  type Doubt,
  type Fault,
  faultOf,
  judgeOrder,
  onePerKind,
  type Question,
  shortHash,
} from './compare-marketplaces.ts'
import type { MarketplaceRecords } from './marketplace-records.ts'
import type { OrderTruths } from './order-truths.ts'

/** Orders of one marketplace that it is asked about after one search. */
const MOST_DOUBTS = 20
/** Of those that it has, so many are asked after: each takes two more questions. */
const MOST_ASKED_AFTER = 5
/** Whoever is asked must not hold the answer up. */
const ASK_TIMEOUT_MS = 3_000

export interface ComparisonOptions {
  readonly network: Network
  readonly domain: OrderDomain
  readonly truths: OrderTruths
  readonly records: MarketplaceRecords
  readonly clock: Clock
  readonly logger: Logger
  /** So long may a marketplace be behind the chain, or behind another marketplace. */
  readonly lagMs: number
}

interface Excuses<Shown extends Checked> {
  readonly fitsAsShown: (offer: Offer) => boolean | { readonly forged: string }
  readonly showsAlone: (marketplace: Address, offer: Shown, timeoutMs: number) => Promise<boolean | undefined>
}

export interface Review {
  readonly faults: readonly Fault[]
  /** Orders to leave out, whoever shows them. */
  readonly lies: ReadonlySet<Hex>
  /** Of these, what is over for so short a time that nobody is blamed. */
  readonly ending: ReadonlySet<Hex>
  /** Those whose counts are not believed. */
  readonly liars: ReadonlySet<Address>
}

export interface JudgedAgain {
  /** What is good for nothing any more. */
  readonly over: readonly Hex[]
  /** Of that, what the marketplace was blamed for. */
  readonly blamed: readonly Hex[]
}

/** Holds what several marketplaces have answered to one question against each other and against the chain. */
export class Comparison {
  readonly #options: ComparisonOptions

  constructor(options: ComparisonOptions) {
    this.#options = options
  }

  /**
   * @param question.fitsAsShown whether an offer fits by what this marketplace says of it, or that it is none
   * @param question.showsAlone whether the marketplace shows the offer to who asks for it alone; undefined: it did not say
   */
  async review<Shown extends Checked>(
    answers: readonly Answer<Shown>[],
    question: Pick<Question<Shown>, 'side' | 'compare' | 'isSurelyBefore' | 'fits'> & Excuses<Shown>,
  ): Promise<Review> {
    const { truths, records, clock, lagMs } = this.#options
    const shown = answers.flatMap(({ offers }) => offers.flatMap(({ signed }) => ('forged' in signed ? [] : [signed])))
    const truthOf = await truths.look(shown)
    const verdict = compareMarketplaces(answers, { ...question, truthOf, nowMs: clock.nowMs(), lagMs })
    const byMarketplace = Map.groupBy(verdict.doubts, ({ marketplace }) => marketplace)
    const resolved = await Promise.all(
      [...byMarketplace].map(([marketplace, doubts]) =>
        this.#resolve(marketplace, doubts.slice(0, MOST_DOUBTS), question),
      ),
    )
    const faults = onePerKind([...verdict.faults, ...resolved.flatMap((each) => each.faults)])
    const lies = new Set([...verdict.lies, ...resolved.flatMap((each) => each.lies)])
    for (const { marketplace } of answers) {
      records.answered(
        marketplace,
        faults.filter((fault) => fault.marketplace === marketplace),
      )
    }
    return { faults, lies, ending: verdict.ending, liars: new Set(faults.map(({ marketplace }) => marketplace)) }
  }

  /** What a marketplace has shown and not taken back, judged as it is now. Whoever shows what is over for long is blamed. */
  async again<Shown extends Checked>(
    marketplace: Address,
    side: Order['side'],
    offers: readonly Shown[],
  ): Promise<JudgedAgain> {
    const { truths, records, clock, lagMs } = this.#options
    const truthOf = await truths.look(offers)
    const moment = { side, truthOf, nowMs: clock.nowMs(), lagMs }
    const judged = offers.map((offer) => ({ hash: offer.hash, ...judgeOrder(offer, moment) }))
    const faults = judged.flatMap(({ lie }) => (lie ? [faultOf(marketplace, ...lie)] : []))
    if (faults.length > 0) records.answered(marketplace, onePerKind(faults))
    return {
      over: judged.flatMap(({ hash, isOver }) => (isOver ? [hash] : [])),
      blamed: judged.flatMap(({ hash, lie }) => (lie ? [hash] : [])),
    }
  }

  /** Asks a marketplace about offers that it left out. What it does not answer is no proof, of neither. */
  async #resolve<Shown extends Checked>(
    marketplace: Address,
    doubts: readonly Doubt<Shown>[],
    excuses: Excuses<Shown>,
  ): Promise<{ faults: Fault[]; lies: Hex[] }> {
    const faults: Fault[] = []
    const lies: Hex[] = []
    let asked = 0
    try {
      const said = await this.#attest(marketplace, doubts)
      for (const [at, doubt] of doubts.entries()) {
        const { hash, ask } = doubt.offer
        const cancel = said.cancels.find((each) => each.orderHash === hash)
        if (cancel && this.#signerOf(cancel) === ask.order.author) {
          lies.push(hash)
          if (this.#isOld(Number(cancel.atSeconds) * 1000)) {
            faults.push(faultOf(doubt.shownBy, 'MARKETPLACE_REPLAYS', `its author has cancelled ${shortHash(hash)}`))
          }
        } else if (said.held[at]) {
          // One is enough, and each question takes time.
          if (asked++ < MOST_ASKED_AFTER && faults.every(({ code }) => code !== 'MARKETPLACE_HIDES'))
            faults.push(...(await this.#hidden(doubt, excuses)))
        } else if (this.#isOld(Number(doubt.placedAtMs))) faults.push(lacks(doubt))
      }
    } catch (error) {
      const { logger } = this.#options
      logger.debug({ marketplace, reason: messageOf(error) }, 'a marketplace does not say why it left offers out')
    }
    return { faults, lies }
  }

  /** It holds the order, and has not shown it: because it fits only by what the other says of it, came in just now, was not come to, or for no reason. */
  async #hidden<Shown extends Checked>(doubt: Doubt<Shown>, excuses: Excuses<Shown>): Promise<readonly Fault[]> {
    const { marketplace, isExcused } = doubt
    const { hash } = doubt.offer
    const client = createClient(MarketplaceService, this.#options.network.rpc(marketplace))
    const offer = await client.getOrder({ orderHash: hash }, { timeoutMs: ASK_TIMEOUT_MS }).catch((error: unknown) => {
      if (isCoded(error, 'ORDER_NOT_FOUND')) return undefined
      throw error
    })
    if (offer === undefined) return await this.#denied(doubt)
    const fits = excuses.fitsAsShown(offer)
    if (typeof fits === 'object')
      return [faultOf(marketplace, 'MARKETPLACE_ALTERS', `${shortHash(hash)}: ${fits.forged}`)]
    const isNew = !this.#isOld(Math.min(Number(offer.placedAtMs), Number(doubt.placedAtMs)))
    if (isNew || !fits) return []
    if (isExcused && (await excuses.showsAlone(marketplace, doubt.offer, ASK_TIMEOUT_MS)) !== false) return []
    return [hides(doubt)]
  }

  /** It says that it holds the order, and when asked for it that there is none: unless it has just lost it, it hides it. */
  async #denied(doubt: Doubt): Promise<readonly Fault[]> {
    const { held } = await this.#attest(doubt.marketplace, [doubt])
    return held[0] && this.#isOld(Number(doubt.placedAtMs)) ? [hides(doubt)] : []
  }

  async #attest(marketplace: Address, doubts: readonly Doubt[]) {
    const { network, domain } = this.#options
    const client = createClient(FederationService, network.rpc(marketplace))
    const orderHashes = doubts.map(({ offer }) => offer.hash)
    const answer = await client.attestOrders({ orderHashes }, { timeoutMs: ASK_TIMEOUT_MS })
    const said: SignedAttestation = {
      marketplace,
      atMs: answer.atMs,
      signature: readHex('signature', answer.signature, 65),
      orders: orderHashes.map((orderHash, at) => ({ orderHash, held: answer.held[at] === true })),
    }
    verifyAttestation(domain, said)
    const cancels = answer.cancelled.slice(0, doubts.length).map(cancelFromMessage)
    return { held: said.orders.map(({ held }) => held), cancels }
  }

  #signerOf(cancel: SignedCancel): Address | undefined {
    try {
      return cancelSigner(this.#options.domain, cancel)
    } catch {
      return undefined
    }
  }

  #isOld(atMs: number): boolean {
    const { clock, lagMs } = this.#options
    return clock.nowMs() - atMs >= lagMs
  }
}

/** It holds the offer by its own signed word, and does not show it. */
function hides({ marketplace, offer, shownBy }: Doubt): Fault {
  return faultOf(
    marketplace,
    'MARKETPLACE_HIDES',
    `it has ${shortHash(offer.hash)}, which ${shownBy} shows, and does not show it`,
  )
}

/** It says that the offer never came to it, as where a hub places none there; who censors would say the same. */
function lacks({ marketplace, offer, shownBy }: Doubt): Fault {
  return faultOf(marketplace, 'MARKETPLACE_LACKS', `it does not have ${shortHash(offer.hash)}, which ${shownBy} shows`)
}
