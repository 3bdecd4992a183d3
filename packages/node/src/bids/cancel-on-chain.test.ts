import { expect, test } from 'vitest'
import { createBidMarket } from '../testing/bid-market.ts'
import { buyer, startNode } from '../testing/world.ts'

const spent = expect.objectContaining({ code: 'BID_SPENT' })

test('a bid that is cancelled on the chain binds nobody: a supplier who has it opens no deal', async () => {
  const market = await createBidMarket()
  const { hash, signed } = await market.place(false)
  const { chain, clock } = market.world
  const plan = await market.bids.cancelBidOnChain({ orderHash: hash, dryRun: true })
  expect(plan).toMatchObject({ bid: { state: 'standing', isBinding: true }, feeWei: '100000', maxFeeWei: '250000' })
  expect(chain.writes).toEqual([])

  expect(await market.bids.cancelBid({ orderHash: hash })).toMatchObject({ state: 'cancelled', isBinding: true })
  const done = await market.bids.cancelBidOnChain({ orderHash: hash })
  expect(done).toMatchObject({ bid: { state: 'cancelled', isBinding: false, marketplaces: [] } })
  expect(done.receipt?.txHash).toMatch(/^0x/)
  await chain.deposit(10n ** 7n)
  const pair = { ask: await market.firmFor(buyer.address), bid: signed }
  await expect(chain.openDeal(pair)).rejects.toMatchObject({ code: 'ORDER_TAKEN' })

  // Again changes nothing and costs nothing, also by a node that was started again.
  const { bid, receipt } = await market.bids.cancelBidOnChain({ orderHash: hash })
  expect([bid?.isBinding, receipt]).toEqual([false, undefined])
  await market.node.stop()
  const next = await startNode(market.world, { store: market.store })
  await clock.advance(2_000)
  expect((await next.bids.listBids({})).bids).toMatchObject([{ state: 'cancelled', isBinding: false }])
  expect((await next.bids.cancelBidOnChain({ orderHash: hash })).receipt).toBeUndefined()
  expect(chain.writes.filter((write) => write === 'cancel')).toHaveLength(1)
  await next.node.stop()
})

test('one that still stands leaves the marketplaces first', async () => {
  const market = await createBidMarket()
  const { hash } = await market.place()
  const { bid } = await market.bids.cancelBidOnChain({ orderHash: hash })
  expect(bid).toMatchObject({ state: 'cancelled', isBinding: false })
  expect(market.placed.size).toBe(0)
  await market.offer(900n)
  await market.world.clock.advance(120_000)
  expect(market.proposed).toEqual([])
  await market.node.stop()
})

test.each(['before', 'while'] as const)('one that a supplier fills %s it is cancelled is told so', async (when) => {
  const market = await createBidMarket()
  const { hash, signed } = await market.place(false)
  const { chain, clock } = market.world
  await chain.deposit(10n ** 7n)
  const fill = async () => void (await chain.openDeal({ ask: await market.firmFor(buyer.address), bid: signed }))
  const { cancel } = chain
  if (when === 'before') await fill()
  else {
    chain.cancel = async (nonces) => {
      await fill()
      return await cancel.call(chain, nonces)
    }
  }
  await expect(market.bids.cancelBidOnChain({ orderHash: hash })).rejects.toEqual(spent)
  await clock.advance(2_000)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 1n, isBinding: false })
  await expect(market.bids.cancelBidOnChain({ orderHash: hash })).rejects.toEqual(spent)
  await market.node.stop()
})

test('a deal that the node is opening with it is waited for', async () => {
  const market = await createBidMarket()
  const sending = Promise.withResolvers<void>()
  const { chain, clock } = market.world
  const { openDeal } = chain
  chain.openDeal = async (pair) => {
    await sending.promise
    return await openDeal.call(chain, pair)
  }
  const { hash } = await market.place()
  await market.offer(900n)
  await clock.advance(100)
  const cancelling = market.bids.cancelBidOnChain({ orderHash: hash }).catch((error: unknown) => error)
  await clock.advance(100)
  expect(chain.writes).toEqual(['deposit'])
  sending.resolve()
  expect(await cancelling).toEqual(spent)
  await clock.advance(100)
  expect(await market.state()).toMatchObject({ state: 'taken', dealId: 1n })
  await market.node.stop()
})

test('one that has expired binds nobody, and costs nothing', async () => {
  const market = await createBidMarket()
  const { hash } = await market.place(false)
  await market.world.clock.advance(3_601_000)
  const { bid, receipt } = await market.bids.cancelBidOnChain({ orderHash: hash })
  expect(bid).toMatchObject({ state: 'expired', isBinding: false })
  expect([receipt, market.world.chain.writes]).toEqual([undefined, []])
  await market.node.stop()
})

test('a cancellation that a reorg has taken back binds again until it is made again', async () => {
  const market = await createBidMarket()
  const { hash } = await market.place(false)
  const { chain, clock } = market.world
  await market.bids.cancelBidOnChain({ orderHash: hash })
  await clock.advance(2_000)
  chain.takeBack((await chain.latest()).number)
  await clock.advance(2_000)
  expect(await market.state()).toMatchObject({ state: 'cancelled', isBinding: true })
  await market.bids.cancelBidOnChain({ orderHash: hash })
  expect(await market.state()).toMatchObject({ state: 'cancelled', isBinding: false })
  await market.node.stop()
})
