import { isCoded } from '@sonm/common'
import { type Deal, lockPeriodSeconds } from '../deals/deal.ts'
import { billDeal, closeDeal, mayClose } from '../deals/settle.ts'
import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, toHex, ZERO_ADDRESS } from '../identity/address.ts'
import { recoverAddress } from '../identity/signer.ts'
import { type OrderDomain, orderDigest } from '../orders/eip712.ts'
import type { Order, SignedOrder } from '../orders/order.ts'
import { MAX_BENCHMARK } from '../resources/benchmarks.ts'
import { formatAmount } from '../units/money.ts'
import { Ledger } from './ledger.ts'
import { RegistryModel } from './registry-model.ts'

/** What the Market contract says, without the place in the chain, which the model does not have. */
export type MarketModelEvent =
  | { readonly kind: 'dealOpened'; readonly deal: Deal }
  | { readonly kind: 'dealBilled'; readonly deal: Deal; readonly paidWei: bigint }
  | {
      readonly kind: 'dealClosed'
      readonly deal: Deal
      /** Paid by this closing; earlier bills not counted. */
      readonly paidWei: bigint
      readonly returnedWei: bigint
      readonly by: Address
    }
  | { readonly kind: 'deposited'; readonly account: Address; readonly amountWei: bigint }
  | { readonly kind: 'withdrawn'; readonly account: Address; readonly amountWei: bigint }
  | { readonly kind: 'nonceCancelled'; readonly account: Address; readonly nonce: bigint }
  | { readonly kind: 'epochAdvanced'; readonly account: Address; readonly epoch: bigint }

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

  // ---- deals ----

  /**
   * Opens a deal with the sender as buyer.
   * @throws in the contract's order ORDER_INVALID, ORDER_UNSUPPORTED, ORDER_EXPIRED, ORDER_NOT_FOR_CALLER,
   * DURATION_EXCEEDED, ORDER_EPOCH_WRONG, ORDER_TAKEN, SIGNATURE_INVALID, HUB_UNCONFIRMED, DEAL_WITH_SELF,
   * BALANCE_INSUFFICIENT
   */
  take({ sender, nowSeconds }: TransactionContext, signed: SignedOrder, durationSeconds: bigint): Deal {
    const ask = signed.order
    checkSettled(ask)
    if (nowSeconds > ask.expiresAtSeconds) throw fail('ORDER_EXPIRED', { expiredAt: isoTime(ask.expiresAtSeconds) })
    if (ask.counterparty !== ZERO_ADDRESS && ask.counterparty !== sender) {
      throw fail('ORDER_NOT_FOR_CALLER', { counterparty: ask.counterparty })
    }
    if (durationSeconds > ask.durationSeconds) {
      throw fail('DURATION_EXCEEDED', { offered: String(ask.durationSeconds), asked: String(durationSeconds) })
    }
    const currentEpoch = this.epochOf(ask.author)
    if (ask.epoch !== currentEpoch) {
      throw fail('ORDER_EPOCH_WRONG', { orderEpoch: String(ask.epoch), currentEpoch: String(currentEpoch) })
    }
    if (this.isNonceUsed(ask.author, ask.nonce)) {
      throw fail('ORDER_TAKEN', { author: ask.author, nonce: String(ask.nonce) })
    }
    const askHash = this.#checkSignature(signed)
    const master = this.masterOf(ask.author)
    if (master === undefined) throw fail('HUB_UNCONFIRMED', { hub: ask.author })
    if (sender === master || sender === ask.author) throw fail('DEAL_WITH_SELF', { buyer: sender })

    const lockedWei = ask.pricePerSecond * lockPeriodSeconds(durationSeconds)
    this.#debit(sender, lockedWei)
    this.#usedNonces.add(nonceKey(ask.author, ask.nonce))
    this.#dealCount += 1n
    const deal: Deal = {
      id: this.#dealCount,
      buyer: sender,
      hub: ask.author,
      master,
      pricePerSecond: ask.pricePerSecond,
      startedAtSeconds: nowSeconds,
      durationSeconds,
      billedUntilSeconds: nowSeconds,
      lockedWei,
      askHash,
    }
    this.#deals.set(deal.id, deal)
    this.events.push({ kind: 'dealOpened', deal })
    return deal
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

  /**
   * Bills each deal whose state is the current one and passes over the others, as `billBatch` does.
   * @returns what the masters got, in all
   */
  bill({ nowSeconds }: TransactionContext, deals: readonly Deal[]): bigint {
    let totalWei = 0n
    for (const deal of deals) {
      if (!this.#isCurrent(deal)) continue
      const billed = billDeal(deal, { nowSeconds, buyerFreeWei: this.#free.of(deal.buyer) })
      if (billed === undefined) continue
      this.#free.add(deal.buyer, -billed.addedWei)
      this.#free.add(deal.master, billed.paidWei)
      this.#deals.set(deal.id, billed.deal)
      this.events.push({ kind: 'dealBilled', deal: billed.deal, paidWei: billed.paidWei })
      totalWei += billed.paidWei
    }
    return totalWei
  }

  /** @throws DEAL_STATE_WRONG, DEAL_CLOSE_FORBIDDEN */
  close(
    { sender, nowSeconds }: TransactionContext,
    deal: Deal,
  ): { readonly paidWei: bigint; readonly returnedWei: bigint } {
    if (!this.#isCurrent(deal)) throw fail('DEAL_STATE_WRONG', { dealId: String(deal.id) })
    if (!mayClose(deal, { caller: sender, nowSeconds, buyerFreeWei: this.#free.of(deal.buyer) })) {
      throw fail('DEAL_CLOSE_FORBIDDEN', { dealId: String(deal.id), caller: sender })
    }
    const closed = closeDeal(deal, nowSeconds)
    const { paidWei, returnedWei } = closed
    this.#deals.delete(deal.id)
    this.#free.add(deal.master, paidWei)
    this.#free.add(deal.buyer, returnedWei)
    this.events.push({ kind: 'dealClosed', deal: closed.deal, paidWei, returnedWei, by: sender })
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
    copy.#dealCount = this.#dealCount
    copy.#mintedWei = this.#mintedWei
    copy.#strandedWei = this.#strandedWei
    return copy
  }
}

/** What an ask may say at all, whoever takes it and when. */
function checkSettled(ask: Order): void {
  const unsupported = (field: string, value: string) => fail('ORDER_UNSUPPORTED', { field, value })
  if (ask.side !== 'ask') throw fail('ORDER_INVALID', { field: 'side', reason: 'only an ask can be taken' })
  if (ask.denomination !== 'SNM') throw unsupported('denomination', ask.denomination)
  if (ask.identityLevel > 1) throw unsupported('identityLevel', String(ask.identityLevel))
  if (ask.bond !== 0n) throw unsupported('bond', exactly(ask.bond))
  if (ask.benchmarks.some((value) => value > MAX_BENCHMARK)) {
    throw fail('ORDER_INVALID', { field: 'benchmarks', reason: 'one is out of range' })
  }
}

function nonceKey(author: Address, nonce: bigint): string {
  return `${author}:${nonce}`
}

function isoTime(seconds: bigint): string {
  const ms = Number(seconds) * 1000
  return ms <= 8.64e15 ? new Date(ms).toISOString() : `${seconds} s`
}
