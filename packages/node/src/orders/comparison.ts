import type { Clock, Logger } from '@sonm/common'
import type { Address, Hex, Order, OrderDomain } from '@sonm/model'
import type { Network } from '@sonm/network'
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
} from './compare-marketplaces.ts'
import { KnownCancels } from './known-cancels.ts'
import type { MarketplaceRecords } from './marketplace-records.ts'
import type { OrderTruths } from './order-truths.ts'
import { tellOfCancels } from './tell-of-cancels.ts'
import { type Excuses, WhyLeftOut } from './why-left-out.ts'
import { WithheldOrders } from './withheld-orders.ts'

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

/** What is asked of several marketplaces at once, and how what one leaves out is looked for. */
export type Asked<Shown extends Checked> = Pick<
  Question<Shown>,
  'side' | 'compare' | 'isSurelyBefore' | 'fits' | 'isUnfit' | 'mayMiss'
> &
  Excuses<Shown>

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
  readonly faults: readonly Fault[]
}

/** Holds what several marketplaces have answered to one question against each other and against the chain. */
export class Comparison {
  readonly #options: ComparisonOptions
  readonly #cancels: KnownCancels
  readonly #withheld: WithheldOrders
  readonly #whyLeftOut: WhyLeftOut

  constructor(options: ComparisonOptions) {
    this.#options = options
    this.#cancels = new KnownCancels(options)
    this.#withheld = new WithheldOrders(options)
    this.#whyLeftOut = new WhyLeftOut({ ...options, cancels: this.#cancels, withheld: this.#withheld })
  }

  async review<Shown extends Checked>(answers: readonly Answer<Shown>[], asked: Asked<Shown>): Promise<Review> {
    const { records } = this.#options
    const verdict = await this.#compare(answers, asked)
    const missed = await this.#askWhy(answers, verdict.doubts, asked)
    const told = await tellOfCancels(answers, { ...this.#options, cancels: this.#cancels })
    const faults = onePerKind(this.#believable([...verdict.faults, ...missed.faults, ...told]))
    for (const { marketplace } of answers) {
      records.answered(
        marketplace,
        faults.filter((fault) => fault.marketplace === marketplace),
      )
    }
    return {
      faults,
      lies: new Set([...verdict.lies, ...missed.lies]),
      ending: new Set([...verdict.ending, ...missed.lies]),
      liars: new Set(faults.map(({ marketplace }) => marketplace)),
    }
  }

  /** What marketplaces have shown in streams and not taken back, held against each other: what one leaves out is held against it. */
  async missed<Shown extends Checked>(
    streams: readonly Answer<Shown>[],
    asked: Asked<Shown>,
  ): Promise<Pick<Review, 'faults'>> {
    const { doubts } = await this.#compare(streams, asked)
    const missed = await this.#askWhy(streams, doubts, asked)
    const told = await tellOfCancels(streams, { ...this.#options, cancels: this.#cancels })
    const faults = this.#believable([...missed.faults, ...told])
    this.#hold(onePerKind(faults))
    return { faults }
  }

  /** What a marketplace has shown and not taken back, judged as it is now. Whoever shows what is over for long is blamed. */
  async again<Shown extends Checked>(
    marketplace: Address,
    side: Order['side'],
    offers: readonly Shown[],
  ): Promise<JudgedAgain> {
    const moment = { side, ...(await this.#moment(offers)) }
    const judged = offers.map((offer) => ({ hash: offer.hash, ...judgeOrder(marketplace, offer, moment) }))
    const faults = onePerKind(judged.flatMap(({ lie }) => (lie ? [faultOf(marketplace, ...lie)] : [])))
    this.#hold(faults)
    return {
      faults,
      over: judged.flatMap(({ hash, isOver }) => (isOver ? [hash] : [])),
      blamed: judged.flatMap(({ hash, lie }) => (lie ? [hash] : [])),
    }
  }

  async #compare<Shown extends Checked>(answers: readonly Answer<Shown>[], asked: Asked<Shown>) {
    const shown = answers.map(({ marketplace, offers, told }) => {
      const signed = offers.flatMap((offer) => ('forged' in offer.signed ? [] : [offer.signed]))
      for (const hash of [...signed.map((offer) => offer.hash), ...(told ?? [])])
        this.#withheld.shown(marketplace, hash)
      return signed
    })
    return compareMarketplaces(answers, { ...asked, ...(await this.#moment(shown.flat())) })
  }

  async #moment<Shown extends Checked>(offers: readonly Shown[]) {
    const { truths, clock, lagMs } = this.#options
    const truthOf = await truths.look(offers)
    const cancelledForMs = (marketplace: Address, { hash }: Shown) => this.#cancels.knownForMs(marketplace, hash)
    return { truthOf, cancelledForMs, nowMs: clock.nowMs(), lagMs }
  }

  async #askWhy<Shown extends Checked>(
    answers: readonly Answer<Shown>[],
    doubts: readonly Doubt<Shown>[],
    asked: Asked<Shown>,
  ) {
    const found = answers.map(async (answer) => {
      const about = doubts.filter(({ marketplace }) => marketplace === answer.marketplace)
      return about.length === 0 ? { faults: [], lies: [] } : await this.#whyLeftOut.ask(answer, about, asked)
    })
    const all = await Promise.all(found)
    return { faults: all.flatMap(({ faults }) => faults), lies: all.flatMap(({ lies }) => lies) }
  }

  /** Without what rests on the word of somebody who was found at a lie. */
  #believable(faults: readonly Fault[]): readonly Fault[] {
    const { records } = this.#options
    const liars = new Set(faults.flatMap(({ marketplace, byWordOf }) => (byWordOf ? [] : [marketplace])))
    return faults.filter(({ byWordOf }) => !byWordOf || (!liars.has(byWordOf) && records.isClean(byWordOf)))
  }

  #hold(faults: readonly Fault[]): void {
    const { records } = this.#options
    for (const [marketplace, its] of Map.groupBy(faults, (fault) => fault.marketplace))
      records.answered(marketplace, its)
  }
}
