import { create } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { seededRandom, VirtualClock } from '@sonm/common'
import { type Address, type Hex, NO_BENCHMARKS, type Order } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { ReadCredit } from '@sonm/network'
import { createMemoryNet, runUntilSettled } from '@sonm/network/testing'
import {
  type BookUpdate,
  MatchingService,
  OfferSchema,
  orderToMessage,
  Side,
  signedOrderToMessage,
} from '@sonm/protocol'
import { expect, test } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import type { LiveOrder } from '../orders/live-order.ts'
import { QUESTIONS_SPENT } from '../orders/question-costs.ts'
import { listedAsk } from '../testing/listed-ask.ts'
import { PlainBook } from '../testing/plain-book.ts'
import { Matching } from './matching.ts'
import { matchingService } from './matching-service.ts'

const MARKETPLACE: Address = `0x${'4b'.repeat(20)}`
const BUYER: Address = `0x${'cc'.repeat(20)}`
const FAR = 2n ** 40n

function world(limits: Partial<typeof marketplaceLimits> = {}) {
  const clock = new VirtualClock()
  const unexpected: unknown[] = []
  const net = createMemoryNet({ clock, random: seededRandom(1), onUnexpected: (error) => unexpected.push(error) })
  const book = new PlainBook()
  const live = new Map<Hex, LiveOrder>()
  const all = { ...marketplaceLimits, ...limits }
  const credit = new ReadCredit({ clock, limits: all, spent: QUESTIONS_SPENT })
  const matching = new Matching({
    clock,
    limits: all,
    book,
    isLive: (hash) => live.has(hash),
    identityOf: () => 1,
    usdPerSnm: () => undefined,
    credit,
  })
  const stopping = new AbortController()
  const offerOf = ({ hash, signed }: LiveOrder) =>
    create(OfferSchema, {
      orderHash: hash,
      order: signedOrderToMessage({ ...signed, signature: `0x${'00'.repeat(65)}` }),
    })
  const service = matchingService({
    matching,
    credit,
    limits: all,
    find: (hash) => live.get(hash),
    offerOf,
    learnIdentity: async () => 1,
    stopping: stopping.signal,
  })
  net.join(MARKETPLACE).serve({ routes: (router) => router.service(MatchingService, service) })
  const client = (key: Address, host?: string) => createClient(MatchingService, net.join(key, host).rpc(MARKETPLACE))
  let sequence = 0
  const place = (order: Partial<Order>): LiveOrder => {
    const offer = listedAsk(++sequence, { expiresAtSeconds: FAR, ...order })
    if (offer.live.signed.order.side === 'ask') book.offers.push(offer)
    live.set(offer.live.hash, offer.live)
    matching.placed(offer.live)
    return offer.live
  }
  const end = ({ hash }: LiveOrder) => {
    book.offers = book.offers.filter((offer) => offer.live.hash !== hash)
    live.delete(hash)
    matching.ended(hash)
  }
  return {
    clock,
    client,
    place,
    end,
    matching,
    stopping,
    unexpected,
    run: <R>(call: Promise<R>) => runUntilSettled(clock, call),
  }
}

const bidOf = (fields: Partial<Order> = {}) =>
  sampleOrder({ side: 'bid', author: BUYER, expiresAtSeconds: FAR, pricePerSecond: 10n, ...fields })

/** Reads a stream and keeps what its reader would hold. */
function reader(updates: AsyncIterable<BookUpdate>) {
  const held = new Set<string>()
  const state = { held, updates: 0, ended: '' }
  const reading = (async () => {
    try {
      for await (const { reset, entered, left, sequence } of updates) {
        expect(sequence).toBe(BigInt(++state.updates))
        expect(reset).toBe(state.updates === 1)
        for (const hash of left) expect(held.delete(hash)).toBe(true)
        for (const { orderHash } of entered) held.add(orderHash)
      }
      state.ended = 'over'
    } catch (error) {
      state.ended = (error as { code: string }).code
    }
  })()
  return Object.assign(state, { reading })
}

test('a bid is told the moment an ask comes that fits, and the moment it goes', async () => {
  const { clock, client, place, end, unexpected } = world()
  const standing = place(bidOf())
  const watched = reader(client(BUYER).watchMatches({ order: { orderHash: standing.hash } }))
  await clock.advance(1_000)
  expect([...watched.held]).toEqual([])
  const fitting = place({ pricePerSecond: 10n })
  await clock.advance(0)
  expect([...watched.held]).toEqual([fitting.hash])
  await clock.advance(1_000)
  place({ pricePerSecond: 11n })
  await clock.advance(1_000)
  expect(watched.updates).toBe(2)
  const better = place({ pricePerSecond: 9n })
  end(fitting)
  await clock.advance(100)
  expect([...watched.held]).toEqual([better.hash])
  end(standing)
  await clock.advance(100)
  expect(watched.ended).toBe('over')
  expect(unexpected).toEqual([])
})

test('an ask that is in its last seconds leaves though nobody takes it out', async () => {
  const { clock, client, place } = world()
  const expiresAtSeconds = BigInt(clock.nowMs() / 1000) + 60n
  place({ pricePerSecond: 1n, expiresAtSeconds })
  const watched = reader(client(BUYER).watchMatches({ order: { order: orderToMessage(bidOf()) } }))
  await clock.advance(55_000)
  expect(watched.held.size).toBe(1)
  await clock.advance(1_000)
  expect(watched.held.size).toBe(0)
  const short = reader(
    client(MARKETPLACE.replace('4b', '4c') as Address).watchMatches({
      order: { order: orderToMessage(bidOf({ expiresAtSeconds: BigInt(clock.nowMs() / 1000) + 5n })) },
    }),
  )
  await clock.advance(20_000)
  expect(short.ended).toBe('over')
})

test('streams hold what the book holds, whatever comes and goes, and also when they are opened again', async () => {
  const random = seededRandom(7)
  const { clock, client, place, end, run } = world()
  const caller = client(BUYER)
  const bid = orderToMessage(bidOf({ pricePerSecond: 8n }))
  const ask = orderToMessage(sampleOrder({ author: `0x${'dd'.repeat(20)}`, expiresAtSeconds: FAR, pricePerSecond: 4n }))
  const open = () => ({
    matches: reader(caller.watchMatches({ order: { order: bid }, limit: 5 })),
    bids: reader(caller.watchMatches({ order: { order: ask }, limit: 5 })),
    book: reader(caller.watchBook({ side: Side.ASK, query: 'cores>=2', depth: 4 })),
    bidBook: reader(caller.watchBook({ side: Side.BID, depth: 4 })),
  })
  const first = open()
  const placed: LiveOrder[] = []
  for (let step = 0; step < 150; step++) {
    if (placed.length > 3 && random.integer(3) === 0) end(placed.splice(random.integer(placed.length), 1)[0]!)
    else {
      const side = random.integer(2) === 0 ? ('ask' as const) : ('bid' as const)
      const benchmarks = NO_BENCHMARKS.map((none, at) =>
        at === 2 ? BigInt(side === 'ask' ? random.integer(4) : 0) : none,
      )
      const author: Address = side === 'ask' ? `0x${'aa'.repeat(20)}` : `0x${'ee'.repeat(20)}`
      placed.push(place({ side, author, pricePerSecond: BigInt(1 + random.integer(12)), benchmarks }))
    }
    await clock.advance(random.integer(120))
  }
  await clock.advance(1_000)
  const again = open()
  await clock.advance(1_000)
  const best = async (order: typeof bid) => {
    const { offers } = await run(caller.match({ order: { order }, limit: 5 }))
    return new Set(offers.map(({ orderHash }) => orderHash))
  }
  const byPrice = (orders: LiveOrder[], sign: 1 | -1) =>
    orders
      .sort(
        (a, b) =>
          sign * Number(a.signed.order.pricePerSecond - b.signed.order.pricePerSecond) || a.sequence - b.sequence,
      )
      .slice(0, 4)
      .map(({ hash }) => hash)
  const asks = placed.filter(({ signed: { order } }) => order.side === 'ask' && order.benchmarks[2]! >= 2n)
  const bids = placed.filter(({ signed: { order } }) => order.side === 'bid')
  for (const { matches, bids: fitting, book, bidBook } of [first, again]) {
    expect(matches.held).toEqual(await best(bid))
    expect(fitting.held).toEqual(await best(ask))
    expect(book.held).toEqual(new Set(byPrice(asks, 1)))
    expect(bidBook.held).toEqual(new Set(byPrice(bids, -1)))
  }
  expect(first.matches.held.size).toBe(5)
})

test('streams are limited by key and by host, and end when the marketplace stops', async () => {
  const { clock, client, matching, stopping } = world({ watchesPerKey: 2, watchesPerHost: 3 } as never)
  const [one, other] = [client(`0x${'01'.repeat(20)}`, 'h'), client(`0x${'02'.repeat(20)}`, 'h')]
  const streams = [one, one, one, other, other].map((caller) => reader(caller.watchBook({})))
  await clock.advance(1_000)
  expect(streams.map(({ ended }) => ended)).toEqual(['', '', 'WATCH_QUOTA', '', 'WATCH_QUOTA'])
  expect(matching.watching).toBe(3)
  stopping.abort(new Error('it stops'))
  await clock.advance(1_000)
  expect(matching.watching).toBe(0)
})

test('why nothing matched is said in the words of the query language', async () => {
  const { client, place, run } = world()
  const benchmarks = NO_BENCHMARKS.map((none, at) => (at === 3 ? 2n ** 34n : none))
  place({ pricePerSecond: 10n ** 15n, benchmarks })
  const caller = client(BUYER)
  const bid = orderToMessage(bidOf({ pricePerSecond: 5n * 10n ** 14n, benchmarks }))
  expect(await run(caller.explain({ bid: { order: bid } }))).toMatchObject({
    fitting: 0,
    rejections: [{ requirement: 'price<=1.8SNM/h', count: 1 }],
    suggestions: [{ offers: 1, relax: [{ requirement: 'price', from: 'price<=1.8SNM/h', to: 'price<=3.6SNM/h' }] }],
  })
  expect(await run(caller.explain({ query: 'ram>=32GiB price<=4SNM/h' }))).toMatchObject({
    rejections: [{ requirement: 'ram>=32GiB', count: 1 }],
    suggestions: [{ offers: 1, relax: [{ from: 'ram>=32GiB', to: 'ram>=16GiB' }] }],
  })
  expect(await run(caller.explain({ query: 'ram>=1GiB' }))).toMatchObject({ fitting: 1, suggestions: [] })
})

test.each([
  ['nothing', {}, 'INPUT_INVALID'],
  ['an order that is not there', { order: { orderHash: `0x${'00'.repeat(32)}` } }, 'ORDER_NOT_FOUND'],
  ['a hash that is none', { order: { orderHash: '0x1' } }, 'INPUT_INVALID'],
  ['an order without a side', { order: { order: { author: BUYER } } }, 'INPUT_INVALID'],
  [
    'an order with too few benchmarks',
    { order: { order: { author: BUYER, side: Side.BID, denomination: 1 } } },
    'ORDER_INVALID',
  ],
])('a match for %s is refused', async (_, request, code) => {
  const { client, run, unexpected } = world()
  const caller = client(BUYER)
  await expect(run(caller.match(request))).rejects.toEqual(expect.objectContaining({ code }))
  const watched = reader(caller.watchMatches(request))
  await run(watched.reading)
  expect(watched.ended).toBe(code)
  expect(unexpected).toEqual([])
})
