import type { MessageInitShape } from '@bufbuild/protobuf'
import { nowSeconds } from '@sonm/common'
import { fail, type Hex, orderHash, type SignedOrder, signAttestation } from '@sonm/model'
import {
  FederationService,
  MarketplaceService,
  MatchingService,
  type Offer,
  type OfferSchema,
  signedOrderToMessage,
} from '@sonm/protocol'
import { expect, test } from 'vitest'
import { testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, otherHub, startNode, type World } from '../testing/world.ts'

const liar = testSigner(14)
const OLD_MS = 300_000

type Answer = (hash: Hex) => MessageInitShape<typeof OfferSchema> | undefined

/** A marketplace that answers to a hash as it is told; what it `holds` by its signed word it says apart from that. */
function serve(world: World, key: typeof liar, answer: Answer, holds = false) {
  const { domain, clock } = world
  world.network.add(key.address, (router) => {
    router.service(MarketplaceService, {
      getOrder({ orderHash: hash }) {
        const offer = answer(hash as Hex)
        if (offer) return offer
        throw fail('ORDER_NOT_FOUND', { orderHash: hash })
      },
    })
    router.service(MatchingService, { match: () => ({ offers: [] }) })
    router.service(FederationService, {
      async attestOrders({ orderHashes }) {
        const orders = orderHashes.map((hash) => ({ orderHash: hash as Hex, held: holds }))
        const { atMs, signature } = await signAttestation(domain, key, { atMs: BigInt(clock.nowMs()), orders })
        return { atMs, signature, held: orders.map(({ held }) => held) }
      },
    })
  })
}

async function asked(
  lie: (asks: { good: Offer; other: Offer; forged: Offer; stranger: Offer }) => Answer,
  holds = false,
) {
  const world = createWorld()
  const { domain, clock } = world
  const expiresAtSeconds = BigInt(nowSeconds(clock)) + 3_600n
  const offerOf = (order: SignedOrder) => ({
    order: signedOrderToMessage(order),
    orderHash: orderHash(domain, order.order),
    placedAtMs: BigInt(clock.nowMs() - OLD_MS),
    reliability: 9_500,
    identity: 1,
  })
  const ask = await testAsk(domain, hub, clock, { expiresAtSeconds })
  const good = offerOf(ask) as Offer
  const shown = {
    good,
    other: offerOf(await testAsk(domain, otherHub, clock, { expiresAtSeconds })) as Offer,
    forged: { ...offerOf({ ...ask, order: { ...ask.order, pricePerSecond: 1n } }), orderHash: good.orderHash } as Offer,
    stranger: offerOf(await testAsk(domain, testSigner(44), clock, { expiresAtSeconds })) as Offer,
  }
  serve(world, testSigner(4), () => good)
  serve(world, liar, lie(shown), holds)
  const node = await startNode(world, { marketplaces: [marketplaceAddress, liar.address] })
  const faults = async () => {
    const [honest, other] = (await node.bids.listMarketplaces({})).marketplaces
    expect(honest!.faults).toEqual([])
    return other!.faults.map(({ code }) => code)
  }
  return { world, node, good, shown, faults }
}

const questions = {
  'a deal with a chosen ask': ({ node, good }: Awaited<ReturnType<typeof asked>>) =>
    node.deals.openDeal({ requirements: {}, askHash: good.orderHash, dryRun: true }),
  'the matches of an ask': ({ node, good }: Awaited<ReturnType<typeof asked>>) =>
    node.bids.match({ order: { orderHash: good.orderHash } }),
}
const lies = [
  {
    name: 'an altered order',
    code: 'MARKETPLACE_ALTERS',
    lie:
      ({ forged }) =>
      () =>
        forged,
  },
  {
    name: 'another order',
    code: 'MARKETPLACE_ALTERS',
    lie:
      ({ other }) =>
      () =>
        other,
  },
  {
    name: 'another order under this hash',
    code: 'MARKETPLACE_ALTERS',
    lie:
      ({ other, good }) =>
      () => ({ ...other, orderHash: good.orderHash }),
  },
  { name: 'nothing that can be read', code: 'MARKETPLACE_ALTERS', lie: () => () => ({}) },
  {
    name: 'that there is none, which it holds by its word',
    code: 'MARKETPLACE_HIDES',
    lie: () => () => undefined,
    holds: true,
  },
  { name: 'that it has never had it', code: 'MARKETPLACE_LACKS', lie: () => () => undefined },
] satisfies readonly { name: string; code: string; lie: Parameters<typeof asked>[0]; holds?: boolean }[]
const cases = Object.entries(questions).flatMap(([question, ask]) => lies.map((lie) => ({ question, ask, ...lie })))

test.each(cases)(
  'for $question a marketplace that answers with $name is found, and another believed',
  async (given) => {
    const world = await asked(given.lie, 'holds' in given)
    await given.ask(world)
    // What it does not show as it was signed, it says that it lacks, beside.
    expect((await world.faults())[0]).toBe(given.code)
    await world.node.node.stop()
  },
)

test.each(Object.entries(questions))('for %s what marketplaces say honestly is held against nobody', async (_, ask) => {
  const world = await asked(
    ({ good }) =>
      () =>
        good,
  )
  await ask(world)
  expect(await world.faults()).toEqual([])
  await world.node.node.stop()
})

test.each(Object.entries(questions))(
  'for %s an order that the chain has ended is none, and is held against who shows it on',
  async (_, ask) => {
    const found = await asked(
      ({ good }) =>
        () =>
          good,
    )
    found.world.chain.isNonceUsed = async () => true
    await expect(ask(found)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
    expect(await found.faults()).toEqual([])
    await found.world.clock.advance(31_000)
    await expect(ask(found)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
    const { marketplaces } = await found.node.bids.listMarketplaces({})
    expect(marketplaces.map(({ faults }) => faults.map(({ code }) => code))).toEqual([
      ['MARKETPLACE_REPLAYS'],
      ['MARKETPLACE_REPLAYS'],
    ])
    await found.node.node.stop()
  },
)

test.each(Object.entries(questions))('for %s an ask of nobody is none, whoever shows it', async (_, ask) => {
  const found = await asked(
    ({ stranger }) =>
      () =>
        stranger,
  )
  const { stranger } = found.shown
  await expect(ask({ ...found, good: stranger })).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  const { marketplaces } = await found.node.bids.listMarketplaces({})
  expect(marketplaces[1]?.faults.map(({ code }) => code)).toEqual(['MARKETPLACE_INVENTS'])
  await found.node.node.stop()
})
