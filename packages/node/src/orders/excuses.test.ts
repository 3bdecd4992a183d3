import { nowSeconds } from '@sonm/common'
import { fail, type Hex, orderHash, type SignedOrder, signAttestation } from '@sonm/model'
import { FederationService, MarketplaceService, type Offer, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, startNode, type World } from '../testing/world.ts'

const liar = testSigner(15)

interface Says {
  /** To who searches among all. */
  readonly isTruncated: boolean
  /** To who searches for it alone. */
  readonly alone?: Offer
  /** To who asks for it by its hash; it holds it by its signed word. */
  readonly byHash?: Offer
}

function serve(world: World, key: typeof liar, all: readonly Offer[], says?: Says) {
  world.network.add(key.address, (router) => {
    router.service(MarketplaceService, {
      search({ query }) {
        if (!says) return { offers: [...all] }
        if (query.includes('hub=')) return { offers: says.alone ? [says.alone] : [] }
        return { offers: [], truncated: says.isTruncated }
      },
      getOrder({ orderHash: hash }) {
        const found = says ? says.byHash : all.find((offer) => offer.orderHash === hash)
        if (!found) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
        return found
      },
    })
    router.service(FederationService, {
      async attestOrders({ orderHashes }) {
        const orders = orderHashes.map((hash) => ({ orderHash: hash as Hex, held: true }))
        const atMs = BigInt(world.clock.nowMs())
        const { signature } = await signAttestation(world.domain, key, { atMs, orders })
        return { atMs, signature, held: orders.map(() => true) }
      },
    })
  })
}

/** What a marketplace is found at that leaves an offer out of a search and says something to excuse it. */
async function caught(says: (offer: Offer, forged: Offer) => Says) {
  const world = createWorld()
  const { clock, domain } = world
  const ask = await testAsk(domain, hub, clock, { expiresAtSeconds: BigInt(nowSeconds(clock)) + 3_600n })
  const placedAtMs = BigInt(clock.nowMs() - 300_000)
  const offerOf = (signed: SignedOrder) =>
    ({
      order: signedOrderToMessage(signed),
      orderHash: orderHash(domain, ask.order),
      placedAtMs,
      reliability: 9_500,
      identity: 1,
    }) as Offer
  const offer = offerOf(ask)
  const forged = offerOf({ ...ask, order: { ...ask.order, pricePerSecond: 5n } })
  serve(world, testSigner(4), [offer])
  serve(world, liar, [], says(offer, forged))
  const { market, node } = await startNode(world, { marketplaces: [marketplaceAddress, liar.address] })
  const { offers, warnings } = await market.search({})
  expect(offers.map(({ orderHash }) => orderHash)).toEqual([offer.orderHash])
  await node.stop()
  return warnings.map(({ marketplace, code }) => [marketplace, code])
}

test('who holds an offer by its word and says to who asks for it that there is none hides it', async () => {
  expect(await caught(() => ({ isTruncated: false }))).toEqual([[liar.address, 'MARKETPLACE_HIDES']])
})

test('who holds an offer by its word and shows to who asks for it another alters it', async () => {
  expect(await caught((_, forged) => ({ isTruncated: false, byHash: forged }))).toEqual([
    [liar.address, 'MARKETPLACE_ALTERS'],
  ])
})

test('a forged offer is no sign that the true one is shown to who asks for it alone', async () => {
  expect(await caught((byHash, alone) => ({ isTruncated: true, byHash, alone }))).toEqual([
    [liar.address, 'MARKETPLACE_HIDES'],
  ])
  expect(await caught((byHash) => ({ isTruncated: true, byHash, alone: byHash }))).toEqual([])
})
