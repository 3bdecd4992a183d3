import { createClient } from '@connectrpc/connect'
import { type Address, type Order, orderHash, type Signer, ZERO_BYTES32 } from '@sonm/model'
import { type BookUpdate, MatchingService, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { ask, DOMAIN, signer, startWorld } from '../testing/world.ts'

const hub = signer(1)
const buyer = signer(3)

const bid = (author: Signer, clock: Parameters<typeof ask>[1], fields: Partial<Order> = {}) =>
  ask(author, clock, { side: 'bid', durationSeconds: 0n, detailsHash: ZERO_BYTES32, ...fields }, '')

test('a standing bid is told of asks as they are placed, taken and cancelled, until it is filled', async () => {
  const { address, chain, client, clock, marketplace, net, run, unexpected, stop } = await startWorld()
  const caller = createClient(MatchingService, net.join(`0x${'01'.repeat(20)}` as Address).rpc(address))
  const standing = await bid(buyer, clock, { pricePerSecond: 1000n })
  const { orderHash: bidHash } = await run(client(buyer.address).placeOrder(signedOrderToMessage(standing)))
  const updates: BookUpdate[] = []
  let isOver = false
  const reading = (async () => {
    for await (const update of caller.watchMatches({ order: { orderHash: bidHash } })) updates.push(update)
    isOver = true
  })()
  await clock.advance(1_000)
  const [good, dear] = [await ask(hub, clock), await ask(hub, clock, { pricePerSecond: 1001n })]
  const goodHash = await run(marketplace.place(good))
  await run(marketplace.place(dear))
  await clock.advance(1_000)
  expect(updates.map(({ entered }) => entered.map(({ orderHash }) => orderHash))).toEqual([[], [goodHash]])
  const matched = await run(caller.match({ order: { orderHash: goodHash } }))
  expect(matched.offers.map(({ orderHash }) => orderHash)).toEqual([bidHash])
  chain.mine({ kind: 'nonceCancelled', account: hub.address, nonce: good.order.nonce })
  await clock.advance(5_000)
  expect(updates.at(-1)).toMatchObject({ entered: [], left: [goodHash] })
  expect(await run(caller.explain({ bid: { orderHash: bidHash } }))).toMatchObject({
    fitting: 0,
    suggestions: [{ offers: 1, relax: [{ requirement: 'price' }] }],
  })
  chain.mine({ kind: 'bidFilled', dealId: 1n, bidHash: orderHash(DOMAIN, standing.order) })
  await clock.advance(5_000)
  expect(isOver).toBe(true)
  await reading
  expect(unexpected).toEqual([])
  await stop()
})
