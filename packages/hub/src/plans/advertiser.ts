import {
  type Clock,
  type Current,
  type Logger,
  Loop,
  nowSeconds,
  OneEach,
  type Random,
  type Startable,
} from '@sonm/common'
import { type Address, formatPricePerHour, type Hex } from '@sonm/model'
import type { Network } from '@sonm/network'
import type { MasterLink } from '../master.ts'
import type { Notices } from '../notices.ts'
import type { HubOptions } from '../options.ts'
import { askDocument } from '../store/documents.ts'
import type { HubStore } from '../store/schema.ts'
import type { AskSigner, SignedAsk } from './ask-signer.ts'
import { MarketplaceLink } from './marketplace-link.ts'
import type { PlanBook, PlanView } from './plan-book.ts'
import { sliceText } from './slice-text.ts'

/** How soon a hub that nobody has confirmed looks again; its supplier waits for it. */
const LOOK_AGAIN_MS = 2_000

/** Has a fresh ask of each offered plan at every marketplace, and none of the others; none at all when it has stopped. */
export class Advertiser implements Startable {
  readonly #store: HubStore
  readonly #plans: PlanBook
  readonly #signer: AskSigner
  readonly #master: MasterLink
  readonly #hub: Address
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #options: HubOptions
  readonly #links: OneEach<Address, MarketplaceLink>
  readonly #loop: Loop
  /** Asks that cannot be placed again, by when they expire: a plan that is offered again needs another. */
  readonly #withdrawn = new Map<Hex, bigint>()
  #warned = false
  /** The plans of which the log says that they are for sale. */
  #forSale: ReadonlySet<string> = new Set()

  constructor(parts: {
    store: HubStore
    plans: PlanBook
    signer: AskSigner
    master: MasterLink
    network: Network
    marketplaces: Current<readonly Address[]>
    clock: Clock
    random: Random
    logger: Logger
    notices: Notices
    options: HubOptions
  }) {
    this.#store = parts.store
    this.#plans = parts.plans
    this.#signer = parts.signer
    this.#master = parts.master
    this.#hub = parts.network.address
    this.#clock = parts.clock
    this.#logger = parts.logger
    this.#options = parts.options
    const { clock, random, logger, network } = parts
    const { retryFirstMs, retryLongestMs } = parts.options
    const onWithdrawn = ({ hash, signed }: SignedAsk) => {
      this.#withdrawn.set(hash, signed.order.expiresAtSeconds)
      this.#loop.wake()
    }
    const signCancel = (hash: Hex) => this.#signer.cancel(hash, nowSeconds(clock))
    const shared = { clock, random, logger, network, retryFirstMs, retryLongestMs, onWithdrawn, signCancel }
    this.#links = new OneEach({
      items: parts.marketplaces,
      keyOf: (address) => address,
      make: (address) => new MarketplaceLink({ ...shared, address }),
      onChange: () => this.#loop.wake(),
    })
    this.#loop = new Loop({ ...shared, name: 'asks', step: () => this.#round() })
    parts.notices.onPlans(() => this.#loop.wake())
  }

  async start(): Promise<void> {
    for (const { ask_hash, expires_at_s } of await this.#advertised()) {
      for (const link of this.#links.parts) link.remember(ask_hash as Hex, BigInt(expires_at_s))
    }
    await this.#links.start()
    await this.#loop.start()
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
    await this.#links.stop()
  }

  /** @returns when something expires or lapses next */
  async #round(): Promise<number | undefined> {
    for (const [hash, expiresAtSeconds] of this.#withdrawn) {
      if (expiresAtSeconds < this.#plans.nowSeconds()) this.#withdrawn.delete(hash)
    }
    const views = await this.#plans.views()
    const offered = views.filter(({ state }) => state === 'offered')
    // An ask of a hub that nobody has confirmed could not be taken.
    const confirmed = offered.length > 0 && (await this.#master.confirmed()) !== undefined
    const unconfirmed = offered.length > 0 && !confirmed
    if (unconfirmed && !this.#warned) this.#logger.warn({ hub: this.#hub }, 'no master has confirmed this hub yet')
    this.#warned = unconfirmed
    this.#tell(views, confirmed)
    const asks: SignedAsk[] = []
    try {
      for (const view of confirmed ? offered : []) asks.push(await this.#currentAsk(view))
    } finally {
      for (const link of this.#links.parts) link.want(asks)
    }
    const nowMs = this.#clock.nowMs()
    const moments = [
      ...asks.map(({ signed }) => Number(signed.order.expiresAtSeconds) * 1000 - this.#options.askLifetimeMs / 2),
      ...views.flatMap(({ plan, state }) =>
        state === 'reserved' && plan.reservation ? [(plan.reservation.untilSeconds + 1) * 1000] : [],
      ),
      ...(unconfirmed ? [nowMs + LOOK_AGAIN_MS] : []),
    ]
    return moments.length === 0 ? undefined : Math.max(1, Math.min(...moments) - nowMs)
  }

  /** One line when a plan comes on sale; none when a buyer had it for a minute and let it go. */
  #tell(views: readonly PlanView[], confirmed: boolean): void {
    const forSale = new Set<string>()
    for (const { plan, state } of views) {
      const isTold = this.#forSale.has(plan.planId)
      if ((state !== 'offered' || !confirmed) && !(state === 'reserved' && isTold)) continue
      forSale.add(plan.planId)
      if (isTold || !plan.place) continue
      const { pricePerSecond, denomination } = plan.spec
      const price = formatPricePerHour(pricePerSecond, denomination)
      const about = { planId: plan.planId, worker: plan.place.worker, ...sliceText(plan.place.resources), price }
      this.#logger.info(about, 'a plan is for sale')
    }
    this.#forSale = forSale
  }

  /** The plan's ask, signed anew once half of its life is over, or once it was withdrawn from a marketplace. */
  async #currentAsk(view: PlanView): Promise<SignedAsk> {
    const freshUntil = Math.floor((this.#clock.nowMs() + this.#options.askLifetimeMs / 2) / 1000)
    const row = await this.#store
      .selectFrom('ask')
      .selectAll()
      .where('plan_id', '=', view.plan.planId)
      .where('buyer', 'is', null)
      .where('expires_at_s', '>', freshUntil)
      .orderBy('expires_at_s', 'desc')
      .executeTakeFirst()
    const { askLifetimeMs } = this.#options
    const expiresAtSeconds = Math.floor((this.#clock.nowMs() + askLifetimeMs) / 1000)
    if (!row) return this.#signer.sign(view, expiresAtSeconds)
    const hash = row.ask_hash as Hex
    if (!this.#withdrawn.has(hash)) return { hash, signed: askDocument.read(row.signed) }
    // A later expiry makes it another order, also within the second in which the withdrawn one was signed.
    return this.#signer.sign(view, Math.max(expiresAtSeconds, row.expires_at_s + 1))
  }

  #advertised() {
    return this.#store
      .selectFrom('ask')
      .select(['ask_hash', 'expires_at_s'])
      .where('buyer', 'is', null)
      .where('expires_at_s', '>', this.#plans.nowSeconds())
      .execute()
  }
}
