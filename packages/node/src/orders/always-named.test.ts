import { orderHash, signCancel } from '@sonm/model'
import { orderToMessage, Side } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lyingWays, otherBuyer, query, signOrders, wanted } from '../testing/lies.ts'
import { testSigner } from '../testing/market.ts'
import { type AnswerKind, addHoldingMarketplace } from '../testing/two-marketplaces.ts'
import { createWorld, hub, otherHub, startNode } from '../testing/world.ts'

const LAG_MS = 30_000
const orders = await signOrders()
const honestKeys = [testSigner(4), testSigner(16)]
const liarKey = testSigner(15)

/** Some honest marketplaces and one that will lie, all with the same orders, for long. */
async function settled(honestCount: number) {
  const world = createWorld()
  const keys = [...honestKeys.slice(0, honestCount), liarKey]
  const marketplaces = keys.map((key) => addHoldingMarketplace(world, key))
  for (const each of marketplaces) each.put(...orders.ask.good, ...orders.bid.good)
  const node = await startNode(world, { marketplaces: keys.map(({ address }) => address) })
  await world.clock.advance(2 * LAG_MS)
  const named = async () => {
    const { marketplaces: records } = await node.bids.listMarketplaces({})
    return new Map(records.map(({ address, faults }) => [address, faults.map(({ code }) => code)]))
  }
  return { world, ...node, marketplaces, liar: marketplaces.at(-1)!, named }
}
type Market = Awaited<ReturnType<typeof settled>>

/** Looks at what is answered to a kind of question, for as long as marketplaces may be behind. */
async function look(market: Market, kind: AnswerKind, side: 'ask' | 'bid'): Promise<void> {
  const { world, bids, market: search } = market
  if (kind === 'stream') {
    const end = new AbortController()
    void (async () => {
      const watched = bids.watchBook({ side: side === 'ask' ? Side.ASK : Side.BID }, { signal: end.signal })
      for await (const _ of watched) if (end.signal.aborted) break
    })().catch(() => {})
    await world.clock.advance(10)
    market.liar.changed()
    await world.clock.advance(4 * LAG_MS)
    end.abort(new Error('it was looked at'))
    return
  }
  const ask = orderToMessage({ ...orders.ask.good[0]!.order, pricePerSecond: 500n })
  for (let times = 0; times < 3; times++) {
    if (kind === 'search') await search.search({ query })
    else await bids.match({ order: { order: side === 'ask' ? wanted : ask } })
    await world.clock.advance(LAG_MS + 1_000)
  }
}

async function expectNamed(market: Market, code: string): Promise<void> {
  const named = await market.named()
  expect(named.get(liarKey.address)).toContain(code)
  for (const { address } of honestKeys) expect(named.get(address) ?? []).toEqual([])
}

const cases = Object.entries(lyingWays).flatMap(([name, way]) =>
  way.kinds.flatMap((kind) =>
    way.sides.flatMap((side) => (kind === 'search' && side === 'bid' ? [] : [{ name, way, kind, side }])),
  ),
)

test.each(cases)(
  'who $name in a $kind of orders of side $side is named, and no honest one',
  async ({ way, kind, side }) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 }), fc.nat(5), async (honestCount, at) => {
        const market = await settled(honestCount)
        const { world, liar } = market
        way.lie({ world, holding: liar.holding, orders: orders[side], at, kinds: [kind] })
        await look(market, kind, side)
        await expectNamed(market, way.code)
        await market.node.stop()
      }),
      { numRuns: 2 },
    )
  },
)

const overs = (['search', 'match', 'stream'] as const).flatMap((kind) =>
  (['ask', 'bid'] as const).flatMap((side) =>
    kind === 'search' && side === 'bid' ? [] : (['taken', 'cancelled'] as const).map((over) => ({ kind, side, over })),
  ),
)

test.each(overs)(
  'who goes on with an order that was $over in a $kind of orders of side $side is named, and no honest one',
  async ({ kind, side, over }) => {
    const market = await settled(2)
    const { world, marketplaces, liar } = market
    const gone = orders[side].good[1]!
    const hash = orderHash(world.domain, gone.order)
    const author = [hub, otherHub, otherBuyer].find(({ address }) => address === gone.order.author)!
    const cancel = await signCancel(world.domain, author, { orderHash: hash, atSeconds: 1n })
    if (over === 'taken')
      world.chain.isNonceUsed = async (account, nonce) => account === gone.order.author && nonce === gone.order.nonce
    for (const each of marketplaces.slice(0, -1)) {
      each.holding.held.delete(hash)
      if (over === 'cancelled') each.holding.cancels.set(hash, cancel)
      each.changed()
    }
    liar.holding.takesCancels = false
    await look(market, kind, side)
    await expectNamed(market, 'MARKETPLACE_REPLAYS')
    await market.node.stop()
  },
)
