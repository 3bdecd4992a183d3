import type { Balances, BlockRef, ChainClient, MarketEvent, OnSigned, Receipt } from '@sonm/chain'
import { type Clock, nowSeconds } from '@sonm/common'
import {
  type Address,
  type Deal,
  dueAt,
  fail,
  type Hex,
  lockPeriodSeconds,
  lockTargetWei,
  type OrderPair,
  orderHash,
  type SignedOrder,
  snmPriceOf,
} from '@sonm/model'

// Without its kind's fields a union cannot be spread together.
type EventBody = MarketEvent extends infer Event
  ? Event extends MarketEvent
    ? Omit<Event, 'blockNumber' | 'blockHash' | 'logIndex' | 'txHash' | 'timestampSeconds'>
    : never
  : never

/** The market as one account sees it; every write is a block of its own. */
export class FakeChain implements ChainClient {
  readonly chainId = 31337
  readonly market: Address = `0x${'4d'.repeat(20)}`
  readonly account: Address
  readonly masters = new Map<Address, Address>()
  readonly #removedAtSeconds = new Map<Address, bigint>()
  readonly wallets = new Map<Address, { snmWei: bigint; freeWei: bigint }>()
  readonly writes: string[] = []
  /** Wei of SNM for 1 USD. */
  snmPerUsd: bigint | undefined
  ethWei = 10n ** 18n
  /** What payments in Ether fail with before they are signed. */
  failure: Error | undefined
  /** What they fail with after that. */
  lateFailure: Error | undefined
  /** What they wait for then. */
  afterSigning: () => Promise<void> = async () => {}
  /** Of the next payment in Ether. */
  nonce = 0
  readonly #clock: Clock
  readonly #deals = new Map<bigint, Deal>()
  readonly #usedNonces = new Set<string>()
  readonly #log: MarketEvent[] = []
  #block = 1n
  /** Blocks from there on are of another fork. */
  #forkedAt = 2n ** 64n
  #lastDeal = 0n

  constructor(account: Address, clock: Clock) {
    this.account = account
    this.#clock = clock
  }

  async latest(): Promise<BlockRef> {
    return { number: this.#block, hash: this.#hashOf(this.#block), timestampSeconds: this.#now() }
  }
  async balances(account: Address): Promise<Balances> {
    return { ethWei: this.ethWei, ...this.#wallet(account) }
  }
  /** As its master does it. */
  removeHub(hub: Address): void {
    if (this.masters.delete(hub)) this.#removedAtSeconds.set(hub, this.#now())
  }
  removedForSeconds = async (hub: Address) => {
    const atSeconds = this.#removedAtSeconds.get(hub)
    return atSeconds === undefined ? undefined : Number(this.#now() - atSeconds)
  }
  masterOf = async (hub: Address) => this.masters.get(hub)
  epochOf = async () => 0n
  isNonceUsed = async (author: Address, nonce: bigint) => this.#usedNonces.has(`${author} ${nonce}`)
  events = async (from: bigint, to: bigint) =>
    this.#log.filter(({ blockNumber }) => blockNumber >= from && blockNumber <= to)
  readBlocks = async (fromBlock: bigint, toBlock: bigint) => {
    const events = await this.events(fromBlock, toBlock)
    return { fromBlock, toBlock, parentHash: this.#hashOf(fromBlock - 1n), hash: this.#hashOf(toBlock), events }
  }
  blockHash = async (number: bigint) => (number <= this.#block ? this.#hashOf(number) : undefined)

  async deposit(amountWei: bigint): Promise<Receipt> {
    const wallet = this.#wallet(this.account)
    wallet.snmWei -= amountWei
    wallet.freeWei += amountWei
    return this.#mine('deposit', { kind: 'deposited', account: this.account, amountWei })
  }

  async withdraw(amountWei: bigint): Promise<Receipt> {
    const wallet = this.#wallet(this.account)
    wallet.snmWei += amountWei
    wallet.freeWei -= amountWei
    return this.#mine('withdraw', { kind: 'withdrawn', account: this.account, amountWei })
  }

  async take(ask: SignedOrder, durationSeconds: bigint, cap = 0n): Promise<Receipt & { readonly deal: Deal }> {
    const { author, denomination } = ask.order
    const rate = denomination === 'USD' ? this.snmPerUsd! : 0n
    if (cap < rate) throw fail('CAP_TOO_LOW', { cap: `${cap}`, least: `${rate}` })
    const pricePerSecond = snmPriceOf(ask.order, rate)
    const lockedWei = lockPeriodSeconds(durationSeconds) * pricePerSecond
    const wallet = this.#wallet(this.account)
    if (wallet.freeWei < lockedWei) throw fail('BALANCE_INSUFFICIENT', { needed: `${lockedWei}`, available: '' })
    wallet.freeWei -= lockedWei
    const deal: Deal = {
      id: ++this.#lastDeal,
      buyer: this.account,
      hub: author,
      master: this.masters.get(author)!,
      pricePerSecond,
      usdPerSecond: denomination === 'USD' ? ask.order.pricePerSecond : 0n,
      snmPerUsdCap: cap,
      startedAtSeconds: this.#now(),
      durationSeconds,
      billedUntilSeconds: this.#now(),
      lockedWei,
      bondWei: 0n,
      amendments: 0,
      askHash: orderHash(this, ask.order),
    }
    this.#deals.set(deal.id, deal)
    return { ...this.#mine('take', { kind: 'dealOpened', deal }), deal }
  }

  /** A reorg: the blocks from this one on never were; others that are empty stand in their place. */
  takeBack(fromBlock: bigint): void {
    this.#forkedAt = fromBlock
    this.#log.splice(0, Number.POSITIVE_INFINITY, ...this.#log.filter(({ blockNumber }) => blockNumber < fromBlock))
    this.#usedNonces.clear()
  }

  /** Also what a supplier sends. */
  async openDeal({ ask, bid }: OrderPair): Promise<Receipt & { readonly deal: Deal }> {
    const bidHash = orderHash(this, bid.order)
    const spent = `${bid.order.author} ${bid.order.nonce}`
    if (this.#usedNonces.has(spent))
      throw fail('ORDER_TAKEN', { author: bid.order.author, nonce: `${bid.order.nonce}` })
    const { deal } = await this.take(ask, bid.order.durationSeconds)
    this.#usedNonces.add(spent)
    return { ...this.#mine('openDeal', { kind: 'bidFilled', dealId: deal.id, bidHash }), deal }
  }

  async bill(deals: readonly Deal[]): Promise<Receipt> {
    for (const known of deals) {
      const { untilSeconds, paidWei } = dueAt(known, this.#now())
      const lockedWei = lockTargetWei(known, untilSeconds)
      const wallet = this.#wallet(known.buyer)
      wallet.freeWei -= lockedWei - (known.lockedWei - paidWei)
      const { id: dealId, pricePerSecond, amendments } = known
      const money = { pricePerSecond, amendments, billedUntilSeconds: untilSeconds, lockedWei }
      this.#deals.set(dealId, { ...known, ...money })
      this.#mine('bill', { kind: 'dealBilled', dealId, paidWei, money })
    }
    return this.#receipt()
  }

  /** What the contract holds; bills of others included. */
  deal(id: bigint): Deal {
    return this.#deals.get(id)!
  }

  async close(deal: Deal): Promise<Receipt & { readonly paidWei: bigint; readonly returnedWei: bigint }> {
    const current = this.#deals.get(deal.id)
    if (current?.billedUntilSeconds !== deal.billedUntilSeconds) {
      throw fail('DEAL_STATE_WRONG', { dealId: deal.id.toString() })
    }
    const { paidWei } = dueAt(deal, this.#now())
    const returnedWei = deal.lockedWei - paidWei
    this.#deals.delete(deal.id)
    this.#wallet(deal.buyer).freeWei += returnedWei
    const by = this.account
    return {
      ...this.#mine('close', { kind: 'dealClosed', dealId: deal.id, paidWei, returnedWei, by }),
      paidWei,
      returnedWei,
    }
  }

  async cancel(nonces: readonly bigint[]): Promise<Receipt> {
    for (const nonce of nonces) {
      const spent = `${this.account} ${nonce}`
      if (this.#usedNonces.has(spent)) continue
      this.#usedNonces.add(spent)
      this.#mine('cancel', { kind: 'nonceCancelled', account: this.account, nonce })
    }
    return this.#receipt()
  }
  cancelAll = async () => this.#receipt()
  announceMaster = async () => this.#receipt()
  confirmHub = async () => this.#receipt()
  async transferSnm(to: Address, amountWei: bigint): Promise<Receipt> {
    this.#wallet(this.account).snmWei -= amountWei
    this.#wallet(to).snmWei += amountWei
    return this.#pay(`transferSnm ${to} ${amountWei}`)
  }

  async transferEth(to: Address, amountWei: bigint, onSigned?: OnSigned): Promise<Receipt> {
    if (this.failure) throw this.failure
    const nonce = this.nonce++
    await onSigned?.({ nonce, txHash: `0x${nonce.toString(16).padStart(64, 'e')}` })
    await this.afterSigning()
    if (this.lateFailure) throw this.lateFailure
    this.ethWei -= amountWei
    return this.#pay(`transferEth ${to} ${amountWei}`)
  }

  async requestFaucet(): Promise<Receipt> {
    if (this.ethWei === 0n) throw fail('ETH_INSUFFICIENT', { account: this.account, needed: 'gas', available: '0 ETH' })
    return this.#pay('requestFaucet')
  }

  #pay(write: string): Receipt {
    this.writes.push(write)
    this.#block += 1n
    return this.#receipt()
  }

  #wallet(account: Address) {
    const wallet = this.wallets.get(account) ?? { snmWei: 0n, freeWei: 0n }
    this.wallets.set(account, wallet)
    return wallet
  }

  #mine(write: string, body: EventBody): Receipt {
    this.writes.push(write)
    this.#block += 1n
    const { blockNumber, txHash, timestampSeconds } = this.#receipt()
    const position = { blockNumber, txHash, timestampSeconds, blockHash: this.#hashOf(blockNumber), logIndex: 0 }
    this.#log.push({ ...position, ...body })
    return this.#receipt()
  }

  #receipt(): Receipt {
    return {
      txHash: this.#hashOf(this.#block),
      blockNumber: this.#block,
      timestampSeconds: this.#now(),
      gasUsed: 70_000n,
      feeWei: 70_000n,
    }
  }

  #hashOf(blockNumber: bigint): Hex {
    const fork = blockNumber >= this.#forkedAt ? 'f' : '0'
    return `0x${blockNumber.toString(16).padStart(64, fork)}`
  }

  #now(): bigint {
    return BigInt(nowSeconds(this.#clock))
  }
}
