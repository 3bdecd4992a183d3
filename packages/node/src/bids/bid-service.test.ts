import { type Hex, orderHash } from '@sonm/model'
import { Denomination, type StandingBid } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { addBidMarketplace } from '../testing/bid-marketplace.ts'
import { testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, startNode } from '../testing/world.ts'

const other = testSigner(14).address
const wanted = {
  pricePerSecond: '1000',
  denomination: Denomination.SNM,
  benchmarks: Array.from({ length: 16 }, () => 0n),
}

test('a bid stands at every marketplace, and tells what fits it and nothing else', async () => {
  const world = createWorld()
  const places = [addBidMarketplace(world), addBidMarketplace(world, other)] as const
  const { bids, node } = await startNode(world, { marketplaces: [marketplaceAddress, other] })
  const placed = await bids.placeBid({ bid: wanted })
  await world.clock.advance(10)
  const hash = placed.orderHash as Hex
  for (const { bids: held } of places) expect([...held.keys()]).toEqual([hash])
  const seen: StandingBid[] = []
  const watching = (async () => {
    for await (const bid of bids.watchBid({ orderHash: hash })) seen.push(bid)
  })()
  const good = await testAsk(world.domain, hub, world.clock)
  const dear = await testAsk(world.domain, hub, world.clock, { pricePerSecond: 1001n })
  const stranger = await testAsk(world.domain, testSigner(44), world.clock)
  const forged = { ...dear, order: { ...dear.order, pricePerSecond: 1n } }
  places[0].show(good, dear, stranger, forged)
  places[1].show(good)
  await world.clock.advance(10)
  const goodHash = orderHash(world.domain, good.order)
  expect((await bids.listBids({})).bids).toMatchObject([
    { state: 'standing', marketplaces: [marketplaceAddress, other], matches: [{ orderHash: goodHash }] },
  ])
  places[0].show()
  await world.clock.advance(10)
  expect(seen.at(-1)?.matches).toHaveLength(1)
  places[1].show()
  await world.clock.advance(10)
  expect(seen.at(-1)?.matches).toHaveLength(0)
  expect(await bids.cancelBid({ orderHash: hash })).toMatchObject({ state: 'cancelled', marketplaces: [] })
  for (const { bids: held } of places) expect(held.size).toBe(0)
  await watching
  expect(seen.at(-1)?.state).toBe('cancelled')
  await node.stop()
})

test('what no marketplace keeps is refused before it is signed', async () => {
  const world = createWorld()
  addBidMarketplace(world)
  const { bids, node } = await startNode(world)
  const coded = (code: string) => expect.objectContaining({ code })
  await expect(bids.placeBid({})).rejects.toEqual(coded('INPUT_INVALID'))
  await expect(bids.placeBid({ bid: wanted, lifetimeSeconds: 3_601n })).rejects.toEqual(coded('INPUT_INVALID'))
  await expect(bids.placeBid({ bid: { ...wanted, benchmarks: [] } })).rejects.toEqual(coded('ORDER_INVALID'))
  await expect(bids.cancelBid({ orderHash: `0x${'00'.repeat(32)}` })).rejects.toEqual(coded('ORDER_NOT_FOUND'))
  expect((await bids.listBids({})).bids).toEqual([])
  await node.stop()
})
