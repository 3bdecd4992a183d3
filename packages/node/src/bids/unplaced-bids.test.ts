import { expect, test } from 'vitest'
import { anyMachine, createBidMarket } from '../testing/bid-market.ts'
import { addBidMarketplace } from '../testing/bid-marketplace.ts'
import { testSigner } from '../testing/market.ts'
import { createWorld, marketplaceAddress, startNode } from '../testing/world.ts'

const other = testSigner(14).address

test('where no marketplace answers, a bid is refused before it is signed, and each address is named once', async () => {
  const world = createWorld()
  const { bids, node } = await startNode(world, { marketplaces: [marketplaceAddress, other] })
  for (const refused of [bids.planBid({ bid: anyMachine }), bids.placeBid({ bid: anyMachine })]) {
    const error = await refused.catch((error: unknown) => error)
    const reasons = `${marketplaceAddress}: it is gone; ${other}: it is gone`
    expect(error).toMatchObject({ code: 'MARKETPLACES_UNREACHABLE', data: { reasons } })
  }
  expect(await bids.listBids({})).toMatchObject({ bids: [] })
  // One that answers is enough.
  addBidMarketplace(world, other)
  await bids.planBid({ bid: anyMachine })
  await node.stop()
})

test('a bid that no marketplace ever had binds nobody, and one that was placed binds though all have gone', async () => {
  const world = createWorld()
  const { bids: placed } = addBidMarketplace(world)
  const { bids, node } = await startNode(world)
  // It goes between the question and the bid.
  const { ping } = world.network
  world.network.ping = async (to) => {
    const answer = await ping.call(world.network, to)
    world.network.vanish(to)
    return answer
  }
  const { orderHash } = await bids.placeBid({ bid: anyMachine })
  await world.clock.advance(10)
  const [unplaced] = (await bids.listBids({})).bids
  expect(unplaced).toMatchObject({ state: 'standing', isBinding: false, marketplaces: [] })
  expect(unplaced?.problem).toBe(`${marketplaceAddress}: it is gone.`)
  expect(await bids.cancelBid({ orderHash })).toMatchObject({ state: 'cancelled', isBinding: false })
  const onChain = await bids.cancelBidOnChain({ orderHash })
  expect([onChain.receipt, placed.size]).toEqual([undefined, 0])
  await node.stop()

  const market = await createBidMarket()
  const { hash } = await market.place(false)
  market.world.network.vanish(marketplaceAddress)
  expect(await market.bids.cancelBid({ orderHash: hash })).toMatchObject({ state: 'cancelled', isBinding: true })
  await market.node.stop()
})

test('a marketplace that does not answer is told with when it began, until it answers again', async () => {
  const world = createWorld()
  const { bids, node, market } = await startNode(world)
  const standing = async () => {
    const [record] = (await bids.listMarketplaces({})).marketplaces
    return [record!.answeredAtMs, record!.silentSinceMs]
  }
  const lostAtMs = BigInt(world.clock.nowMs())
  expect(await standing()).toEqual([0n, lostAtMs])
  await world.clock.advance(4_000)
  await market.search({}).catch(() => {})
  expect(await standing()).toEqual([0n, lostAtMs])
  // Nobody has to ask it for anything.
  world.offer([])
  await world.clock.advance(4_000)
  expect(await standing()).toEqual([BigInt(world.clock.nowMs()), 0n])
  await node.stop()
})

test('whoever watches a book sees a marketplace that is back within seconds', async () => {
  const world = createWorld()
  const { bids, node } = await startNode(world)
  const end = new AbortController()
  const silent: number[] = []
  const watching = (async () => {
    for await (const update of bids.watchBook({ side: 1 }, { signal: end.signal })) silent.push(update.silent.length)
  })().catch(() => {})
  await world.clock.advance(600_000)
  expect(silent.at(-1)).toBe(1)
  expect((await bids.listMarketplaces({})).marketplaces[0]!.failures).toBe(1n)
  addBidMarketplace(world)
  await world.clock.advance(5_000)
  expect(silent.at(-1)).toBe(0)
  end.abort()
  await watching
  await node.stop()
})
