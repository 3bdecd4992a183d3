import { fail, orderHash, type SignedOrder } from '@sonm/model'
import { expect, onTestFinished, test, vi } from 'vitest'
import { anyMachine as bid, createBidMarket as createMarket } from '../testing/bid-market.ts'
import { buyer, startNode } from '../testing/world.ts'
import { BidStore } from './bid-store.ts'

test('a bid that shall be taken opens one deal, with the first offer that fits, and is spent by it', async () => {
  const market = await createMarket()
  const { hash, signed } = await market.place()
  await market.offer(1000n, 1000n)
  await market.world.clock.advance(1_000)
  expect(await market.state()).toMatchObject({ orderHash: hash, state: 'taken', dealId: 1n, matches: [] })
  expect(await market.dealsOpened()).toBe(1)
  // The hub was shown this bid and no other, and can open nothing more with it.
  expect(market.proposed.map((bid) => orderHash(market.world.domain, bid))).toEqual([hash])
  const second = { ask: await market.firmFor(buyer.address), bid: signed }
  await expect(market.world.chain.openDeal(second)).rejects.toMatchObject({ code: 'ORDER_TAKEN' })
  await market.node.stop()
})

test('a bid that a supplier has filled is taken, and the node takes no other offer for it', async () => {
  const market = await createMarket()
  const { signed } = await market.place()
  await market.world.chain.deposit(10n ** 7n)
  await market.world.chain.openDeal({ ask: await market.firmFor(buyer.address), bid: signed })
  await market.world.clock.advance(2_000)
  await market.offer(900n)
  await market.world.clock.advance(120_000)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 1n, matches: [] })
  expect(await market.dealsOpened()).toBe(1)
  expect(market.proposed).toEqual([])
  await market.node.stop()
})

test('a supplier who fills the bid while the node takes an offer wins or loses: there is one deal', async () => {
  const fill = Promise.withResolvers<(firm: SignedOrder) => Promise<void>>()
  const market = await createMarket({ after: async (firm) => (await fill.promise)(firm) })
  const { signed } = await market.place()
  await market.world.chain.deposit(10n ** 7n)
  fill.resolve(async (firm) => void (await market.world.chain.openDeal({ ask: firm, bid: signed })))
  await market.offer(900n, 950n)
  await market.world.clock.advance(180_000)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 1n })
  expect(await market.dealsOpened()).toBe(1)
  await market.node.stop()
})

test('a bid that was cancelled at the marketplaces and is filled all the same is taken', async () => {
  const market = await createMarket()
  const { hash, signed } = await market.place(false)
  expect(await market.bids.cancelBid({ orderHash: hash })).toMatchObject({ state: 'cancelled' })
  await market.world.chain.deposit(10n ** 7n)
  await market.world.chain.openDeal({ ask: await market.firmFor(buyer.address), bid: signed })
  await market.world.clock.advance(2_000)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 1n })
  await market.node.stop()
})

test('a bid whose deal a reorg has taken back stands again, and can be taken', async () => {
  const market = await createMarket()
  const { hash, signed } = await market.place(false)
  const { chain, clock } = market.world
  await chain.deposit(10n ** 7n)
  const { blockNumber } = await chain.openDeal({ ask: await market.firmFor(buyer.address), bid: signed })
  await clock.advance(2_000)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 1n, marketplaces: [] })
  chain.takeBack(blockNumber - 1n)
  market.placed.clear()
  await clock.advance(2_000)
  expect(await market.state()).toMatchObject({ state: 'standing', dealId: 0n })
  expect([...market.placed.keys()]).toEqual([hash])
  await chain.openDeal({ ask: await market.firmFor(buyer.address), bid: signed })
  await clock.advance(2_000)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 2n })
  await market.node.stop()
})

test.each(['cancelled', 'expired'] as const)('a bid that is %s while its deal is prepared opens none', async (end) => {
  const answer = Promise.withResolvers<void>()
  const market = await createMarket({ before: () => answer.promise })
  const { hash } = await market.place()
  await market.offer(900n)
  await market.world.clock.advance(100)
  expect(market.proposed).toHaveLength(1)
  if (end === 'cancelled') {
    expect(await market.bids.cancelBid({ orderHash: hash })).toMatchObject({ state: 'cancelled' })
    expect(market.placed.size).toBe(0)
  } else await market.world.clock.advance(3_600_000)
  answer.resolve()
  await market.world.clock.advance(120_000)
  expect(await market.state()).toMatchObject({ state: end, dealId: 0n, problem: '' })
  expect(market.world.chain.writes).toEqual([])
  await market.node.stop()
})

test('a deal that is on its way to the chain when its bid is cancelled makes it taken', async () => {
  const market = await createMarket()
  const sending = Promise.withResolvers<void>()
  const { openDeal } = market.world.chain
  market.world.chain.openDeal = async (pair) => {
    await sending.promise
    return await openDeal.call(market.world.chain, pair)
  }
  const { hash } = await market.place()
  await market.offer(900n)
  await market.world.clock.advance(100)
  const cancelled = await market.bids.cancelBid({ orderHash: hash })
  expect(cancelled).toMatchObject({ state: 'cancelled', problem: expect.stringContaining('sonm deal list') })
  sending.resolve()
  await market.world.clock.advance(100)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 1n, problem: '' })
  await market.node.stop()
})

test('why an offer could not be taken is told also where its bid is being cancelled meanwhile', async () => {
  const answer = Promise.withResolvers<void>()
  const market = await createMarket({ before: () => answer.promise })
  const { hash } = await market.place()
  await market.offer(900n)
  await market.world.clock.advance(100)
  const { put } = BidStore.prototype
  const room = Promise.withResolvers<void>()
  const disk = vi.spyOn(BidStore.prototype, 'put').mockImplementation(async function (this: BidStore, record) {
    await room.promise
    return await put.call(this, record)
  })
  onTestFinished(() => disk.mockRestore())
  const cancelling = market.bids.cancelBid({ orderHash: hash })
  await market.world.clock.advance(10)
  answer.reject(fail('PLAN_NOT_OFFERED', { plan: '1', state: 'paused' } as never))
  await market.world.clock.advance(10)
  room.resolve()
  await cancelling
  await market.world.clock.advance(10)
  expect(await market.state()).toMatchObject({ state: 'cancelled', problem: expect.not.stringContaining('was being') })
  expect((await market.state()).problem).not.toBe('')
  await market.node.stop()
})

test('a disk that is full ends nothing: the deal is found out from the chain when there is room', async () => {
  const market = await createMarket()
  await market.place()
  const disk = vi.spyOn(BidStore.prototype, 'put').mockRejectedValue(new Error('disk full'))
  await market.offer(900n)
  await market.world.clock.advance(100)
  expect(await market.state()).toMatchObject({ state: 'standing', problem: expect.stringContaining('disk full') })
  await market.world.clock.advance(120_000)
  disk.mockRestore()
  await market.world.clock.advance(60_000)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 1n })
  expect(await market.dealsOpened()).toBe(1)
  await market.node.stop()
})

test('what could not be taken is tried again later, and by a node that stops never', async () => {
  const market = await createMarket({
    before: () => Promise.reject(fail('PLAN_NOT_OFFERED', { plan: '1', state: 'paused' } as never)),
  })
  await market.place()
  await market.offer(900n)
  await market.world.clock.advance(59_000)
  expect(market.proposed).toHaveLength(1)
  await market.world.clock.advance(2_000)
  expect(market.proposed).toHaveLength(2)
  await market.node.stop()
  expect(market.world.clock.nextTimerMs()).toBeUndefined()
})

test('a bid outlives its node, and expires where it does not stand', async () => {
  const market = await createMarket()
  const { hash } = await market.place()
  await market.node.stop()
  market.placed.clear()
  const next = await startNode(market.world, { store: market.store })
  await market.world.clock.advance(10)
  expect([...market.placed.keys()]).toEqual([hash])
  await market.offer(900n)
  await market.world.clock.advance(100)
  expect((await next.bids.listBids({})).bids).toMatchObject([{ state: 'taken', dealId: 1n }])
  const other = await next.bids.placeBid({ bid })
  await next.node.stop()
  await market.world.clock.advance(3_600_000)
  const last = await startNode(market.world, { store: market.store })
  const states = (await last.bids.listBids({})).bids.map(({ orderHash, state }) => [orderHash, state])
  expect(new Map(states as [string, string][])).toEqual(
    new Map([
      [hash, 'taken'],
      [other.orderHash, 'expired'],
    ]),
  )
  await last.node.stop()
})
