import type { ChainClient, MarketEvent } from '@sonm/chain'
import { type Clock, type CodedError, ExpiringCache } from '@sonm/common'
import {
  type Address,
  fail,
  formatAmount,
  type Hex,
  lockPeriodSeconds,
  MAX_ORDER_LIFETIME_SECONDS,
  type Order,
} from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'
import type { LiveOrder } from '../orders/live-order.ts'
import { type AccountFacts, type AccountQuestion, KnownAccounts } from './account-facts.ts'

/** What the marketplace asks of the chain about an order. */
export type OrderChain = Pick<ChainClient, 'masterOf' | 'epochOf' | 'isNonceUsed' | 'balances'>

type FactLimits = Pick<
  MarketplaceLimits,
  'bidLeastLockWei' | 'masterKeptMs' | 'noMasterKeptMs' | 'fundsKeptMs' | 'accountsKept' | 'noncesKept' | 'spentKept'
>

/** `unknown`: the chain must be asked first. */
export type FactVerdict = 'fits' | 'unknown' | CodedError

const RESTLESS = 'the chain says something new of its author each time that it is asked'

/** An order can be on its way in for no longer than it lives. */
const SPENT_KEPT_MS = Number(MAX_ORDER_LIFETIME_SECONDS) * 1000
/** How often the chain is asked again about one order, when each time its events overtake the answer. */
const MAX_ROUNDS = 3

/**
 * Whether the chain would let an order become a deal, as far as is known: an account is asked for once, and its events are
 * followed from then on.
 */
export class ChainFacts {
  readonly #chain: OrderChain
  readonly #clock: Clock
  readonly #limits: FactLimits
  readonly #liveBidsOf: (author: Address) => Iterable<LiveOrder>
  readonly #accounts: KnownAccounts
  /** Hashes of orders that deals were made of. */
  readonly #spent: ExpiringCache<Hex, true>

  /** @param options.liveBidsOf the bids of an author that are live already: his money is for them too */
  constructor(options: {
    chain: OrderChain
    clock: Clock
    limits: FactLimits
    liveBidsOf: (author: Address) => Iterable<LiveOrder>
  }) {
    const { chain, clock, limits } = options
    this.#chain = chain
    this.#clock = clock
    this.#limits = limits
    this.#liveBidsOf = options.liveBidsOf
    this.#accounts = new KnownAccounts({ limits, clock })
    this.#spent = new ExpiringCache({ clock, maxEntries: limits.spentKept })
  }

  /** Whether this hub is known to have a confirmed master; undefined: it is not known. */
  isConfirmed(hub: Address): boolean | undefined {
    const master = this.#accounts.get(hub)?.master
    return master && this.#accounts.isFresh(master) ? master.address !== undefined : undefined
  }

  /** The confirmed master, also when he is to be asked for again by now; undefined: not known, or none. */
  masterOf(hub: Address): Address | undefined {
    return this.#accounts.get(hub)?.master?.address
  }

  /** The confirmed master, asked for where what is known has become old. */
  async learnMaster(hub: Address): Promise<Address | undefined> {
    if (!this.#accounts.isFresh(this.#accounts.of(hub).master)) await this.#askMaster(hub)
    return this.masterOf(hub)
  }

  judge(order: Order, hash: Hex): FactVerdict {
    if (this.#spent.get(hash)) return taken(order)
    const account = this.#accounts.get(order.author)
    if (account?.epoch === undefined) return 'unknown'
    const { epoch } = order
    if (epoch < account.epoch) return epochWrong(order, account.epoch)
    // Its author may be ahead of what we have read.
    if (epoch > account.epoch) return 'unknown'
    const isUsed = account.used.get(order.nonce)
    if (isUsed !== false) return isUsed ? taken(order) : 'unknown'
    return order.side === 'ask' ? this.#judgeMaster(order.author, account) : this.#judgeFunds(order, hash, account)
  }

  /** Asks for what is not known. @throws HUB_UNCONFIRMED, ORDER_EPOCH_WRONG, ORDER_TAKEN, BID_UNFUNDED, MARKETPLACE_BUSY, and what the chain client throws */
  check(order: Order, hash: Hex): Promise<void> {
    return this.#check(order, hash, MAX_ROUNDS)
  }

  /** Without `await`, of which each costs as much as all else here: most orders come this way once. */
  #check(order: Order, hash: Hex, rounds: number): Promise<void> {
    const verdict = this.judge(order, hash)
    if (verdict === 'fits') return Promise.resolve()
    if (verdict !== 'unknown') return Promise.reject(verdict)
    if (rounds === 0) return Promise.reject(fail('MARKETPLACE_BUSY', { reason: RESTLESS }))
    return this.#ask(order).then(() => {
      const epoch = this.#accounts.get(order.author)?.epoch
      if (epoch !== undefined && epoch !== order.epoch) throw epochWrong(order, epoch)
      if (this.judge(order, hash) !== 'fits') return this.#check(order, hash, rounds - 1)
    })
  }

  /** Whether a nonce is used, by the chain itself. */
  async isNonceUsed(author: Address, nonce: bigint): Promise<boolean> {
    const account = this.#accounts.of(author)
    if (account.used.get(nonce) === undefined) await this.#askNonce(author, nonce)
    return account.used.get(nonce) === true
  }

  apply(event: MarketEvent): void {
    switch (event.kind) {
      case 'dealOpened':
        this.#spent.set(event.deal.askHash, true, SPENT_KEPT_MS)
        // It tells no nonce, and the order may have been one that nobody placed here.
        this.#outdate(event.deal.hub, (account) => account.used.clear())
        this.#outdate(event.deal.buyer, (account) => {
          account.used.clear()
          account.funds = undefined
        })
        break
      case 'bidFilled':
        this.#spent.set(event.bidHash, true, SPENT_KEPT_MS)
        break
      case 'nonceCancelled':
        this.#outdate(event.account, (account) => account.used.set(event.nonce, true))
        break
      case 'epochAdvanced':
        this.#outdate(event.account, (account) => learnEpoch(account, event.epoch))
        break
      case 'deposited':
      case 'withdrawn':
        this.#outdate(event.account, (account) => {
          account.funds = undefined
        })
    }
  }

  /** For a chain that took back what it had said. */
  forget(): void {
    this.#accounts.clear()
  }

  #judgeMaster(hub: Address, { master }: AccountFacts): FactVerdict {
    if (!master || !this.#accounts.isFresh(master)) return 'unknown'
    return master.address === undefined ? fail('HUB_UNCONFIRMED', { hub }) : 'fits'
  }

  #judgeFunds(bid: Order, bidHash: Hex, { funds }: AccountFacts): FactVerdict {
    if (!funds || !this.#accounts.isFresh(funds)) return 'unknown'
    let neededWei = this.#countedWei(bid)
    for (const { hash, signed } of this.#liveBidsOf(bid.author)) {
      if (hash !== bidHash) neededWei += this.#countedWei(signed.order)
    }
    if (funds.wei >= neededWei) return 'fits'
    return fail('BID_UNFUNDED', {
      author: bid.author,
      needed: formatAmount(neededWei),
      found: formatAmount(funds.wei),
    })
  }

  #countedWei(bid: Order): bigint {
    const lockWei = firstLockWei(bid)
    return lockWei > this.#limits.bidLeastLockWei ? lockWei : this.#limits.bidLeastLockWei
  }

  /** What the events say of an account of which nobody has asked is told by the chain when somebody does. */
  #outdate(address: Address, change: (account: AccountFacts) => void): void {
    const account = this.#accounts.get(address)
    if (!account) return
    account.version++
    change(account)
  }

  #ask({ author, nonce, epoch, side }: Order): Promise<unknown> {
    const account = this.#accounts.of(author)
    const asked: Promise<void>[] = []
    if (account.epoch === undefined || account.epoch < epoch) asked.push(this.#askEpoch(author))
    if (account.used.get(nonce) === undefined) asked.push(this.#askNonce(author, nonce))
    if (side === 'ask' && !this.#accounts.isFresh(account.master)) asked.push(this.#askMaster(author))
    if (side === 'bid' && !this.#accounts.isFresh(account.funds)) asked.push(this.#askFunds(author))
    // Of a known hub the nonce alone, as a rule.
    return asked.length === 1 ? asked[0]! : Promise.all(asked)
  }

  #askEpoch(author: Address): Promise<void> {
    return this.#once('epoch', author, () => this.#chain.epochOf(author), learnEpoch)
  }

  #askNonce(author: Address, nonce: bigint): Promise<void> {
    const ask = () => this.#chain.isNonceUsed(author, nonce)
    return this.#once(nonce, author, ask, (account, isUsed) => {
      account.used.set(nonce, isUsed)
    })
  }

  #askMaster(hub: Address): Promise<void> {
    const { masterKeptMs, noMasterKeptMs } = this.#limits
    return this.#once(
      'master',
      hub,
      () => this.#chain.masterOf(hub),
      (account, address) => {
        const keptMs = address === undefined ? noMasterKeptMs : masterKeptMs
        account.master = { address, untilMs: this.#clock.monotonicMs() + keptMs }
      },
    )
  }

  #askFunds(buyer: Address): Promise<void> {
    return this.#once(
      'funds',
      buyer,
      () => this.#chain.balances(buyer),
      (account, { snmWei, freeWei }) => {
        account.funds = { wei: snmWei + freeWei, untilMs: this.#clock.monotonicMs() + this.#limits.fundsKeptMs }
      },
    )
  }

  /** An answer that an event has overtaken is thrown away: whoever needs it asks again. */
  #once<Answer>(
    question: AccountQuestion,
    address: Address,
    ask: () => Promise<Answer>,
    learn: (account: AccountFacts, answer: Answer) => void,
  ): Promise<void> {
    const account = this.#accounts.of(address)
    const { version, asking } = account
    const running = asking.get(question)
    if (running) return running
    const answered = ask().then(
      (answer) => {
        asking.delete(question)
        if (account.version === version) learn(account, answer)
      },
      (error: unknown) => {
        asking.delete(question)
        throw error
      },
    )
    asking.set(question, answered)
    return answered
  }
}

/** What a deal of this bid locks first, at the highest price in SNM that the buyer signs for. */
function firstLockWei({ pricePerSecond, denomination, snmPerUsdCap, durationSeconds }: Order): bigint {
  const weiPerSecond = denomination === 'SNM' ? pricePerSecond : (pricePerSecond * snmPerUsdCap) / 10n ** 18n
  return weiPerSecond * lockPeriodSeconds(durationSeconds)
}

/** Epochs only grow: an answer that was overtaken by an event changes nothing. */
function learnEpoch(account: AccountFacts, epoch: bigint): void {
  if (account.epoch === undefined || epoch > account.epoch) account.epoch = epoch
}

function taken(order: Order): CodedError {
  return fail('ORDER_TAKEN', { author: order.author, nonce: String(order.nonce) })
}

function epochWrong(order: Order, current: bigint): CodedError {
  return fail('ORDER_EPOCH_WRONG', { orderEpoch: String(order.epoch), currentEpoch: String(current) })
}
