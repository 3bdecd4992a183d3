import { createClient } from '@connectrpc/connect'
import type { ChainClient, FeeQuote, Receipt, Settlement, WalletChain } from '@sonm/chain'
import { type Clock, isCoded, type Logger, nowSeconds, type Random } from '@sonm/common'
import {
  type Address,
  type Deal,
  fail,
  type Hex,
  type OrderDomain,
  requirementWords,
  type SignedOrder,
  type Signer,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { HubService, orderToMessage, signedOrderFromMessage } from '@sonm/protocol'
import { bestFirst } from '../bids/best-first.ts'
import { bidFor } from '../orders/bid.ts'
import { faultsOfFirmAsk } from '../orders/firm-ask.ts'
import type { Found } from '../orders/found.ts'
import { localParts } from '../orders/local-parts.ts'
import type { Marketplaces } from '../orders/marketplaces.ts'
import type { VerifiedOffer } from '../orders/offers.ts'
import type { Wanted } from '../orders/wanted.ts'
import type { DealBook } from './deal-book.ts'
import { checkAffordable, checkHasEther, type Funding, fundingOf, gasOf } from './funding.ts'
import type { HubLocators } from './hub-locators.ts'
import { settledPrice } from './settled-price.ts'
import {
  hubOf,
  isFaultOfAsk,
  noOffer,
  notCheaper,
  reasonOfHub,
  reasonOfPrice,
  type SkippedOffer,
  skippedFor,
} from './skipped-offer.ts'

/** Offers that are tried before it is given up: each costs a hub's answer, or the wait for it. */
const MAX_TRIES = 5
/** Of so many, the cheapest, those of one price are compared by reliability. */
const COMPARED = 100
/** A hub that has not answered a proposal by then is passed over. */
const PROPOSE_TIMEOUT_MS = 10_000

/** What is or would be taken, for how much, and why nothing cheaper. */
interface Choice extends Funding {
  readonly offer: VerifiedOffer
  readonly rejections: Found['rejections']
  readonly skipped: readonly SkippedOffer[]
}

export interface OpenPlan extends Choice {
  /** What the wallet holds for the deposit. */
  readonly walletWei: bigint
  /** What the transactions will cost, estimated. */
  readonly fee: FeeQuote
}

export interface OpenedDeal extends Choice {
  readonly deal: Deal
  readonly receipt: Receipt
}

/** Which offer the buyer has chosen, if he has, and what he allows. */
export interface ChosenAsk {
  /** This one or none. */
  readonly only?: Hex
  /** This one first; the next ones where it cannot be taken. */
  readonly first?: Hex
  /** The most wei of SNM for 1 USD that a deal may ever cost; undefined: a little above the rate. */
  readonly snmPerUsdCap?: bigint
  /**
   * The signed bid that the deal shall be made of: it is proposed as it is, and the contract joins it with the firm ask, which spends it. So
   * there is one deal of it at most, also where its supplier has the bid and opens one himself. Its cap on the rate is given above too.
   */
  readonly bid?: SignedOrder
  /** Once it aborts, nothing is sent any more. */
  readonly signal?: AbortSignal
}

export interface DealOpenerOptions {
  readonly network: Network
  readonly chain: ChainClient
  readonly settlement: Pick<Settlement, 'openDeal'>
  readonly wallet: Pick<WalletChain, 'feeOf'>
  /** Wei of SNM for 1 USD as the market would settle now; without it no offer in USD is taken. */
  readonly snmPerUsd?: (() => Promise<bigint | undefined>) | undefined
  readonly signer: Signer
  readonly domain: OrderDomain
  readonly marketplaces: Marketplaces
  readonly book: DealBook
  readonly hubLocators: HubLocators
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Ends what would take money that is not meant for it. */
  readonly beforeDeposit: () => Promise<void>
}

/** From a wish to a deal on chain. */
export class DealOpener {
  readonly #options: DealOpenerOptions

  constructor(options: DealOpenerOptions) {
    this.#options = options
  }

  /**
   * Says what `open` would take, and does nothing.
   * @throws NO_OFFER_MATCHES, ORDER_NOT_FOUND, MARKETPLACES_UNREACHABLE, FEE_TOO_HIGH, PRICE_UNAVAILABLE, CAP_TOO_LOW
   */
  async plan(wanted: Wanted, chosen: ChosenAsk): Promise<OpenPlan> {
    const { offers, rejections } = await this.#candidates(wanted, chosen, true)
    const { offer, funding, balances, passed, next } = await this.#firstPriced(offers, wanted, chosen)
    const skipped = [...passed, ...next.map(notCheaper)]
    const fee = await this.#options.wallet.feeOf(gasOf(funding))
    return { offer, rejections, skipped, ...funding, walletWei: balances.snmWei, fee }
  }

  /**
   * Tries the offers, the best first: proposes, checks the firm ask, deposits what is missing, and takes it on chain.
   * @throws what `plan` throws; SNM_INSUFFICIENT and ETH_INSUFFICIENT before anything was signed or sent; what the signal aborts with;
   *   DEAL_NO_OFFER with the reason of every offer that was tried; CHAIN_UNREACHABLE and the like
   */
  async open(wanted: Wanted, chosen: ChosenAsk): Promise<OpenedDeal> {
    const { chain, logger } = this.#options
    const { offers, rejections } = await this.#candidates(wanted, chosen, false)
    const { funding, balances } = await this.#firstPriced(offers, wanted, chosen)
    checkAffordable(chain.account, funding, balances)
    checkHasEther(chain.account, balances)
    const epoch = await chain.epochOf(chain.account)
    const skipped: SkippedOffer[] = []
    for (const offer of offers) {
      const outcome = await this.#try(offer, wanted, chosen, epoch)
      if (!('reason' in outcome)) return { ...outcome, offer, rejections, skipped }
      logger.warn({ hub: hubOf(offer), orderHash: offer.hash, reason: outcome.reason }, 'an offer could not be taken')
      skipped.push(skippedFor(offer, outcome.reason))
    }
    throw noOffer(skipped)
  }

  /** @param explain counts what was turned away, which a marketplace takes longer for */
  async #candidates(
    wanted: Wanted,
    chosen: ChosenAsk,
    explain: boolean,
  ): Promise<Pick<Found, 'offers' | 'rejections'>> {
    const { marketplaces } = this.#options
    const { only, first } = chosen
    if (only !== undefined) return { offers: [await marketplaces.find(only, wanted)], rejections: [] }
    // Where hubs are measured one after the other, more than is tried is not waited for.
    const limit = localParts(wanted.query).latency.length > 0 ? MAX_TRIES : COMPARED
    const found = await marketplaces.search(wanted, { limit, explain })
    if (found.offers.length === 0 && !explain) return this.#candidates(wanted, chosen, true)
    const { rejections, moment } = found
    // As a bid is matched, unless the buyer has said what is best.
    const sorted = wanted.query.order.length > 0 ? found.offers : bestFirst(found.offers, moment.usdPerSnm)
    const preferred = sorted.find(({ hash }) => hash === first)
    const offers = [...(preferred ? [preferred] : []), ...sorted.filter((offer) => offer !== preferred)]
    if (offers.length > 0) return { offers: offers.slice(0, MAX_TRIES), rejections }
    const counts = rejections.map(({ requirement, count }) => `${count} for ${requirementWords(requirement)}`)
    throw fail('NO_OFFER_MATCHES', { rejections: counts.join(', ') })
  }

  /** The first offer whose price can be settled now, what it takes, and why those before it were passed over. */
  async #firstPriced(offers: readonly VerifiedOffer[], wanted: Wanted, chosen: ChosenAsk) {
    const passed: SkippedOffer[] = []
    for (const [at, offer] of offers.entries()) {
      try {
        const [funding, balances] = await this.#fundingFor(offer.ask, wanted, chosen)
        return { offer, funding, balances, passed, next: offers.slice(at + 1) }
      } catch (error) {
        if (offers.length === 1) throw error
        passed.push(skippedFor(offer, reasonOfPrice(error).reason))
      }
    }
    throw noOffer(passed)
  }

  async #fundingFor({ order }: SignedOrder, wanted: Wanted, { snmPerUsdCap }: ChosenAsk) {
    const { chain, snmPerUsd } = this.#options
    const rate = order.denomination === 'USD' ? snmPerUsd?.() : undefined
    const [balances, rateNow] = await Promise.all([chain.balances(chain.account), rate])
    const price = settledPrice(order, rateNow, snmPerUsdCap)
    return [fundingOf(price, wanted.durationSeconds, balances), balances] as const
  }

  /** A reason means that the next offer may fare better; where the chain or our own purse fails, it throws. */
  async #try(
    offer: VerifiedOffer,
    wanted: Wanted,
    chosen: ChosenAsk,
    epoch: bigint,
  ): Promise<(Funding & { deal: Deal; receipt: Receipt }) | { reason: string }> {
    const { chain, settlement, book, logger, beforeDeposit } = this.#options
    const { bid, signal } = chosen
    const hub = hubOf(offer)
    // One cap for the bid and for the deal, whatever the rate does meanwhile.
    let allowed = chosen
    try {
      const [funding, balances] = await this.#fundingFor(offer.ask, wanted, chosen)
      checkAffordable(chain.account, funding, balances)
      if (funding.usd) allowed = { ...chosen, snmPerUsdCap: funding.usd.snmPerUsdCap }
    } catch (error) {
      if (isCoded(error, 'SNM_INSUFFICIENT')) return { reason: error.what }
      return reasonOfPrice(error)
    }
    // What the contract would refuse is found out before money moves into the market for it.
    const master = await chain.masterOf(hub)
    if (master === undefined) return { reason: 'No master has confirmed this hub.' }
    const snmPerUsdCap = allowed.snmPerUsdCap ?? 0n
    const firm = await this.#propose(offer, wanted, { master, epoch, bid, snmPerUsdCap }).catch((error: unknown) => ({
      reason: reasonOfHub(hub, master, error),
    }))
    if ('reason' in firm) return firm
    const funded = await this.#fundingFor(firm, wanted, allowed).catch(reasonOfPrice)
    if ('reason' in funded) return funded
    const [funding, balances] = funded
    checkAffordable(chain.account, funding, balances)
    signal?.throwIfAborted()
    if (funding.depositWei > 0n) {
      await beforeDeposit()
      await chain.deposit(funding.depositWei)
    }
    signal?.throwIfAborted()
    try {
      const receipt = bid
        ? await settlement.openDeal({ ask: firm, bid })
        : await chain.take(firm, wanted.durationSeconds, funding.usd?.snmPerUsdCap)
      await book.opened(receipt.deal, receipt)
      logger.info({ dealId: receipt.deal.id.toString(), hub }, 'a deal was opened')
      return { ...funding, deal: receipt.deal, receipt }
    } catch (error) {
      if (isFaultOfAsk(error)) return { reason: error.what }
      throw error
    }
  }

  /** The hub's firm ask, found good. */
  async #propose(
    advertised: VerifiedOffer,
    wanted: Wanted,
    context: {
      readonly master: Address
      readonly epoch: bigint
      readonly bid: SignedOrder | undefined
      readonly snmPerUsdCap: bigint
    },
  ): Promise<SignedOrder> {
    const { network, signer, domain, random, clock, hubLocators, marketplaces } = this.#options
    const { ask, hash } = advertised
    await hubLocators.tried(ask)
    const hub = ask.order.author
    const now = BigInt(nowSeconds(clock))
    const { bid: given, ...known } = context
    const { address: buyer } = signer
    const bid = given?.order ?? bidFor({ buyer, random, ask: ask.order, wanted, nowSeconds: now, ...known })
    const answer = await createClient(HubService, network.rpc(hub)).propose(
      { bid: orderToMessage(bid), askHash: hash },
      { timeoutMs: PROPOSE_TIMEOUT_MS },
    )
    const firm = signedOrderFromMessage(answer)
    const moment = await marketplaces.moment()
    const faults = faultsOfFirmAsk(firm, { domain, advertised, wanted, buyer, moment })
    if (faults.length > 0) throw fail('FIRM_ASK_REFUSED', { hub, reason: faults.join(', ') })
    return firm
  }
}
