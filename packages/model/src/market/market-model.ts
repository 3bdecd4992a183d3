import { isCoded } from '@sonm/common'
import { type Amendment, amendmentGivers, amendmentSigner } from '../deals/amendment.ts'
import { type Deal, dueAt, endsAtSeconds, lockPeriodSeconds } from '../deals/deal.ts'
import type { DealMoney } from '../deals/deal-words.ts'
import { amendDeal, billDeal, closeDeal, mayClose, type Settled, type SettledAt, snmPrice } from '../deals/settle.ts'
import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, toHex, ZERO_ADDRESS } from '../identity/address.ts'
import { recoverAddress } from '../identity/signer.ts'
import { orderDigest } from '../orders/eip712.ts'
import type { Order, SignedOrder } from '../orders/order.ts'
import type { OrderDomain } from '../typed-data/typed-data.ts'
import { formatAmount } from '../units/money.ts'
import { checkAmendment } from './amend-rules.ts'
import { Ledger } from './ledger.ts'
import type { MarketModelEvent } from './market-event.ts'
import { checkCounterparty, checkForm, checkServes, isoTime } from './open-rules.ts'
import { RegistryModel } from './registry-model.ts'

/** Whose transaction it is, and the time of its block. */
export interface TransactionContext {
  readonly sender: Address
  readonly nowSeconds: bigint
}

const exactly = (wei: bigint) => formatAmount(wei, 'SNM', { exact: true })

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
  readonly #wallets = new Ledger()
  readonly #free = new Ledger()
  readonly #registry = new RegistryModel()
  readonly #usedNonces = new Set<string>()
  readonly #epochs = new Map<Address, bigint>()
  readonly #blacklist = new Set<string>()
  readonly #identities = new Map<Address, number>()
  #snmPerUsd = 0n
  readonly #deals = new Map<bigint, Deal>()
  #dealCount = 0n
  #mintedWei = 0n
  /** SNM that was sent to the contract outside of `deposit`; nobody can move it. */
  #strandedWei = 0n

  constructor(domain: OrderDomain) {
    this.domain = domain
  }

  // ---- token ----

  /** Makes SNM for a test; the real supply is fixed. */
  mint(account: Address, wei: bigint): void {
    this.#wallets.add(account, wei)
    this.#mintedWei += wei
  }

  /** @throws INPUT_INVALID, SNM_INSUFFICIENT */
  transfer({ sender }: TransactionContext, to: Address, wei: bigint): void {
    if (to === ZERO_ADDRESS) throw fail('INPUT_INVALID', { field: 'to', reason: `${to} cannot receive SNM` })
    this.#move(sender, to, wei)
    if (to === this.domain.market) this.#strandedWei += wei
  }

  #move(from: Address, to: Address, wei: bigint): void {
    const held = this.#wallets.of(from)
    if (held < wei) throw fail('SNM_INSUFFICIENT', { account: from, needed: exactly(wei), available: exactly(held) })
    this.#wallets.add(from, -wei)
    this.#wallets.add(to, wei)
  }

  // ---- ledger ----

  /** @throws TRANSACTION_REVERTED (AccountZero), SNM_INSUFFICIENT */
  deposit({ sender }: TransactionContext, wei: bigint, account: Address = sender): void {
    if (account === ZERO_ADDRESS) throw fail('TRANSACTION_REVERTED', { reason: 'AccountZero' })
    this.#move(sender, this.domain.market, wei)
    this.#free.add(account, wei)
    this.events.push({ kind: 'deposited', account, amountWei: wei })
  }

  /** @throws BALANCE_INSUFFICIENT */
  withdraw({ sender }: TransactionContext, wei: bigint): void {
    this.#debit(sender, wei)
    this.#move(this.domain.market, sender, wei)
    this.events.push({ kind: 'withdrawn', account: sender, amountWei: wei })
  }

  #debit(account: Address, wei: bigint): void {
    const freeWei = this.#free.of(account)
    if (freeWei < wei) throw fail('BALANCE_INSUFFICIENT', { needed: exactly(wei), available: exactly(freeWei) })
    this.#free.add(account, -wei)
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

  /** @throws TRANSACTION_REVERTED (RemoveForbidden) */
  removeHub({ sender }: TransactionContext, hub: Address): void {
    this.#registry.remove(sender, hub)
  }

  // ---- orders ----

  cancel({ sender }: TransactionContext, nonces: readonly bigint[]): void {
    for (const nonce of nonces) {
      if (this.isNonceUsed(sender, nonce)) continue
      this.#usedNonces.add(nonceKey(sender, nonce))
      this.events.push({ kind: 'nonceCancelled', account: sender, nonce })
    }
  }

  cancelAll({ sender }: TransactionContext): void {
    const epoch = this.epochOf(sender) + 1n
    this.#epochs.set(sender, epoch)
    this.events.push({ kind: 'epochAdvanced', account: sender, epoch })
  }

  /** Who the sender deals with no more, or again. */
  setBlacklisted({ sender }: TransactionContext, accounts: readonly Address[], listed: boolean): void {
    for (const account of accounts) {
      if (this.isBlacklisted(sender, account) === listed) continue
      if (listed) this.#blacklist.add(pairKey(sender, account))
      else this.#blacklist.delete(pairKey(sender, account))
      this.events.push({ kind: 'blacklisted', lister: sender, account, listed })
    }
  }

  // ---- what other contracts say ----

  /** As the Profiles contract would: 1 to 4. */
  setIdentity(account: Address, level: number): void {
    this.#identities.set(account, level)
  }

  /** As the price feed would: wei of SNM for 1 USD; 0: no usable price. */
  setSnmPerUsd(rate: bigint): void {
    this.#snmPerUsd = rate
  }

  // ---- opening deals ----

  /**
   * Opens a deal with the sender as buyer.
   * @throws in the contract's order ORDER_INVALID, ORDER_EXPIRED, ORDER_NOT_FOR_CALLER, DURATION_EXCEEDED,
   * ORDER_EPOCH_WRONG, ORDER_TAKEN, SIGNATURE_INVALID, HUB_UNCONFIRMED, DEAL_WITH_SELF, PARTY_BLACKLISTED,
   * IDENTITY_TOO_LOW, CAP_TOO_LOW, PRICE_UNAVAILABLE, BALANCE_INSUFFICIENT
   */
  take(context: TransactionContext, signed: SignedOrder, durationSeconds: bigint, snmPerUsdCap = 0n): Deal {
    const { sender, nowSeconds } = context
    const ask = signed.order
    checkForm(ask, 'ask', nowSeconds)
    checkCounterparty(ask.counterparty, sender)
    if (durationSeconds > ask.durationSeconds) {
      throw fail('DURATION_EXCEEDED', { offered: String(ask.durationSeconds), asked: String(durationSeconds) })
    }
    const askHash = this.#checkUsable(signed)
    const master = this.#checkParties(sender, ask.author)
    this.#checkIdentity(sender, ask.identityLevel)
    return this.#open(context, { ask, askHash, buyer: sender, master, durationSeconds, snmPerUsdCap })
  }

  /**
   * Opens a deal of a signed ask and a signed bid; the sender is one of the two sides, or whom one of them has named.
   * @throws as `take`, and ORDERS_MISMATCH, OPEN_FORBIDDEN
   */
  openDeal(context: TransactionContext, signedAsk: SignedOrder, signedBid: SignedOrder): Deal {
    const { sender, nowSeconds } = context
    const [ask, bid] = [signedAsk.order, signedBid.order]
    const [hub, buyer] = [ask.author, bid.author]
    checkForm(ask, 'ask', nowSeconds)
    checkForm(bid, 'bid', nowSeconds)
    checkCounterparty(ask.counterparty, buyer)
    checkServes(ask, bid)
    const askHash = this.#checkUsable(signedAsk)
    const bidHash = this.#checkUsable(signedBid)
    const master = this.#checkParties(buyer, hub)
    checkCounterparty(bid.counterparty, master)
    if (![buyer, hub, master, ask.matcher, bid.matcher].includes(sender)) {
      throw fail('OPEN_FORBIDDEN', { caller: sender })
    }
    this.#checkIdentity(buyer, ask.identityLevel)
    this.#checkIdentity(master, bid.identityLevel)
    const { durationSeconds, snmPerUsdCap } = bid
    const deal = this.#open(context, { ask, askHash, buyer, master, durationSeconds, snmPerUsdCap })
    this.#usedNonces.add(nonceKey(buyer, bid.nonce))
    this.events.push({ kind: 'bidFilled', dealId: deal.id, bidHash })
    return deal
  }

  /** Of its author's epoch, unused, and signed by him. */
  #checkUsable(signed: SignedOrder): Hex {
    const { author, epoch, nonce } = signed.order
    const currentEpoch = this.epochOf(author)
    if (epoch !== currentEpoch) {
      throw fail('ORDER_EPOCH_WRONG', { orderEpoch: String(epoch), currentEpoch: String(currentEpoch) })
    }
    if (this.isNonceUsed(author, nonce)) throw fail('ORDER_TAKEN', { author, nonce: String(nonce) })
    return this.#checkSignature(signed)
  }

  #checkParties(buyer: Address, hub: Address): Address {
    const master = this.masterOf(hub)
    if (master === undefined) throw fail('HUB_UNCONFIRMED', { hub })
    if (buyer === master || buyer === hub) throw fail('DEAL_WITH_SELF', { buyer })
    const pairs: readonly (readonly [Address, Address])[] = [
      [buyer, hub],
      [buyer, master],
      [hub, buyer],
      [master, buyer],
    ]
    for (const [lister, account] of pairs) {
      if (this.isBlacklisted(lister, account)) throw fail('PARTY_BLACKLISTED', { lister, account })
    }
    return master
  }

  #checkIdentity(account: Address, asked: number): void {
    const proved = this.#identities.get(account) ?? 1
    if (asked > 1 && proved < asked) throw fail('IDENTITY_TOO_LOW', { account, asked, proved })
  }

  #open({ nowSeconds }: TransactionContext, terms: Opening): Deal {
    const { ask, askHash, buyer, master, durationSeconds } = terms
    const inUsd = ask.denomination === 'USD'
    const snmPerUsdCap = inUsd ? terms.snmPerUsdCap : 0n
    const pricePerSecond = inUsd ? this.#priceAtOpening(ask, snmPerUsdCap) : ask.pricePerSecond
    const lockedWei = pricePerSecond * lockPeriodSeconds(durationSeconds)
    this.#debit(buyer, lockedWei)
    this.#usedNonces.add(nonceKey(ask.author, ask.nonce))
    this.#dealCount += 1n
    const deal: Deal = {
      id: this.#dealCount,
      buyer,
      hub: ask.author,
      master,
      pricePerSecond,
      usdPerSecond: inUsd ? ask.pricePerSecond : 0n,
      snmPerUsdCap,
      startedAtSeconds: nowSeconds,
      durationSeconds,
      billedUntilSeconds: nowSeconds,
      lockedWei,
      bondWei: ask.bond,
      amendments: 0,
      askHash,
    }
    this.#deals.set(deal.id, deal)
    this.events.push({ kind: 'dealOpened', deal })
    return deal
  }

  #priceAtOpening(ask: Order, cap: bigint): bigint {
    const tooLow = (least: bigint) => fail('CAP_TOO_LOW', { cap: exactly(cap), least: exactly(least) })
    if (cap < ask.snmPerUsdCap) throw tooLow(ask.snmPerUsdCap)
    if (this.#snmPerUsd === 0n) throw fail('PRICE_UNAVAILABLE', {})
    if (cap < this.#snmPerUsd) throw tooLow(this.#snmPerUsd)
    return snmPrice(ask.pricePerSecond, this.#snmPerUsd)
  }

  /** As the contract does: the signature alone; `verifyOrder` asks more of an order before anybody offers it. */
  #checkSignature({ order, signature }: SignedOrder): Hex {
    const digest = orderDigest(this.domain, order)
    let signer: Address | undefined
    try {
      signer = recoverAddress(digest, fromHex(signature))
    } catch (error) {
      if (!isCoded(error)) throw error
    }
    if (signer !== order.author) {
      throw fail('SIGNATURE_INVALID', { reason: "it is not the order's author's, for this market on this chain" })
    }
    return toHex(digest)
  }

  // ---- running deals ----

  /**
   * Bills each deal whose state is the current one and passes over the others, as `billBatch` does.
   * @returns what the masters got, in all
   */
  bill({ nowSeconds }: TransactionContext, deals: readonly Deal[]): bigint {
    let totalWei = 0n
    for (const deal of deals) {
      if (!this.#isCurrent(deal)) continue
      const settled = billDeal(deal, this.#settledAt(deal, nowSeconds))
      if (settled === undefined) continue
      this.#settle(settled)
      this.events.push({ kind: 'dealBilled', dealId: deal.id, paidWei: settled.paidWei, money: moneyOf(settled.deal) })
      totalWei += settled.paidWei
    }
    return totalWei
  }

  #settledAt(deal: Deal, nowSeconds: bigint): SettledAt {
    return { nowSeconds, buyerFreeWei: this.#free.of(deal.buyer), snmPerUsd: this.#snmPerUsd }
  }

  #settle({ deal, paidWei, addedWei }: Settled): void {
    this.#free.add(deal.buyer, -addedWei)
    this.#free.add(deal.master, paidWei)
    this.#deals.set(deal.id, deal)
  }

  /**
   * @returns what the master got
   * @throws in the contract's order DEAL_STATE_WRONG, AMENDMENT_INVALID, AMENDMENT_STALE, AMENDMENT_EXPIRED,
   * AMENDMENT_UNSIGNED, DEAL_UNFUNDED, PRICE_UNAVAILABLE
   */
  amend(
    { sender, nowSeconds }: TransactionContext,
    amendment: Amendment,
    deal: Deal,
    signatures: { readonly buyer?: Hex; readonly supplier?: Hex } = {},
  ): bigint {
    if (!this.#isCurrent(deal)) throw fail('DEAL_STATE_WRONG', { dealId: String(deal.id) })
    checkAmendment(deal, amendment, nowSeconds)
    const signerOf = (signature: Hex | undefined) =>
      signature === undefined ? undefined : amendmentSigner(this.domain, amendment, signature)
    const gives = amendmentGivers(deal, amendment)
    if (gives.buyer && sender !== deal.buyer && signerOf(signatures.buyer) !== deal.buyer) {
      throw fail('AMENDMENT_UNSIGNED', { account: deal.buyer })
    }
    const supplier = [sender, signerOf(signatures.supplier)]
    const agreed = supplier.includes(deal.hub)
      ? this.masterOf(deal.hub) === deal.master
      : supplier.includes(deal.master)
    if (gives.supplier && !agreed) throw fail('AMENDMENT_UNSIGNED', { account: deal.master })
    const { untilSeconds } = dueAt(deal, nowSeconds)
    if (untilSeconds !== nowSeconds) {
      throw fail('DEAL_UNFUNDED', { dealId: String(deal.id), fundedUntil: isoTime(untilSeconds) })
    }
    if (deal.usdPerSecond !== 0n && this.#snmPerUsd === 0n) throw fail('PRICE_UNAVAILABLE', {})
    const settled = amendDeal(deal, amendment, this.#settledAt(deal, nowSeconds))
    this.#settle(settled)
    const { durationSeconds, usdPerSecond } = settled.deal
    this.events.push({
      kind: 'dealAmended',
      dealId: deal.id,
      paidWei: settled.paidWei,
      money: moneyOf(settled.deal),
      terms: { durationSeconds, usdPerSecond },
    })
    return settled.paidWei
  }

  /** @throws DEAL_STATE_WRONG, DEAL_CLOSE_FORBIDDEN, BALANCE_INSUFFICIENT (bond) */
  close(
    context: TransactionContext,
    deal: Deal,
  ): { readonly paidWei: bigint; readonly returnedWei: bigint; readonly bondWei: bigint } {
    const { sender, nowSeconds } = context
    if (!this.#isCurrent(deal)) throw fail('DEAL_STATE_WRONG', { dealId: String(deal.id) })
    const bondWei = this.#mayClose(context, deal) ? 0n : deal.bondWei
    if (bondWei === 0n && !this.#mayClose(context, deal)) throw closeForbidden(deal, sender)
    // A bond is paid while the lock lasts: where that has run out, the master may mean to leave for nothing.
    const lasts = nowSeconds < (endsAtSeconds(deal) ?? nowSeconds)
    if (bondWei > 0n && (sender !== deal.master || !lasts)) throw closeForbidden(deal, sender)
    const { paidWei } = dueAt(deal, nowSeconds)
    const masterFreeWei = this.#free.of(deal.master) + paidWei
    if (masterFreeWei < bondWei) {
      throw fail('BALANCE_INSUFFICIENT', { needed: exactly(bondWei), available: exactly(masterFreeWei) })
    }
    const sums = this.#close(context, deal)
    if (bondWei > 0n) {
      this.#debit(deal.master, bondWei)
      this.#free.add(deal.buyer, bondWei)
      this.events.push({ kind: 'bondPaid', dealId: deal.id, amountWei: bondWei })
    }
    return { ...sums, bondWei }
  }

  /** Closes what the sender may close without a bond, and passes over the others. */
  closeBatch(context: TransactionContext, deals: readonly Deal[]): void {
    for (const deal of deals) if (this.#isCurrent(deal) && this.#mayClose(context, deal)) this.#close(context, deal)
  }

  #mayClose({ sender, nowSeconds }: TransactionContext, deal: Deal): boolean {
    return mayClose(deal, { caller: sender, nowSeconds, buyerFreeWei: this.#free.of(deal.buyer) })
  }

  #close({ sender, nowSeconds }: TransactionContext, deal: Deal) {
    const { paidWei, returnedWei } = closeDeal(deal, nowSeconds)
    this.#deals.delete(deal.id)
    this.#free.add(deal.master, paidWei)
    this.#free.add(deal.buyer, returnedWei)
    this.events.push({ kind: 'dealClosed', dealId: deal.id, paidWei, returnedWei, by: sender })
    return { paidWei, returnedWei }
  }

  /** The contract knows a deal by the hash of its whole state: a single other field is another deal. */
  #isCurrent(deal: Deal): boolean {
    const current = this.#deals.get(deal.id)
    if (current === undefined) return false
    return (Object.keys(current) as (keyof Deal)[]).every((field) => current[field] === deal[field])
  }

  // ---- views ----

  balances(account: Address): { readonly snmWei: bigint; readonly freeWei: bigint } {
    return { snmWei: this.#wallets.of(account), freeWei: this.#free.of(account) }
  }

  masterOf(hub: Address): Address | undefined {
    return this.#registry.masterOf(hub)
  }

  epochOf(author: Address): bigint {
    return this.#epochs.get(author) ?? 0n
  }

  isBlacklisted(lister: Address, account: Address): boolean {
    return this.#blacklist.has(pairKey(lister, account))
  }

  isNonceUsed(author: Address, nonce: bigint): boolean {
    return this.#usedNonces.has(nonceKey(author, nonce))
  }

  /** The current state of an open deal. */
  dealOf(id: bigint): Deal | undefined {
    return this.#deals.get(id)
  }

  openDeals(): readonly Deal[] {
    return [...this.#deals.values()]
  }

  dealCount(): bigint {
    return this.#dealCount
  }

  /** Sums for `checkConservation`. */
  totals() {
    let lockedWei = 0n
    for (const deal of this.#deals.values()) lockedWei += deal.lockedWei
    const negative = [...this.#wallets.entries(), ...this.#free.entries()].filter(([, wei]) => wei < 0n)
    return {
      mintedWei: this.#mintedWei,
      walletsWei: this.#wallets.total(),
      holdingWei: this.#wallets.of(this.domain.market),
      strandedWei: this.#strandedWei,
      freeWei: this.#free.total(),
      lockedWei,
      negative,
    }
  }

  /** An independent copy, for a simulation that goes back in time (a reorganisation of the chain). */
  clone(): MarketModel {
    const copy = new MarketModel(this.domain)
    copy.events.push(...this.events)
    copy.#wallets.copyFrom(this.#wallets)
    copy.#free.copyFrom(this.#free)
    copy.#registry.copyFrom(this.#registry)
    for (const key of this.#usedNonces) copy.#usedNonces.add(key)
    for (const [author, epoch] of this.#epochs) copy.#epochs.set(author, epoch)
    for (const [id, deal] of this.#deals) copy.#deals.set(id, deal)
    for (const pair of this.#blacklist) copy.#blacklist.add(pair)
    for (const [account, level] of this.#identities) copy.#identities.set(account, level)
    copy.#snmPerUsd = this.#snmPerUsd
    copy.#dealCount = this.#dealCount
    copy.#mintedWei = this.#mintedWei
    copy.#strandedWei = this.#strandedWei
    return copy
  }
}

interface Opening {
  readonly ask: Order
  readonly askHash: Hex
  readonly buyer: Address
  readonly master: Address
  readonly durationSeconds: bigint
  readonly snmPerUsdCap: bigint
}

function moneyOf({ pricePerSecond, lockedWei, billedUntilSeconds, amendments }: Deal): DealMoney {
  return { pricePerSecond, lockedWei, billedUntilSeconds, amendments }
}

function closeForbidden(deal: Deal, caller: Address) {
  return fail('DEAL_CLOSE_FORBIDDEN', { dealId: String(deal.id), caller })
}

function nonceKey(author: Address, nonce: bigint): string {
  return `${author}:${nonce}`
}

function pairKey(lister: Address, account: Address): string {
  return `${lister}:${account}`
}
