import { createClient } from '@connectrpc/connect'
import type { ChainClient, FeeQuote, Receipt, Settlement, WalletChain } from '@sonm/chain'
import { type Clock, CodedError, isCoded, type Logger, messageOf, nowSeconds, type Random } from '@sonm/common'
import {
  type Address,
  type Deal,
  fail,
  formatPricePerHour,
  type Hex,
  type OrderDomain,
  requirementWords,
  type SignedOrder,
  type Signer,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { HubService, signedOrderFromMessage, signedOrderToMessage } from '@sonm/protocol'
import { signBid } from '../orders/bid.ts'
import { faultsOfFirmAsk } from '../orders/firm-ask.ts'
import type { Found, Marketplaces } from '../orders/marketplaces.ts'
import type { VerifiedOffer } from '../orders/offers.ts'
import { isSettledInSnm } from '../orders/unmet.ts'
import type { Wanted } from '../orders/wanted.ts'
import type { DealBook } from './deal-book.ts'
import { checkAffordable, checkHasEther, type Funding, fundingOf, gasOf } from './funding.ts'
import type { HubLocators } from './hub-locators.ts'

/** Offers that are tried before it is given up: each costs a hub's answer, or the wait for it. */
const MAX_TRIES = 5
/** A hub that has not answered a proposal by then is passed over. */
const PROPOSE_TIMEOUT_MS = 10_000

export interface SkippedOffer {
  readonly orderHash: Hex
  readonly hub: string
  readonly reason: string
}

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

/** Which offer the buyer has chosen, if he has. */
export interface ChosenAsk {
  /** This one or none. */
  readonly only?: Hex
  /** This one first; the next ones where it cannot be taken. */
  readonly first?: Hex
  /**
   * The signed bid that the deal shall be made of: it is proposed as it is, and the contract joins it with the firm ask, which spends it. So
   * there is one deal of it at most, also where its supplier has the bid and opens one himself.
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
   * @throws NO_OFFER_MATCHES, ORDER_NOT_FOUND, MARKETPLACES_UNREACHABLE, FEE_TOO_HIGH
   */
  async plan(wanted: Wanted, chosen: ChosenAsk): Promise<OpenPlan> {
    const { offers, rejections } = await this.#candidates(wanted, chosen, true)
    const [offer, ...next] = offers
    const [funding, { snmWei: walletWei }] = await this.#fundingFor(offer!.ask, wanted)
    const fee = await this.#options.wallet.feeOf(gasOf(funding))
    return { offer: offer!, rejections, skipped: next.map(notCheaper), ...funding, walletWei, fee }
  }

  /**
   * Tries the offers, cheapest first: proposes, checks the firm ask, deposits what is missing, and takes it on chain.
   * @throws what `plan` throws; SNM_INSUFFICIENT and ETH_INSUFFICIENT before anything was signed or sent; what the signal aborts with;
   *   DEAL_NO_OFFER with the reason of every offer that was tried; CHAIN_UNREACHABLE and the like
   */
  async open(wanted: Wanted, chosen: ChosenAsk): Promise<OpenedDeal> {
    const { chain, logger } = this.#options
    const { offers, rejections } = await this.#candidates(wanted, chosen, false)
    const [funding, balances] = await this.#fundingFor(offers[0]!.ask, wanted)
    checkAffordable(chain.account, funding, balances)
    checkHasEther(chain.account, balances)
    const epoch = await chain.epochOf(chain.account)
    const skipped: SkippedOffer[] = []
    for (const offer of offers.slice(0, MAX_TRIES)) {
      const outcome = await this.#try(offer, wanted, chosen, epoch)
      if (!('reason' in outcome)) return { ...outcome, offer, rejections, skipped }
      const hub = offer.ask.order.author
      logger.warn({ hub, orderHash: offer.hash, reason: outcome.reason }, 'an offer could not be taken')
      skipped.push({ orderHash: offer.hash, hub, reason: outcome.reason })
    }
    throw fail('DEAL_NO_OFFER', { reasons: skipped.map(({ hub, reason }) => `${hub}: ${reason}`).join('; ') })
  }

  /** @param explain counts what was turned away, which a marketplace takes longer for */
  async #candidates(
    wanted: Wanted,
    { only, first }: ChosenAsk,
    explain: boolean,
  ): Promise<Pick<Found, 'offers' | 'rejections'>> {
    const { marketplaces } = this.#options
    if (only !== undefined) return { offers: [await marketplaces.find(only, wanted)], rejections: [] }
    const found = await marketplaces.search(wanted, { limit: MAX_TRIES, explain })
    if (found.offers.length === 0 && !explain) return this.#candidates(wanted, { ...(first ? { first } : {}) }, true)
    const { rejections } = found
    const offers = found.offers.filter(({ ask }) => isSettledInSnm(ask))
    const chosenFirst = [...offers.filter(({ hash }) => hash === first), ...offers.filter(({ hash }) => hash !== first)]
    if (offers.length > 0) return { offers: chosenFirst, rejections }
    const counts = rejections.map(({ requirement, count }) => `${count} for ${requirementWords(requirement)}`)
    throw fail('NO_OFFER_MATCHES', { rejections: counts.join(', ') })
  }

  async #fundingFor({ order }: SignedOrder, wanted: Wanted) {
    const { chain } = this.#options
    const balances = await chain.balances(chain.account)
    return [fundingOf(order.pricePerSecond, wanted.durationSeconds, balances), balances] as const
  }

  /** A reason means that the next offer may fare better; where the chain or our own purse fails, it throws. */
  async #try(
    offer: VerifiedOffer,
    wanted: Wanted,
    { bid, signal }: ChosenAsk,
    epoch: bigint,
  ): Promise<(Funding & { deal: Deal; receipt: Receipt }) | { reason: string }> {
    const { chain, settlement, book, logger, beforeDeposit } = this.#options
    const hub = offer.ask.order.author
    try {
      checkAffordable(chain.account, ...(await this.#fundingFor(offer.ask, wanted)))
    } catch (error) {
      if (isCoded(error, 'SNM_INSUFFICIENT')) return { reason: error.what }
      throw error
    }
    // What the contract would refuse is found out before money moves into the market for it.
    const master = await chain.masterOf(hub)
    if (master === undefined) return { reason: 'No master has confirmed this hub.' }
    const firm = await this.#propose(offer, wanted, { master, epoch, bid }).catch((error: unknown) => ({
      reason: reasonOf(error),
    }))
    if ('reason' in firm) return firm
    const [funding, balances] = await this.#fundingFor(firm, wanted)
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
        : await chain.take(firm, wanted.durationSeconds)
      await book.opened(receipt.deal, receipt)
      logger.info({ dealId: receipt.deal.id.toString(), hub }, 'a deal was opened')
      return { ...funding, deal: receipt.deal, receipt }
    } catch (error) {
      if (error instanceof CodedError && FAULTS_OF_AN_ASK.has(error.code)) return { reason: error.what }
      throw error
    }
  }

  /** The hub's firm ask, found good. */
  async #propose(
    advertised: VerifiedOffer,
    wanted: Wanted,
    context: { readonly master: Address; readonly epoch: bigint; readonly bid: SignedOrder | undefined },
  ): Promise<SignedOrder> {
    const { network, signer, domain, random, clock, hubLocators, marketplaces } = this.#options
    const { ask, hash } = advertised
    await hubLocators.note(ask)
    const { author: hub, pricePerSecond } = ask.order
    const now = BigInt(nowSeconds(clock))
    const { bid: given, ...known } = context
    const bid = given ?? (await signBid({ domain, signer, random, pricePerSecond, wanted, nowSeconds: now, ...known }))
    const answer = await createClient(HubService, network.rpc(hub)).propose(
      { bid: signedOrderToMessage(bid), askHash: hash },
      { timeoutMs: PROPOSE_TIMEOUT_MS },
    )
    const firm = signedOrderFromMessage(answer)
    const moment = await marketplaces.moment()
    const faults = faultsOfFirmAsk(firm, { domain, advertised, wanted, buyer: signer.address, moment })
    if (faults.length > 0) throw fail('FIRM_ASK_REFUSED', { hub, reason: faults.join(', ') })
    return firm
  }
}

function notCheaper({ ask: { order }, hash }: VerifiedOffer): SkippedOffer {
  const price = formatPricePerHour(order.pricePerSecond, order.denomination)
  return { orderHash: hash, hub: order.author, reason: `It is not cheaper: ${price}.` }
}

/** What the contract says when it is the ask that cannot be taken, and another could be. */
const FAULTS_OF_AN_ASK: ReadonlySet<string> = new Set([
  'DEAL_WITH_SELF',
  'DURATION_EXCEEDED',
  'HUB_UNCONFIRMED',
  'ORDER_EPOCH_WRONG',
  'ORDER_EXPIRED',
  'ORDER_INVALID',
  'ORDER_NOT_FOR_CALLER',
  'ORDER_TAKEN',
  'ORDER_UNSUPPORTED',
  'SIGNATURE_INVALID',
])

function reasonOf(error: unknown): string {
  return error instanceof CodedError ? error.what : messageOf(error)
}
