import type { ChainClient } from '@sonm/chain'
import {
  type Address,
  checkOrder,
  fail,
  formatAmount,
  type Hex,
  IDENTITY_LEVELS,
  lockPeriodSeconds,
  mismatches,
  type Order,
  type SignedOrder,
  snmPriceOf,
} from '@sonm/model'
import type { MasterLink } from '../master.ts'
import type { HubOptions } from '../options.ts'
import { askDocument } from '../store/documents.ts'
import type { HubStore } from '../store/schema.ts'
import type { HubWorld } from '../world.ts'
import type { AskSigner } from './ask-signer.ts'
import type { PlanBook } from './plan-book.ts'

/**
 * Answers a buyer's bid with a firm ask: the advertised terms, bound to him, while the plan is held for him. Which of
 * a plan's asks is taken first, the chain decides: all of a round carry one nonce.
 */
export class Proposals {
  readonly #store: HubStore
  readonly #plans: PlanBook
  readonly #signer: AskSigner
  readonly #chain: ChainClient
  readonly #master: MasterLink
  readonly #hub: Address
  readonly #options: HubOptions
  readonly #snmPerUsd: NonNullable<HubWorld['snmPerUsd']>
  readonly #levelOf: NonNullable<HubWorld['levelOf']>

  constructor(parts: {
    store: HubStore
    plans: PlanBook
    signer: AskSigner
    chain: ChainClient
    master: MasterLink
    hub: Address
    options: HubOptions
    snmPerUsd?: HubWorld['snmPerUsd']
    levelOf?: HubWorld['levelOf']
  }) {
    this.#store = parts.store
    this.#plans = parts.plans
    this.#signer = parts.signer
    this.#chain = parts.chain
    this.#master = parts.master
    this.#hub = parts.hub
    this.#options = parts.options
    this.#snmPerUsd = parts.snmPerUsd ?? (async () => undefined)
    this.#levelOf = parts.levelOf ?? (async () => IDENTITY_LEVELS.anonymous)
  }

  /**
   * @throws ORDER_INVALID, PERMISSION_DENIED, ORDER_NOT_FOUND, PLAN_NOT_OFFERED, PLAN_RESERVED,
   *   RESERVATION_USED, HUB_UNCONFIRMED, BID_MISMATCH, CAP_TOO_LOW, PRICE_UNAVAILABLE, SNM_INSUFFICIENT, CHAIN_UNREACHABLE
   */
  async propose(caller: Address, bid: Order, askHash: Hex): Promise<SignedOrder> {
    checkOrder(bid)
    if (bid.side !== 'bid') throw fail('ORDER_INVALID', { field: 'side', reason: 'it is no bid' })
    if (bid.author !== caller) {
      throw fail('PERMISSION_DENIED', {
        caller,
        action: 'propose this bid',
        reason: 'it is of another account',
      })
    }
    const row = await this.#store.selectFrom('ask').selectAll().where('ask_hash', '=', askHash).executeTakeFirst()
    if (!row) throw fail('ORDER_NOT_FOUND', { orderHash: askHash })
    const master = await this.#master.check()
    const ask = askDocument.read(row.signed)
    await this.#checkFits(ask, bid, master)
    await this.#checkMeans(ask.order, bid)

    const holdSeconds = Math.ceil(this.#options.reservationMs / 1000)
    const untilSeconds = await this.#plans.reserve(row.plan_id, caller, holdSeconds)
    const view = await this.#plans.view(row.plan_id)
    const firm = { buyer: caller, durationSeconds: bid.durationSeconds }
    return (await this.#signer.sign(view, untilSeconds, firm)).signed
  }

  /** Who could not open the deal may not hold the machine for a minute: it would cost him nothing to hide it for ever. */
  async #checkMeans(ask: Order, bid: Order): Promise<void> {
    const { author: buyer, durationSeconds } = bid
    const lockWei = lockPeriodSeconds(durationSeconds) * snmPriceOf(ask, await this.#rateFor(bid))
    const { snmWei, freeWei } = await this.#chain.balances(buyer)
    if (snmWei + freeWei >= lockWei) return
    const [needed, available] = [formatAmount(lockWei), formatAmount(snmWei + freeWei)]
    throw fail('SNM_INSUFFICIENT', { account: buyer, needed, available })
  }

  /** Wei of SNM for 1 USD, which the buyer's cap must reach; 0 where the price is in SNM. */
  async #rateFor({ denomination, snmPerUsdCap }: Order): Promise<bigint> {
    if (denomination === 'SNM') return 0n
    const rate = await this.#snmPerUsd()
    if (rate === undefined) throw fail('PRICE_UNAVAILABLE', {})
    if (snmPerUsdCap < rate) {
      throw fail('CAP_TOO_LOW', { cap: formatAmount(snmPerUsdCap), least: formatAmount(rate) })
    }
    return rate
  }

  async #checkFits(ask: SignedOrder, bid: Order, master: Address): Promise<void> {
    const nowSeconds = BigInt(this.#plans.nowSeconds())
    // The firm ask will be fresh, and a bid may name this hub as well as its master.
    const fresh = { ...ask.order, expiresAtSeconds: nowSeconds }
    const named = bid.counterparty === this.#hub ? { ...bid, counterparty: master } : bid
    const [buyerIdentity, supplierIdentity] = await Promise.all([
      this.#levelFor(ask.order, bid.author),
      this.#levelFor(bid, master),
    ])
    const found = mismatches(fresh, named, { master, buyerIdentity, supplierIdentity, nowSeconds })
    if (found.length === 0) return
    const reasons = found.map(({ requirement, asked, offered }) => `${requirement}: ${asked} asked, ${offered} offered`)
    throw fail('BID_MISMATCH', { reasons: reasons.join('; ') })
  }

  /** What the account of the other side has proved, where this order asks for it. */
  async #levelFor({ identityLevel }: Order, account: Address): Promise<number> {
    return identityLevel > IDENTITY_LEVELS.anonymous ? await this.#levelOf(account) : IDENTITY_LEVELS.anonymous
  }
}
