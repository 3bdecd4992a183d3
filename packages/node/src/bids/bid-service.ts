import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { createClient, type ServiceImpl } from '@connectrpc/connect'
import type { ChainClient, WalletChain } from '@sonm/chain'
import { abortable, sleep } from '@sonm/common'
import { type Address, fail, type Hex, type Order, parseQuery, queryOfBid, WIRE_QUERY_LIMITS } from '@sonm/model'
import {
  type BidService,
  type BookUpdate,
  BookUpdateSchema,
  type ExplainResponse,
  type MarketplaceRecordSchema,
  MatchingService,
  orderFromMessage,
  orderToMessage,
  type PlaceBidRequest,
  readHex,
  readPresent,
  Side,
  type StandingBid as StandingBidMessage,
  StandingBidSchema,
} from '@sonm/protocol'
import { askAll } from '../orders/ask-all.ts'
import type { CheckedOrders } from '../orders/checked-orders.ts'
import { chosenOrder } from '../orders/chosen-order.ts'
import type { Comparison } from '../orders/comparison.ts'
import type { MarketplaceRecords } from '../orders/marketplace-records.ts'
import { silence, warningOf } from '../orders/marketplace-warnings.ts'
import type { Marketplaces } from '../orders/marketplaces.ts'
import { eachOnce } from '../orders/offers.ts'
import type { Presence } from '../orders/presence.ts'
import type { Suppliers } from '../orders/suppliers.ts'
import { reasonsAbout } from '../orders/told-reasons.ts'
import { type PriceSource, pricesMessage } from '../payments/prices.ts'
import { receiptToMessage } from '../payments/wallet-service.ts'
import { bestFirst } from './best-first.ts'
import type { BidDesk, BidDeskOptions, StandingBid } from './bid-desk.ts'
import { checkAnyAnswers } from './check-any-answers.ts'
import { MergedWatch } from './merged-watch.ts'
import { planBid } from './plan-bid.ts'
import { feeOfSpending } from './spend-nonce.ts'

/** As marketplaces take them. */
const DEFAULT_MATCHES = 10
const DEFAULT_DEPTH = 50
const MOST_MATCHES = 100
const MOST_DEPTH = 200
/** Whoever has not shown his offers by then is not waited for: the others have. */
const FIRST_ANSWERS_MS = 2_000

export interface BidServiceOptions
  extends Pick<
    BidDeskOptions,
    'network' | 'domain' | 'signer' | 'snmPerUsd' | 'marketplaces' | 'clock' | 'random' | 'logger'
  > {
  readonly chain: Pick<ChainClient, 'account' | 'epochOf' | 'balances'>
  readonly wallet: Pick<WalletChain, 'feeOf'>
  readonly usdPrices?: PriceSource | undefined
  readonly desk: BidDesk
  readonly suppliers: Suppliers
  readonly records: MarketplaceRecords
  readonly presence: Presence
  readonly comparison: Comparison
  readonly checked: CheckedOrders
  /** Now, and what SNM is worth now. */
  readonly moment: Marketplaces['moment']
}

/** The external API of bids, matches and live books; the buyer is always the wallet's account. */
export function bidService(options: BidServiceOptions): ServiceImpl<typeof BidService> {
  const { desk, suppliers, records, presence, checked, moment, network, marketplaces, wallet, usdPrices, clock } =
    options
  const rate = async () => `${(await moment()).usdPerSnm ?? ''}`
  const askEach = <Answer>(ask: (address: Address) => Promise<Answer>) =>
    askAll(
      marketplaces.now.map((address) => ({ address })),
      ({ address }) => ask(address),
      options,
    )
  const messageOfBid = async (bid: StandingBid): Promise<StandingBidMessage> =>
    create(StandingBidSchema, {
      orderHash: bid.hash,
      bid: orderToMessage(bid.signed.order),
      state: bid.state,
      take: bid.take,
      matches: await suppliers.messagesOf(bid.matches),
      marketplaces: [...bid.placedAt],
      dealId: bid.dealId,
      problem: bid.problem,
      isBinding: bid.isBinding,
      usdPerSnm: await rate(),
      warnings: bid.faults.map((fault) => warningOf(fault.marketplace, fault)),
    })
  // What only a signed order has is filled in; the caller need not write it.
  const wantedIn = ({ bid }: PlaceBidRequest): Order =>
    orderFromMessage({ ...readPresent('bid', bid), side: 2, author: network.address })
  const matching = (address: Address) => createClient(MatchingService, network.rpc(address))
  return {
    async placeBid(request) {
      const { lifetimeSeconds, take } = request
      return await messageOfBid(await desk.place(wantedIn(request), lifetimeSeconds, take))
    },
    async planBid(request) {
      const { lifetimeSeconds, take } = request
      const [plan, prices] = await Promise.all([
        planBid(wantedIn(request), lifetimeSeconds, take, options),
        pricesMessage(usdPrices),
      ])
      await checkAnyAnswers(options)
      return {
        bid: orderToMessage({ ...plan.bid, nonce: 0n }),
        mostPerSecondWei: `${plan.mostPerSecondWei}`,
        mostWei: `${plan.mostWei ?? ''}`,
        lockWei: `${plan.lockWei}`,
        marketFreeWei: `${plan.freeWei}`,
        depositWei: `${plan.depositWei}`,
        walletWei: `${plan.walletWei}`,
        feeWei: `${plan.fee?.feeWei ?? ''}`,
        maxFeeWei: `${plan.fee?.maxFeeWei ?? ''}`,
        snmPerUsd: `${plan.snmPerUsd ?? ''}`,
        prices,
      }
    },
    async listBids() {
      return { bids: await Promise.all(desk.list().map(messageOfBid)) }
    },
    async cancelBid({ orderHash }) {
      return await messageOfBid(await desk.cancel(readHex('order_hash', orderHash, 32)))
    },
    async cancelBidOnChain({ orderHash, dryRun }) {
      const hash = readHex('order_hash', orderHash, 32)
      if (dryRun) {
        const bid = await messageOfBid(desk.get(hash))
        const [fee, prices] = await Promise.all([feeOfSpending(wallet), pricesMessage(usdPrices)])
        return { bid, feeWei: `${fee.feeWei}`, maxFeeWei: `${fee.maxFeeWei}`, prices }
      }
      const receipt = await desk.cancelOnChain(hash)
      return { bid: await messageOfBid(desk.get(hash)), ...(receipt ? { receipt: receiptToMessage(receipt) } : {}) }
    },
    async *watchBid({ orderHash }, { signal }) {
      const hash = readHex('order_hash', orderHash, 32)
      while (!signal.aborted) {
        const changed = desk.changes.next(hash)
        const bid = desk.get(hash)
        yield await messageOfBid(bid)
        if (bid.state !== 'standing') return
        await abortable(changed, signal).catch(() => {})
      }
    },
    async match(request) {
      const order = await chosenOrder(request.order, options)
      const limit = Math.min(request.limit || DEFAULT_MATCHES, MOST_MATCHES)
      // By its hash alone who does not have it could not tell what fits it.
      const asked = { order: { order: orderToMessage(order) }, limit }
      const everybody = marketplaces.now
      const answers = await askEach(async (marketplace) => {
        const ask = (timeoutMs?: number) => matching(marketplace).match(asked, timeoutMs ? { timeoutMs } : {})
        const { offers, truncated } = await ask()
        return { marketplace, offers, truncated, again: ask }
      })
      const { offers, faults } = await checked.matches(order, limit, answers)
      const { usdPerSnm } = await moment()
      return {
        offers: await suppliers.messagesOf(bestFirst(eachOnce(offers), usdPerSnm).slice(0, limit)),
        usdPerSnm: `${usdPerSnm ?? ''}`,
        truncated: answers.some(({ truncated }) => truncated),
        warnings: [
          ...faults,
          ...everybody.filter((address) => answers.every(({ marketplace }) => marketplace !== address)).map(silence),
        ],
      }
    },
    async explain(request) {
      const asked = { ...request, buyer: network.address }
      const conditions = request.bid
        ? queryOfBid(await chosenOrder(request.bid, options), 1).conditions
        : parseQuery(request.query, WIRE_QUERY_LIMITS).conditions
      const answers = await askEach(async (address) => ({
        address,
        said: reasonsAbout(conditions, await matching(address).explain(asked)),
      }))
      // Nobody can check counts: whoever was found at nothing is believed first.
      const clean = answers.filter(({ address }) => records.isClean(address))
      return (clean.length > 0 ? clean : answers).map(({ said }) => said).reduce(fuller)
    },
    async *watchBook(request, { signal }): AsyncGenerator<BookUpdate> {
      if (request.side === Side.BID && request.query !== '') {
        throw fail('INPUT_INVALID', {
          field: 'query',
          reason: 'the query language is about asks, and bids are watched',
        })
      }
      if (isOfLatency(request.query)) {
        throw fail('INPUT_INVALID', { field: 'query', reason: 'latency is measured by a search alone: leave it out' })
      }
      const side = request.side === Side.BID ? 'bid' : 'ask'
      const depth = Math.min(request.depth || DEFAULT_DEPTH, MOST_DEPTH)
      const judge = checked.ofBook(side, request.query, network.address, depth)
      let changed = Promise.withResolvers<void>()
      const watch = new MergedWatch({
        ...options,
        open: (address, until) =>
          matching(address).watchBook({ ...request, depth, buyer: network.address }, { signal: until }),
        judge,
        onChange: () => changed.resolve(),
      })
      await watch.start()
      try {
        await Promise.race([watch.answered, sleep(clock, FIRST_ANSWERS_MS, signal)]).catch(() => {})
        let told = new Set<Hex>()
        for (let sequence = 1n; !signal.aborted; sequence++) {
          changed = Promise.withResolvers()
          const { refusal, silent } = watch
          if (refusal && silent.length === marketplaces.now.length) throw refusal
          const { usdPerSnm } = await moment()
          const now = bestFirst(watch.current(), usdPerSnm).slice(0, depth)
          const entered = await suppliers.messagesOf(now.filter(({ hash }) => !told.has(hash)))
          const left = [...told].filter((hash) => !now.some((offer) => offer.hash === hash))
          told = new Set(now.map(({ hash }) => hash))
          yield create(BookUpdateSchema, {
            sequence,
            reset: sequence === 1n,
            entered,
            left,
            asked: [...marketplaces.now],
            silent: [...silent],
            usdPerSnm: `${usdPerSnm ?? ''}`,
            warnings: watch.faults.map((fault) => warningOf(fault.marketplace, fault)),
          })
          await abortable(changed.promise, signal).catch(() => {})
        }
      } finally {
        await watch.stop()
      }
    },
    async listMarketplaces() {
      await presence.refresh()
      const list = records.list().map(({ answers, failures, faults, answeredAtMs, silentSinceMs, ...record }) => ({
        ...record,
        answers: BigInt(answers),
        failures: BigInt(failures),
        answeredAtMs: BigInt(Math.floor(answeredAtMs ?? 0)),
        silentSinceMs: BigInt(Math.floor(silentSinceMs ?? 0)),
        faults: faults.map(({ count, lastAtMs, ...fault }) => ({
          ...fault,
          count: BigInt(count),
          lastAtMs: BigInt(Math.floor(lastAtMs)),
        })),
      }))
      return { marketplaces: list satisfies MessageInitShape<typeof MarketplaceRecordSchema>[] }
    },
  }
}

/** No marketplace could tell, and whoever watches would wait for ever. @throws QUERY_INVALID */
function isOfLatency(query: string): boolean {
  const { conditions } = parseQuery(query, WIRE_QUERY_LIMITS)
  return conditions.some((condition) => condition.kind === 'number' && condition.field === 'latency')
}

/** The answer that has more to say: where offers fit, else where something would. */
function fuller(a: ExplainResponse, b: ExplainResponse): ExplainResponse {
  if (a.fitting !== b.fitting) return a.fitting > b.fitting ? a : b
  return b.suggestions.length > a.suggestions.length ? b : a
}
