import type { Deal } from '../deals/deal.ts'
import { fail } from '../errors/catalog.ts'
import type { Address } from '../identity/address.ts'
import type { SignedOrder } from '../orders/order.ts'
import type { DealsModel, TransactionContext } from './deals-model.ts'
import type { MarketModelEvent } from './market-event.ts'
import { checkCounterparty, checkForm, checkServes } from './open-rules.ts'
import type { OrdersModel } from './orders-model.ts'
import type { RegistryModel } from './registry-model.ts'

/** How signed orders become deals: the form of the orders, then the parties behind them, then their money. */
export class OpeningsModel {
  readonly #registry: RegistryModel
  readonly #orders: OrdersModel
  readonly #deals: DealsModel
  readonly #events: MarketModelEvent[]
  readonly #identities = new Map<Address, number>()

  constructor(registry: RegistryModel, orders: OrdersModel, deals: DealsModel, events: MarketModelEvent[]) {
    this.#registry = registry
    this.#orders = orders
    this.#deals = deals
    this.#events = events
  }

  setIdentity(account: Address, level: number): void {
    this.#identities.set(account, level)
  }

  take(context: TransactionContext, signed: SignedOrder, durationSeconds: bigint, snmPerUsdCap = 0n): Deal {
    const { sender, nowSeconds } = context
    const ask = signed.order
    checkForm(ask, 'ask', nowSeconds)
    checkCounterparty(ask.counterparty, sender)
    if (durationSeconds > ask.durationSeconds) {
      throw fail('DURATION_EXCEEDED', { offered: String(ask.durationSeconds), asked: String(durationSeconds) })
    }
    const askHash = this.#orders.checkUsable(signed)
    const master = this.#checkParties(sender, ask.author)
    this.#checkIdentity(sender, ask.identityLevel)
    const deal = this.#deals.open(context, { ask, askHash, buyer: sender, master, durationSeconds, snmPerUsdCap })
    this.#orders.use(ask.author, ask.nonce)
    return deal
  }

  openDeal(context: TransactionContext, signedAsk: SignedOrder, signedBid: SignedOrder): Deal {
    const { sender, nowSeconds } = context
    const [ask, bid] = [signedAsk.order, signedBid.order]
    const [hub, buyer] = [ask.author, bid.author]
    checkForm(ask, 'ask', nowSeconds)
    checkForm(bid, 'bid', nowSeconds)
    checkCounterparty(ask.counterparty, buyer)
    checkServes(ask, bid)
    const [askHash, bidHash] = this.#orders.checkBothUsable(signedAsk, signedBid)
    const master = this.#checkParties(buyer, hub)
    checkCounterparty(bid.counterparty, master)
    if (![buyer, hub, master, ask.matcher, bid.matcher].includes(sender)) {
      throw fail('OPEN_FORBIDDEN', { caller: sender })
    }
    this.#checkIdentity(buyer, ask.identityLevel)
    this.#checkIdentity(master, bid.identityLevel)
    const { durationSeconds, snmPerUsdCap } = bid
    const deal = this.#deals.open(context, { ask, askHash, buyer, master, durationSeconds, snmPerUsdCap })
    this.#orders.use(hub, ask.nonce)
    this.#orders.use(buyer, bid.nonce)
    this.#events.push({ kind: 'bidFilled', dealId: deal.id, bidHash })
    return deal
  }

  #checkParties(buyer: Address, hub: Address): Address {
    const master = this.#registry.masterOf(hub)
    if (master === undefined) throw fail('HUB_UNCONFIRMED', { hub })
    if (buyer === master || buyer === hub) throw fail('DEAL_WITH_SELF', { buyer })
    this.#orders.checkBlacklists(buyer, hub, master)
    return master
  }

  #checkIdentity(account: Address, asked: number): void {
    const proved = this.#identities.get(account) ?? 1
    if (asked > 1 && proved < asked) throw fail('IDENTITY_TOO_LOW', { account, asked, proved })
  }

  copyFrom(other: OpeningsModel): void {
    for (const [account, level] of other.#identities) this.#identities.set(account, level)
  }
}
