import type { Amendment } from '../deals/amendment.ts'
import type { Deal } from '../deals/deal.ts'
import { fail } from '../errors/catalog.ts'
import { type Address, ZERO_ADDRESS } from '../identity/address.ts'
import type { SignedOrder } from '../orders/order.ts'
import type { OrderDomain } from '../typed-data/typed-data.ts'
import { type BatchItem, itemOf, type OrderPair, type TakeRequest } from './batch.ts'
import { type AmendmentSignatures, type ClosedSums, DealsModel, type TransactionContext } from './deals-model.ts'
import { Ledger } from './ledger.ts'
import type { MarketModelEvent } from './market-event.ts'
import { OpeningsModel } from './openings-model.ts'
import { OrdersModel } from './orders-model.ts'
import { RegistryModel } from './registry-model.ts'
import { TokenModel } from './token-model.ts'

/**
 * The Market contract (IMarket.sol, with its token and its registry) as plain code: the same checks in the same order,
 * the same errors in their coded form, the same events. A call that throws has changed nothing.
 * @example
 * const market = new MarketModel({ chainId: 31337, market: '0x4d...' })
 * market.mint(buyer, 100n * 10n ** 18n)
 * market.deposit({ sender: buyer, nowSeconds: 0n }, 50n * 10n ** 18n)
 */
export class MarketModel {
  readonly domain: OrderDomain
  /** All events so far, oldest first. */
  readonly events: MarketModelEvent[] = []
  readonly #token: TokenModel
  readonly #free = new Ledger()
  readonly #registry = new RegistryModel()
  readonly #orders: OrdersModel
  readonly #deals: DealsModel
  readonly #openings: OpeningsModel

  constructor(domain: OrderDomain) {
    this.domain = domain
    this.#token = new TokenModel(domain.market)
    this.#orders = new OrdersModel(domain, this.events)
    this.#deals = new DealsModel(domain, this.#free, this.#registry, this.events)
    this.#openings = new OpeningsModel(this.#registry, this.#orders, this.#deals, this.events)
  }

  // ---- token ----

  /** Makes SNM for a test; the real supply is fixed. */
  mint(account: Address, wei: bigint): void {
    this.#token.mint(account, wei)
  }

  /** @throws INPUT_INVALID, SNM_INSUFFICIENT */
  transfer({ sender }: TransactionContext, to: Address, wei: bigint): void {
    this.#token.transfer(sender, to, wei)
  }

  /** What the market may collect of the sender's SNM from now on. */
  approve({ sender }: TransactionContext, wei: bigint): void {
    this.#token.approve(sender, wei)
  }

  // ---- ledger ----

  /**
   * @param permitted whether a good permit of this sum comes with it, as clients send it; without, an approval must cover it
   * @throws INPUT_INVALID (the zero address), ALLOWANCE_INSUFFICIENT, SNM_INSUFFICIENT
   */
  deposit({ sender }: TransactionContext, wei: bigint, account: Address = sender, permitted = true): void {
    if (account === ZERO_ADDRESS) {
      throw fail('INPUT_INVALID', { field: 'account', reason: 'it is the zero address, which is nobody' })
    }
    this.#token.collect(sender, wei, permitted)
    this.#free.add(account, wei)
    this.events.push({ kind: 'deposited', account, amountWei: wei })
  }

  /** @throws BALANCE_INSUFFICIENT */
  withdraw({ sender }: TransactionContext, wei: bigint): void {
    this.#deals.debit(sender, wei)
    this.#token.payOut(sender, wei)
    this.events.push({ kind: 'withdrawn', account: sender, amountWei: wei })
  }

  // ---- registry ----

  /** @throws INPUT_INVALID, HUB_CONFIRMED */
  announceMaster({ sender }: TransactionContext, master: Address): void {
    this.#registry.announce(sender, master)
  }

  /** @throws HUB_NOT_ANNOUNCED, HUB_CONFIRMED, MASTER_CHAIN */
  confirmHub({ sender }: TransactionContext, hub: Address): void {
    this.#registry.confirm(sender, hub)
  }

  /** @throws HUB_REMOVE_FORBIDDEN */
  removeHub({ sender }: TransactionContext, hub: Address): void {
    this.#registry.remove(sender, hub)
  }

  // ---- orders ----

  cancel({ sender }: TransactionContext, nonces: readonly bigint[]): void {
    this.#orders.cancel(sender, nonces)
  }

  cancelAll({ sender }: TransactionContext): void {
    this.#orders.cancelAll(sender)
  }

  /** Who the sender deals with no more, or again. */
  setBlacklisted({ sender }: TransactionContext, accounts: readonly Address[], listed: boolean): void {
    this.#orders.setBlacklisted(sender, accounts, listed)
  }

  // ---- what other contracts say ----

  /** As the Profiles contract would: 1 to 4. */
  setIdentity(account: Address, level: number): void {
    this.#openings.setIdentity(account, level)
  }

  /** As the price feed would: wei of SNM for 1 USD; 0: no usable price. */
  setSnmPerUsd(rate: bigint): void {
    this.#deals.snmPerUsd = rate
  }

  // ---- opening deals ----

  /**
   * Opens a deal with the sender as buyer.
   * @throws in the contract's order ORDER_INVALID, ORDER_EXPIRED, ORDER_NOT_FOR_CALLER, DURATION_EXCEEDED,
   * ORDER_EPOCH_WRONG, ORDER_TAKEN, SIGNATURE_INVALID, HUB_UNCONFIRMED, DEAL_WITH_SELF, PARTY_BLACKLISTED,
   * IDENTITY_TOO_LOW, CAP_TOO_LOW, PRICE_UNAVAILABLE, BALANCE_INSUFFICIENT
   */
  take(context: TransactionContext, signed: SignedOrder, durationSeconds: bigint, snmPerUsdCap = 0n): Deal {
    return this.#openings.take(context, signed, durationSeconds, snmPerUsdCap)
  }

  /**
   * Opens a deal of a signed ask and a signed bid; the sender is one of the two sides, or whom one of them has named.
   * @throws as `take`, and ORDERS_MISMATCH, OPEN_FORBIDDEN
   */
  openDeal(context: TransactionContext, signedAsk: SignedOrder, signedBid: SignedOrder): Deal {
    return this.#openings.openDeal(context, signedAsk, signedBid)
  }

  /**
   * `take` for each request; those that fail are passed over.
   * @throws BATCH_INCOMPLETE when fewer than `atLeast` have led to a deal; then none has
   */
  takeBatch(context: TransactionContext, requests: readonly TakeRequest[], atLeast = 0n): readonly BatchItem[] {
    return this.#batch(requests, atLeast, (model, { ask, durationSeconds, snmPerUsdCap = 0n }) =>
      model.take(context, ask, durationSeconds, snmPerUsdCap),
    )
  }

  /** `openDeal` for each request, as `takeBatch` does. @throws BATCH_INCOMPLETE */
  openDealBatch(context: TransactionContext, requests: readonly OrderPair[], atLeast = 0n): readonly BatchItem[] {
    return this.#batch(requests, atLeast, (model, { ask, bid }) => model.openDeal(context, ask, bid))
  }

  #batch<Request>(
    requests: readonly Request[],
    atLeast: bigint,
    open: (model: MarketModel, request: Request) => Deal,
  ): readonly BatchItem[] {
    const run = (model: MarketModel) => requests.map((each) => itemOf(() => open(model, each)))
    // On a copy first, for what fails as a whole leaves nothing behind.
    const opened = run(this.clone()).filter((each) => 'deal' in each).length
    if (BigInt(opened) < atLeast) {
      throw fail('BATCH_INCOMPLETE', { opened: String(opened), atLeast: String(atLeast) })
    }
    return run(this)
  }

  // ---- running deals ----

  /** @returns what the master got @throws DEAL_STATE_WRONG */
  bill(context: TransactionContext, deal: Deal): bigint {
    return this.#deals.bill(context, deal)
  }

  /**
   * Bills each deal whose state is the current one and passes over the others.
   * @returns what the masters got, in all
   */
  billBatch(context: TransactionContext, deals: readonly Deal[]): bigint {
    return this.#deals.billBatch(context, deals)
  }

  /**
   * @returns what the master got
   * @throws in the contract's order DEAL_STATE_WRONG, AMENDMENT_INVALID, AMENDMENT_STALE, AMENDMENT_EXPIRED,
   * AMENDMENT_UNSIGNED, DEAL_UNFUNDED, PRICE_UNAVAILABLE
   */
  amend(context: TransactionContext, amendment: Amendment, deal: Deal, signatures: AmendmentSignatures = {}): bigint {
    return this.#deals.amend(context, amendment, deal, signatures)
  }

  /** @throws DEAL_STATE_WRONG, DEAL_CLOSE_FORBIDDEN, BALANCE_INSUFFICIENT (bond) */
  close(context: TransactionContext, deal: Deal): ClosedSums {
    return this.#deals.close(context, deal)
  }

  /** Closes what the sender may close without a bond, and passes over the others. */
  closeBatch(context: TransactionContext, deals: readonly Deal[]): void {
    this.#deals.closeBatch(context, deals)
  }

  // ---- views ----

  balances(account: Address): { readonly snmWei: bigint; readonly freeWei: bigint } {
    return { snmWei: this.#token.balanceOf(account), freeWei: this.#free.of(account) }
  }

  /** What the market may still collect of the account's SNM by approval. */
  allowanceOf(account: Address): bigint {
    return this.#token.allowanceOf(account)
  }

  masterOf(hub: Address): Address | undefined {
    return this.#registry.masterOf(hub)
  }

  /** The master that a hub has named, confirmed or not. */
  announcedMasterOf(hub: Address): Address | undefined {
    return this.#registry.announcedMasterOf(hub)
  }

  hubCountOf(master: Address): number {
    return this.#registry.hubCountOf(master)
  }

  epochOf(author: Address): bigint {
    return this.#orders.epochOf(author)
  }

  isBlacklisted(lister: Address, account: Address): boolean {
    return this.#orders.isBlacklisted(lister, account)
  }

  isNonceUsed(author: Address, nonce: bigint): boolean {
    return this.#orders.isNonceUsed(author, nonce)
  }

  /** The current state of an open deal. */
  dealOf(id: bigint): Deal | undefined {
    return this.#deals.dealOf(id)
  }

  openDeals(): readonly Deal[] {
    return this.#deals.openDeals()
  }

  dealCount(): bigint {
    return this.#deals.dealCount()
  }

  /** Sums for `checkConservation`. */
  totals() {
    return {
      ...this.#token.totals(),
      freeWei: this.#free.total(),
      lockedWei: this.#deals.lockedWei(),
      negative: [...this.#token.negative(), ...this.#free.negative()],
    }
  }

  /** An independent copy, for a simulation that goes back in time (a reorganisation of the chain). */
  clone(): MarketModel {
    const copy = new MarketModel(this.domain)
    copy.events.push(...this.events)
    copy.#token.copyFrom(this.#token)
    copy.#free.copyFrom(this.#free)
    copy.#registry.copyFrom(this.#registry)
    copy.#orders.copyFrom(this.#orders)
    copy.#deals.copyFrom(this.#deals)
    copy.#openings.copyFrom(this.#openings)
    return copy
  }
}
