import type { MarketEvent } from '@sonm/chain'
import { isCoded, silentLogger, VirtualClock } from '@sonm/common'
import { type Order, orderHash } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { expect, test } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import type { LiveOrder } from '../orders/live-order.ts'
import { ask, DOMAIN, FakeChain, signer, startWorld } from '../testing/world.ts'
import { ChainFacts } from './chain-facts.ts'
import { TakenElsewhere } from './taken-elsewhere.ts'

const [hub, buyer] = [signer(1), signer(2)] as const
const offer = sampleOrder({ side: 'ask', author: hub.address, nonce: 7n })
const bid = sampleOrder({ side: 'bid', author: buyer.address, pricePerSecond: 10n, durationSeconds: 0n })

function startFacts(bidLeastLockWei = 0n) {
  const [clock, chain] = [new VirtualClock(), new FakeChain()]
  const liveBids: LiveOrder[] = []
  const limits = { ...marketplaceLimits, bidLeastLockWei }
  const facts = new ChainFacts({ chain, clock, limits, liveBidsOf: () => liveBids })
  const code = async (order: Order) => {
    const outcome = await facts.check(order, orderHash(DOMAIN, order)).catch((error: unknown) => error)
    return isCoded(outcome) ? outcome.code : outcome
  }
  const judge = (order: Order) => facts.judge(order, orderHash(DOMAIN, order))
  const apply = (event: object) => facts.apply(event as MarketEvent)
  return { clock, chain, facts, liveBids, code, judge, apply }
}

test('an account is asked for once, and its events are believed from then on', async () => {
  const { chain, code, judge, apply } = startFacts()
  expect(judge(offer)).toBe('unknown')
  expect(await code(offer)).toBeUndefined()
  chain.down = true
  expect(judge(offer)).toBe('fits')
  apply({ kind: 'nonceCancelled', account: hub.address, nonce: 8n })
  expect(judge({ ...offer, nonce: 8n })).toMatchObject({ code: 'ORDER_TAKEN' })
  apply({ kind: 'epochAdvanced', account: hub.address, epoch: 3n })
  expect(judge(offer)).toMatchObject({ code: 'ORDER_EPOCH_WRONG' })
  // An author may know of his new epoch before we do, so the chain is asked, and may be down.
  expect(await code({ ...offer, epoch: 4n })).toBe('CHAIN_UNREACHABLE')
})

test('a deal makes the nonces of its two sides unknown, since its event tells none', async () => {
  const { chain, code, judge, apply } = startFacts()
  await code(offer)
  chain.usedNonces.add(`${hub.address} 7`)
  apply({ kind: 'dealOpened', deal: { hub: hub.address, buyer: buyer.address, askHash: `0x${'00'.repeat(32)}` } })
  expect(judge(offer)).toBe('unknown')
  expect(await code(offer)).toBe('ORDER_TAKEN')
})

test('an answer that an event has overtaken is asked for again', async () => {
  const { chain, code, apply } = startFacts()
  let answer = () => {}
  chain.beforeAnswer = new Promise((resolve) => {
    answer = resolve
  })
  const checked = code(offer)
  apply({ kind: 'epochAdvanced', account: hub.address, epoch: 1n })
  answer()
  expect(await checked).toBe('ORDER_EPOCH_WRONG')
})

test('a bid for nothing needs money too, and one account needs it for all of its live bids together', async () => {
  const { chain, code, liveBids } = startFacts(1_000n)
  const free = { ...bid, pricePerSecond: 0n }
  chain.snmWei.set(buyer.address, 1_999n)
  expect(await code(free)).toBeUndefined()
  const live = {
    sequence: 1,
    placedAtMs: 0,
    hash: orderHash(DOMAIN, free),
    signed: { order: free, details: '', signature: '0x' },
  }
  liveBids.push(live as LiveOrder)
  // The same bid again is the same.
  expect(await code(free)).toBeUndefined()
  expect(await code({ ...free, nonce: 99n })).toBe('BID_UNFUNDED')
})

test('a bid needs in account and market together what its deal would lock first, in dollars by its own cap', async () => {
  const { chain, clock, code } = startFacts()
  chain.snmWei.set(buyer.address, 36_000n)
  expect(await code(bid)).toBeUndefined()
  expect(await code({ ...bid, pricePerSecond: 11n })).toBe('BID_UNFUNDED')
  expect(await code({ ...bid, pricePerSecond: 600n, durationSeconds: 60n })).toBeUndefined()
  const dollars = { denomination: 'USD' as const, pricePerSecond: 5n, snmPerUsdCap: 2n * 10n ** 18n }
  expect(await code({ ...bid, ...dollars })).toBeUndefined()
  expect(await code({ ...bid, ...dollars, pricePerSecond: 6n })).toBe('BID_UNFUNDED')
  chain.snmWei.set(buyer.address, 0n)
  expect(await code(bid)).toBeUndefined()
  await clock.advance(marketplaceLimits.fundsKeptMs)
  expect(await code(bid)).toBe('BID_UNFUNDED')
})

test('a chain that takes back what it said is asked anew', async () => {
  const { facts, code, judge } = startFacts()
  await code(offer)
  facts.forget()
  expect(judge(offer)).toBe('unknown')
})

test('an ask whose nonce a deal elsewhere has used up leaves the market', async () => {
  const { chain, clock, client, marketplace, run } = await startWorld()
  const signed = await ask(hub, clock)
  const other = await ask(hub, clock)
  await run(marketplace.placeAll([signed, other]))
  chain.usedNonces.add(`${hub.address} ${signed.order.nonce}`)
  chain.mine({ kind: 'dealOpened', deal: { hub: hub.address, buyer: buyer.address, askHash: `0x${'11'.repeat(32)}` } })
  await clock.advance(2_000)
  const { orders } = await run(client(hub.address).listOrders({ author: hub.address }))
  expect(orders.map(({ orderHash: hash }) => hash)).toEqual([orderHash(DOMAIN, other.order)])
})

test('when the chain cannot say, nothing is withdrawn and all goes on', async () => {
  const { chain, clock, facts } = startFacts()
  chain.down = true
  const sequence = { sequence: 1, hash: `0x${'11'.repeat(32)}` as const, placedAtMs: clock.nowMs() }
  const live = { ...sequence, signed: await ask(hub, clock) }
  const withdraw = async () => expect.unreachable()
  const taken = new TakenElsewhere({ facts, live: { of: () => [live] }, withdraw, logger: silentLogger })
  taken.look(hub.address)
  await taken.idle()
})
