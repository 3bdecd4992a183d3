import type { Address, Hex, SignedOrder } from '@sonm/model'
import { Denomination } from '@sonm/protocol'
import { addBidMarketplace } from './bid-marketplace.ts'
import { fakeHub, testAsk } from './market.ts'
import { createWorld, hub, startNode } from './world.ts'

/** For 1,000 wei a second at most. */
export const anyMachine = {
  pricePerSecond: '1000',
  denomination: Denomination.SNM,
  benchmarks: Array.from({ length: 16 }, () => 0n),
}

/** A buyer's node, one marketplace, and a hub whose answer to a proposal the test gives. */
export async function createBidMarket(
  answer: { readonly before?: () => Promise<void>; readonly after?: (firm: SignedOrder) => Promise<void> } = {},
) {
  const world = createWorld()
  const marketplace = addBidMarketplace(world)
  let nonce = 100n
  const firmFor = (counterparty: Address) =>
    testAsk(world.domain, hub, world.clock, { counterparty, nonce: nonce++, pricePerSecond: 900n })
  const asked = fakeHub(world.domain, hub, world.clock, async (counterparty) => {
    await answer.before?.()
    const firm = await firmFor(counterparty)
    await answer.after?.(firm)
    return firm
  })
  world.network.add(hub.address, asked.routes)
  const node = await startNode(world)
  return {
    ...node,
    world,
    placed: marketplace.bids,
    proposed: asked.bids,
    firmFor,
    offer: async (...prices: bigint[]) => {
      const asks = prices.map((pricePerSecond, at) =>
        testAsk(world.domain, hub, world.clock, { pricePerSecond, nonce: BigInt(at + 1) }),
      )
      marketplace.show(...(await Promise.all(asks)))
    },
    place: async (take = true) => {
      const placed = await node.bids.placeBid({ bid: anyMachine, take })
      await world.clock.advance(10)
      return { hash: placed.orderHash as Hex, signed: marketplace.bids.get(placed.orderHash as Hex)! }
    },
    state: async () => (await node.bids.listBids({})).bids[0]!,
    dealsOpened: async () => (await node.deals.listDeals({})).deals.length,
  }
}
