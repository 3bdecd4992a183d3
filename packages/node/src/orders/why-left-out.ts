import { createClient } from '@connectrpc/connect'
import { type Clock, isCoded, type Logger, messageOf } from '@sonm/common'
import {
  type Address,
  cancelSigner,
  type Hex,
  type OrderDomain,
  type SignedAttestation,
  type SignedCancel,
  verifyAttestation,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { cancelFromMessage, FederationService, MarketplaceService, type Offer, readHex } from '@sonm/protocol'
import { type Answer, type Checked, type Doubt, type Fault, faultOf, shortHash } from './compare-marketplaces.ts'
import { inTime } from './in-time.ts'
import type { KnownCancels } from './known-cancels.ts'
import type { OrderTruths } from './order-truths.ts'
import type { WithheldOrders } from './withheld-orders.ts'

/** Orders of one marketplace that it is asked about after one search. */
const MOST_DOUBTS = 20
/** Of those that it has, so many are asked after: each takes more questions. */
const MOST_ASKED_AFTER = 5
/** Whoever is asked must not hold the answer up, with one question or with all. */
const ASK_TIMEOUT_MS = 3_000

export interface WhyLeftOutOptions {
  readonly network: Network
  readonly domain: OrderDomain
  readonly truths: Pick<OrderTruths, 'isOverNow'>
  readonly cancels: KnownCancels
  readonly withheld: WithheldOrders
  readonly clock: Clock
  readonly logger: Logger
  readonly lagMs: number
}

export interface Excuses<Shown extends Checked> {
  /** Whether an offer fits by what this marketplace says of it, or that it is none. */
  readonly fitsAsShown: (offer: Offer) => boolean | { readonly forged: string }
  /** Whether the marketplace shows the offer to who asks for it alone; undefined: it did not say. */
  readonly showsAlone: (marketplace: Address, offer: Shown, timeoutMs: number) => Promise<boolean | undefined>
}

interface Findings {
  readonly faults: Fault[]
  /** Orders that are over by their authors' cancels. */
  readonly lies: Hex[]
}

/** Asks a marketplace why it has left offers out. What it does not answer, or not in time, is no proof, of neither. */
export class WhyLeftOut {
  readonly #options: WhyLeftOutOptions

  constructor(options: WhyLeftOutOptions) {
    this.#options = options
  }

  async ask<Shown extends Checked>(
    answer: Answer<Shown>,
    doubts: readonly Doubt<Shown>[],
    excuses: Excuses<Shown>,
  ): Promise<Findings> {
    const { clock, logger } = this.#options
    const found: Findings = { faults: [], lies: [] }
    const asking = this.#ask(answer, doubts.slice(0, MOST_DOUBTS), excuses, found).catch((error: unknown) => {
      const about = { marketplace: answer.marketplace, reason: messageOf(error) }
      logger.debug(about, 'a marketplace does not say why it left offers out')
    })
    await inTime(clock, ASK_TIMEOUT_MS, asking)
    // What comes later is found the next time.
    return { faults: [...found.faults], lies: [...found.lies] }
  }

  async #ask<Shown extends Checked>(
    answer: Answer<Shown>,
    doubts: readonly Doubt<Shown>[],
    excuses: Excuses<Shown>,
    { faults, lies }: Findings,
  ): Promise<void> {
    const { cancels } = this.#options
    const said = await this.#attest(answer.marketplace, doubts)
    const isBlamed = (code: Fault['code']) => faults.some((fault) => fault.code === code)
    let asked = 0
    for (const [at, doubt] of doubts.entries()) {
      const { hash, ask } = doubt.offer
      const cancel = said.cancels.find((each) => each.orderHash === hash)
      if (cancel && this.#signerOf(cancel) === ask.order.author) {
        cancels.learn(cancel)
        lies.push(hash)
      } else if (said.held[at]) {
        // One is enough, and each question takes time.
        if (asked++ < MOST_ASKED_AFTER && !isBlamed('MARKETPLACE_HIDES'))
          faults.push(...(await this.#hidden(answer, doubt, said.atMs, excuses)))
      } else if (!isBlamed('MARKETPLACE_LACKS') && (await this.#lacks(doubt))) faults.push(lacks(doubt))
    }
  }

  /**
   * It holds the order, and has not shown it: because it fits only by what the other says of it, came in just now, was not come to, or for no
   * reason. When it came is judged by the marketplace's own clock, and by ours where it was so before; the other one's word counts for nothing.
   */
  async #hidden<Shown extends Checked>(
    { marketplace, again }: Answer<Shown>,
    doubt: Doubt<Shown>,
    saidAtMs: bigint,
    excuses: Excuses<Shown>,
  ): Promise<readonly Fault[]> {
    const { network, withheld, lagMs } = this.#options
    const { hash } = doubt.offer
    const client = createClient(MarketplaceService, network.rpc(marketplace))
    const offer = await client.getOrder({ orderHash: hash }, { timeoutMs: ASK_TIMEOUT_MS }).catch((error: unknown) => {
      if (isCoded(error, 'ORDER_NOT_FOUND')) return undefined
      throw error
    })
    if (offer === undefined) return await this.#denied(doubt)
    const fits = excuses.fitsAsShown(offer)
    if (typeof fits === 'object')
      return [faultOf(marketplace, 'MARKETPLACE_ALTERS', `${shortHash(hash)}: ${fits.forged}`)]
    if (!fits) return []
    const isWithheldStill = withheld.note(marketplace, hash) >= lagMs
    if (!isWithheldStill && saidAtMs - offer.placedAtMs < lagMs) return []
    if (doubt.isExcused) {
      return (await excuses.showsAlone(marketplace, doubt.offer, ASK_TIMEOUT_MS)) === false ? [hides(doubt)] : []
    }
    if (isWithheldStill) return [hides(doubt)]
    // What it knows of the supplier may have changed in between: then it shows the offer now.
    const now = await again?.(ASK_TIMEOUT_MS)
    return now && !now.has(hash) ? [hides(doubt)] : []
  }

  /** It says that it holds the order, and when asked for it that there is none: unless it has just lost it, it hides it. */
  async #denied(doubt: Doubt): Promise<readonly Fault[]> {
    const { held } = await this.#attest(doubt.marketplace, [doubt])
    return held[0] ? [hides(doubt)] : []
  }

  /** An order that has just ended is gone from where that was seen first. */
  async #lacks({ offer, placedAtMs }: Doubt): Promise<boolean> {
    const { clock, lagMs, truths } = this.#options
    return clock.nowMs() - Number(placedAtMs) >= lagMs && (await truths.isOverNow(offer)) === false
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
    return { atMs: said.atMs, held: said.orders.map(({ held }) => held), cancels }
  }

  #signerOf(cancel: SignedCancel): Address | undefined {
    try {
      return cancelSigner(this.#options.domain, cancel)
    } catch {
      return undefined
    }
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
  const reason = `it does not have ${shortHash(offer.hash)}, which ${shownBy} shows`
  return { ...faultOf(marketplace, 'MARKETPLACE_LACKS', reason), byWordOf: shownBy }
}
