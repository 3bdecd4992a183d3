import { type Amendment, amendmentGivers, amendmentSigner } from '../deals/amendment.ts'
import { type Deal, dueAt, endsAtSeconds, lockPeriodSeconds } from '../deals/deal.ts'
import type { DealMoney } from '../deals/deal-words.ts'
import { amendDeal, billDeal, closeDeal, mayClose, type Settled, type SettledAt, snmPrice } from '../deals/settle.ts'
import { fail } from '../errors/catalog.ts'
import type { Address, Hex } from '../identity/address.ts'
import type { Order } from '../orders/order.ts'
import type { OrderDomain } from '../typed-data/typed-data.ts'
import { checkAmendment } from './amend-rules.ts'
import type { Ledger } from './ledger.ts'
import type { MarketModelEvent } from './market-event.ts'
import { isoTime } from './open-rules.ts'
import type { RegistryModel } from './registry-model.ts'
import { exactSnm } from './token-model.ts'

/** Whose transaction it is, and the time of its block. */
export interface TransactionContext {
  readonly sender: Address
  readonly nowSeconds: bigint
}

/** What a deal begins with, after all checks of its orders and parties. */
export interface Opening {
  readonly ask: Order
  readonly askHash: Hex
  readonly buyer: Address
  readonly master: Address
  readonly durationSeconds: bigint
  readonly snmPerUsdCap: bigint
}

/** Who agrees to an amendment by signature. */
export interface AmendmentSignatures {
  readonly buyer?: Hex
  readonly supplier?: Hex
}

/** What a deal ended with. */
export interface ClosedSums {
  readonly paidWei: bigint
  readonly returnedWei: bigint
  readonly bondWei: bigint
}

/** The part of the Market contract that runs deals (Deals.sol). */
export class DealsModel {
  readonly #domain: OrderDomain
  readonly #free: Ledger
  readonly #registry: RegistryModel
  readonly #events: MarketModelEvent[]
  readonly #deals = new Map<bigint, Deal>()
  #dealCount = 0n
  snmPerUsd = 0n

  constructor(domain: OrderDomain, free: Ledger, registry: RegistryModel, events: MarketModelEvent[]) {
    this.#domain = domain
    this.#free = free
    this.#registry = registry
    this.#events = events
  }

  /** Takes from the free balance. @throws BALANCE_INSUFFICIENT */
  debit(account: Address, wei: bigint): void {
    const freeWei = this.#free.of(account)
    if (freeWei < wei) throw balanceInsufficient(wei, freeWei)
    this.#free.add(account, -wei)
  }

  /** @throws CAP_TOO_LOW, PRICE_UNAVAILABLE, BALANCE_INSUFFICIENT */
  open({ nowSeconds }: TransactionContext, terms: Opening): Deal {
    const { ask, askHash, buyer, master, durationSeconds } = terms
    const inUsd = ask.denomination === 'USD'
    const snmPerUsdCap = inUsd ? terms.snmPerUsdCap : 0n
    const pricePerSecond = inUsd ? this.#priceAtOpening(ask, snmPerUsdCap) : ask.pricePerSecond
    const lockedWei = pricePerSecond * lockPeriodSeconds(durationSeconds)
    this.debit(buyer, lockedWei)
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
    this.#events.push({ kind: 'dealOpened', deal })
    return deal
  }

  #priceAtOpening(ask: Order, cap: bigint): bigint {
    const tooLow = (least: bigint) => fail('CAP_TOO_LOW', { cap: exactSnm(cap), least: exactSnm(least) })
    if (cap < ask.snmPerUsdCap) throw tooLow(ask.snmPerUsdCap)
    if (this.snmPerUsd === 0n) throw fail('PRICE_UNAVAILABLE', {})
    if (cap < this.snmPerUsd) throw tooLow(this.snmPerUsd)
    return snmPrice(ask.pricePerSecond, this.snmPerUsd)
  }

  /** @throws DEAL_STATE_WRONG */
  bill(context: TransactionContext, deal: Deal): bigint {
    this.#checkCurrent(deal)
    return this.#bill(context, deal)
  }

  billBatch(context: TransactionContext, deals: readonly Deal[]): bigint {
    let totalWei = 0n
    for (const deal of deals) if (this.#isCurrent(deal)) totalWei += this.#bill(context, deal)
    return totalWei
  }

  #bill({ nowSeconds }: TransactionContext, deal: Deal): bigint {
    const settled = billDeal(deal, this.#settledAt(deal, nowSeconds))
    if (settled === undefined) return 0n
    const { paidWei } = settled
    this.#settle(settled)
    this.#events.push({ kind: 'dealBilled', dealId: deal.id, paidWei, money: moneyOf(settled.deal) })
    return paidWei
  }

  #settledAt(deal: Deal, nowSeconds: bigint): SettledAt {
    return { nowSeconds, buyerFreeWei: this.#free.of(deal.buyer), snmPerUsd: this.snmPerUsd }
  }

  #settle({ deal, paidWei, addedWei }: Settled): void {
    this.#free.add(deal.buyer, -addedWei)
    this.#free.add(deal.master, paidWei)
    this.#deals.set(deal.id, deal)
  }

  amend(context: TransactionContext, amendment: Amendment, deal: Deal, signatures: AmendmentSignatures): bigint {
    const { nowSeconds } = context
    this.#checkCurrent(deal)
    checkAmendment(deal, amendment, nowSeconds)
    this.#checkAgreed(context, amendment, deal, signatures)
    const { untilSeconds } = dueAt(deal, nowSeconds)
    if (untilSeconds !== nowSeconds) {
      throw fail('DEAL_UNFUNDED', { dealId: String(deal.id), fundedUntil: isoTime(untilSeconds) })
    }
    if (deal.usdPerSecond !== 0n && this.snmPerUsd === 0n) throw fail('PRICE_UNAVAILABLE', {})
    const settled = amendDeal(deal, amendment, this.#settledAt(deal, nowSeconds))
    this.#settle(settled)
    const { paidWei } = settled
    const { durationSeconds, usdPerSecond } = settled.deal
    const terms = { durationSeconds, usdPerSecond }
    this.#events.push({ kind: 'dealAmended', dealId: deal.id, paidWei, money: moneyOf(settled.deal), terms })
    return paidWei
  }

  /** @throws AMENDMENT_UNSIGNED */
  #checkAgreed(
    { sender }: TransactionContext,
    amendment: Amendment,
    deal: Deal,
    signatures: AmendmentSignatures,
  ): void {
    const agreeing = (signature: Hex | undefined) => [
      sender,
      ...(signature === undefined ? [] : [amendmentSigner(this.#domain, amendment, signature)]),
    ]
    const gives = amendmentGivers(deal, amendment)
    if (gives.buyer && !agreeing(signatures.buyer).includes(deal.buyer)) {
      throw fail('AMENDMENT_UNSIGNED', { account: deal.buyer })
    }
    if (!gives.supplier) return
    const supplier = agreeing(signatures.supplier)
    const byHub = supplier.includes(deal.hub) && this.#registry.masterOf(deal.hub) === deal.master
    if (!byHub && !supplier.includes(deal.master)) throw fail('AMENDMENT_UNSIGNED', { account: deal.master })
  }

  close(context: TransactionContext, deal: Deal): ClosedSums {
    const { sender, nowSeconds } = context
    this.#checkCurrent(deal)
    if (this.#mayClose(context, deal)) return { ...this.#close(context, deal), bondWei: 0n }
    const { bondWei, master } = deal
    // A bond is paid while the lock lasts: where that has run out, the master may mean to leave for nothing.
    const lasts = nowSeconds < (endsAtSeconds(deal) ?? nowSeconds)
    if (bondWei === 0n || sender !== master || !lasts) {
      throw fail('DEAL_CLOSE_FORBIDDEN', { dealId: String(deal.id), caller: sender })
    }
    const masterFreeWei = this.#free.of(master) + dueAt(deal, nowSeconds).paidWei
    if (masterFreeWei < bondWei) throw balanceInsufficient(bondWei, masterFreeWei)
    const sums = this.#close(context, deal)
    this.#free.add(master, -bondWei)
    this.#free.add(deal.buyer, bondWei)
    this.#events.push({ kind: 'bondPaid', dealId: deal.id, amountWei: bondWei })
    return { ...sums, bondWei }
  }

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
    this.#events.push({ kind: 'dealClosed', dealId: deal.id, paidWei, returnedWei, by: sender })
    return { paidWei, returnedWei }
  }

  #checkCurrent(deal: Deal): void {
    if (!this.#isCurrent(deal)) throw fail('DEAL_STATE_WRONG', { dealId: String(deal.id) })
  }

  /** The contract knows a deal by the hash of its whole state: a single other field is another deal. */
  #isCurrent(deal: Deal): boolean {
    const current = this.#deals.get(deal.id)
    if (current === undefined) return false
    return (Object.keys(current) as (keyof Deal)[]).every((field) => current[field] === deal[field])
  }

  dealOf(id: bigint): Deal | undefined {
    return this.#deals.get(id)
  }

  openDeals(): readonly Deal[] {
    return [...this.#deals.values()]
  }

  dealCount(): bigint {
    return this.#dealCount
  }

  lockedWei(): bigint {
    let sum = 0n
    for (const deal of this.#deals.values()) sum += deal.lockedWei
    return sum
  }

  copyFrom(other: DealsModel): void {
    for (const [id, deal] of other.#deals) this.#deals.set(id, deal)
    this.#dealCount = other.#dealCount
    this.snmPerUsd = other.snmPerUsd
  }
}

function balanceInsufficient(neededWei: bigint, freeWei: bigint) {
  return fail('BALANCE_INSUFFICIENT', { needed: exactSnm(neededWei), available: exactSnm(freeWei) })
}

function moneyOf({ pricePerSecond, lockedWei, billedUntilSeconds, amendments }: Deal): DealMoney {
  return { pricePerSecond, lockedWei, billedUntilSeconds, amendments }
}
