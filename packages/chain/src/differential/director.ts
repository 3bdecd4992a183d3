import {
  type Address,
  type Amendment,
  amendmentDigest,
  type Deal,
  dealAfter,
  isDealChange,
  type MarketModelEvent,
  type Order,
  type OrderDomain,
  type OrderPair,
  type SignedOrder,
  type Signer,
  type TakeRequest,
  ZERO_BYTES32,
} from '@sonm/model'
import type { Call, Permit, SentAmendment } from './call.ts'
import { ADDRESSES, addressOf, PEOPLE, START_SECONDS, signerOf } from './cast.ts'
import { durationOf, priceOf } from './drawn-amendment.ts'
import { bidOf, orderOf, signedOrder } from './drawn-orders.ts'
import { signatureOf } from './forgery.ts'
import { secondsOf } from './moment.ts'
import { signPermit } from './permit.ts'
import type {
  DrawnAmendment,
  DrawnDeal,
  DrawnOpen,
  DrawnOrder,
  DrawnSignature,
  DrawnTake,
  Operation,
  Script,
} from './script.ts'

/** What is sent where no deal was seen yet. */
const NO_DEAL: Deal = {
  id: 1n,
  buyer: addressOf('buyer'),
  hub: addressOf('hub'),
  master: addressOf('master'),
  pricePerSecond: 7n,
  usdPerSecond: 0n,
  snmPerUsdCap: 0n,
  startedAtSeconds: START_SECONDS,
  durationSeconds: 0n,
  billedUntilSeconds: START_SECONDS,
  lockedWei: 25_200n,
  bondWei: 0n,
  amendments: 0,
  askHash: ZERO_BYTES32,
}

/** Turns the operations of a script into calls: it knows what was seen on the stage so far, stale states included. */
export class Director {
  readonly #domain: OrderDomain
  readonly #snm: Address
  readonly #script: Script
  /** Every state of every deal, and the last one of each that runs. */
  readonly #seen: Deal[] = []
  readonly #running = new Map<bigint, Deal>()
  readonly #amendments: SentAmendment[] = []
  readonly #permitNonces = new Map<Address, bigint>()
  readonly #asks: readonly SignedOrder[]
  readonly #bids: readonly SignedOrder[]
  #announced = { hub: addressOf('hub'), master: addressOf('master') }
  #nowSeconds = START_SECONDS

  private constructor(
    domain: OrderDomain,
    snm: Address,
    script: Script,
    asks: readonly SignedOrder[],
    bids: readonly SignedOrder[],
  ) {
    this.#domain = domain
    this.#snm = snm
    this.#script = script
    this.#asks = asks
    this.#bids = bids
  }

  static async of(script: Script, domain: OrderDomain, snm: Address): Promise<Director> {
    const signed = (orders: readonly Order[], drawn: readonly DrawnOrder[]) =>
      Promise.all(orders.map((order, at) => signedOrder(domain, order, drawn[at]!)))
    const asks = script.asks.map(orderOf)
    const bids = script.bids.map((bid) => bidOf(bid, asks[bid.answers]!))
    return new Director(domain, snm, script, await signed(asks, script.asks), await signed(bids, script.bids))
  }

  /** Keeps what a call has led to. */
  note(call: Call, succeeded: boolean, events: readonly MarketModelEvent[]): void {
    for (const event of events) {
      if (event.kind === 'dealOpened') this.#keep(event.deal)
      if (!isDealChange(event)) continue
      this.#keep(dealAfter(this.#running.get(event.dealId)!, event, call.nowSeconds))
      if (event.kind === 'dealClosed') this.#running.delete(event.dealId)
    }
    if (succeeded && call.kind === 'depositWithPermit' && call.permit.good) {
      this.#permitNonces.set(call.sender, this.permitNonceOf(call.sender) + 1n)
    }
    if (call.kind === 'amend') this.#amendments.push(call)
    if (succeeded && call.kind === 'announce') this.#announced = { hub: call.sender, master: call.account }
  }

  #keep(deal: Deal): void {
    this.#seen.push(deal)
    this.#running.set(deal.id, deal)
  }

  permitNonceOf(account: Address): bigint {
    return this.#permitNonces.get(account) ?? 0n
  }

  /** @param freeOf what an account has free in the market */
  async callOf(operation: Operation, freeOf: (account: Address) => bigint): Promise<Call> {
    // The feed's lie stands at the beginning of a block.
    this.#nowSeconds += operation.kind === 'feedLies' && operation.waitSeconds === 0n ? 1n : operation.waitSeconds
    const moment = this.#momentOf(operation, freeOf)
    if (moment !== undefined && moment > this.#nowSeconds) this.#nowSeconds = moment
    const nowSeconds = this.#nowSeconds
    const by = { sender: addressOf(operation.who), nowSeconds }
    switch (operation.kind) {
      case 'deposit': {
        const { kind, wei, account } = operation
        return { ...by, kind, wei, account: addressOf(account) }
      }
      case 'depositWithPermit': {
        const { kind, wei, account } = operation
        return { ...by, kind, wei, account: addressOf(account), permit: await this.#permit(operation, nowSeconds) }
      }
      case 'transfer': {
        const { kind, wei, to } = operation
        return { ...by, kind, wei, to: to === 'market' ? this.#domain.market : addressOf(to) }
      }
      case 'announce':
      case 'confirm':
      case 'remove':
        return { ...by, kind: operation.kind, account: addressOf(operation.account) }
      case 'confirmLatest': {
        const { hub, master } = this.#announced
        return { sender: master, nowSeconds, kind: 'confirm', account: hub }
      }
      case 'setBlacklisted': {
        const { kind, accounts, listed } = operation
        return { ...by, kind, accounts: accounts.map(addressOf), listed }
      }
      case 'take':
        return { ...by, kind: 'take', request: this.#take(operation.request) }
      case 'takeBatch': {
        const { kind, requests, atLeast } = operation
        return { ...by, kind, requests: requests.map((each) => this.#take(each)), atLeast }
      }
      case 'openDeal':
        return { ...by, kind: 'openDeal', request: this.#pair(operation.request) }
      case 'openDealBatch': {
        const { kind, requests, atLeast } = operation
        return { ...by, kind, requests: requests.map((each) => this.#pair(each)), atLeast }
      }
      case 'bill':
      case 'close':
        return { ...by, kind: operation.kind, deal: this.#deal(operation.deal) }
      case 'billBatch':
      case 'closeBatch':
        return { ...by, kind: operation.kind, deals: operation.deals.map((each) => this.#deal(each)) }
      case 'amend':
        return { ...by, kind: 'amend', ...(await this.#amendment(operation.drawn, nowSeconds)) }
      case 'amendAgain': {
        const sent = this.#amendments.at(-1 - operation.back)
        const deal = this.#deal(operation.deal)
        return sent === undefined ? { ...by, kind: 'bill', deal } : { ...sent, ...by, kind: 'amend', deal }
      }
      case 'report':
        return { ...by, kind: 'report', answer: operation.answer }
      case 'feedLies': {
        const { kind, answer, aheadSeconds } = operation
        return { ...by, kind, answer, updatedAtSeconds: nowSeconds + aheadSeconds }
      }
      case 'certify': {
        const { kind, account, level, lastsSeconds } = operation
        return { ...by, kind, account: addressOf(account), level, expiresAtSeconds: nowSeconds + lastsSeconds }
      }
      case 'approve':
      case 'withdraw':
        return { ...by, kind: operation.kind, wei: operation.wei }
      case 'cancel':
        return { ...by, kind: 'cancel', nonces: operation.nonces }
      case 'cancelAll':
        return { ...by, kind: 'cancelAll' }
    }
  }

  #momentOf({ at }: Operation, freeOf: (account: Address) => bigint): bigint | undefined {
    const deal = [...this.#running.values()].at(-1)
    return at && deal && secondsOf(at, deal, freeOf(deal.buyer))
  }

  async #permit(drawn: Extract<Operation, { kind: 'depositWithPermit' }>, nowSeconds: bigint): Promise<Permit> {
    const { permit, who, wei } = drawn
    const [owner, nonce] = [addressOf(who), this.permitNonceOf(addressOf(who))]
    const deadline = permit === 'expired' ? nowSeconds - 1n : nowSeconds
    const used = nonce === 0n ? 1n : nonce - 1n
    const signer = permit === 'forged' ? signerOf(who === 'matcher' ? 'hub' : 'matcher') : signerOf(who)
    const terms = { owner, wei, deadline, nonce: permit === 'replayed' ? used : nonce }
    return { deadline, signature: await signPermit(this.#domain, this.#snm, signer, terms), good: permit === 'good' }
  }

  #take({ ask, durationSeconds, snmPerUsdCap }: DrawnTake): TakeRequest {
    const signed = this.#asks[ask]!
    const offered = signed.order.durationSeconds
    return { ask: signed, durationSeconds: durationSeconds === 'offered' ? offered : durationSeconds, snmPerUsdCap }
  }

  #pair({ ask, bid }: DrawnOpen): OrderPair {
    return { ask: this.#asks[ask ?? this.#script.bids[bid]!.answers]!, bid: this.#bids[bid]! }
  }

  #deal({ among, back, forged }: DrawnDeal): Deal {
    const deals = among === 'running' && this.#running.size > 0 ? [...this.#running.values()] : this.#seen
    const deal = deals[deals.length - 1 - (back % Math.max(1, deals.length))] ?? NO_DEAL
    switch (forged) {
      case undefined:
        return deal
      case 'id':
        return { ...deal, id: deal.id + 1n }
      case 'buyer':
        return { ...deal, buyer: deal.master }
      case 'master':
        return { ...deal, master: deal.buyer }
      case 'price':
        return { ...deal, pricePerSecond: deal.pricePerSecond ^ 1n }
      case 'locked':
        return { ...deal, lockedWei: deal.lockedWei + 1n }
      case 'billedUntil':
        return { ...deal, billedUntilSeconds: deal.billedUntilSeconds - 1n }
      case 'bond':
        return { ...deal, bondWei: deal.bondWei ^ 1n }
      case 'amendments':
        return { ...deal, amendments: deal.amendments + 1 }
    }
  }

  async #amendment(drawn: DrawnAmendment, nowSeconds: bigint): Promise<SentAmendment> {
    const deal = this.#deal(drawn.deal)
    const amendment: Amendment = {
      dealId: deal.id + drawn.dealIdBy,
      sequence: Math.max(0, deal.amendments + drawn.sequenceBy),
      pricePerSecond: priceOf(drawn, deal),
      durationSeconds: durationOf(drawn, deal, nowSeconds),
      expiresAtSeconds: nowSeconds + drawn.expiresAfterSeconds,
    }
    const sign = async (signature: DrawnSignature | undefined) => {
      if (signature === undefined) return '0x'
      const { by, forgery } = signature
      return signatureOf(
        this.#domain,
        by === 'stranger' ? signerOf('matcher') : signerAt(deal[by]),
        forgery,
        (where, altered) =>
          amendmentDigest(where, altered ? { ...amendment, sequence: amendment.sequence + 1 } : amendment),
      )
    }
    return {
      amendment,
      deal,
      buyerSignature: await sign(drawn.buyer),
      supplierSignature: await sign(drawn.supplier),
    }
  }
}

const signerAt = (address: Address): Signer => signerOf(PEOPLE[ADDRESSES.indexOf(address)]!)
