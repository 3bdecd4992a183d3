import { nowSeconds, Topic } from '@sonm/common'
import { type Hex, orderHash, type SignedOrder } from '@sonm/model'
import { FederationService, MarketplaceService, MatchingService, Side, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { anyMachine } from '../testing/bid-market.ts'
import { testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, otherHub, startNode, type World } from '../testing/world.ts'

const LAG_MS = 30_000

interface Told {
  readonly entered?: readonly SignedOrder[]
  readonly left?: readonly Hex[]
}

/** A marketplace whose streams say what the test has them say, and take nothing back by themselves. */
function addTeller(world: World) {
  const told: Told[] = []
  const changes = new Topic<'told'>()
  const offerOf = (order: SignedOrder) => ({
    order: signedOrderToMessage(order),
    orderHash: orderHash(world.domain, order.order),
  })
  async function* stream(_: unknown, { signal }: { readonly signal: AbortSignal }) {
    for (let at = 0; !signal.aborted; ) {
      const changed = changes.next('told', signal)
      for (; at < told.length; at++) {
        const { entered = [], left = [] } = told[at]!
        yield { sequence: BigInt(at + 1), reset: at === 0, entered: entered.map(offerOf), left: [...left] }
      }
      await changed.catch(() => {})
    }
  }
  world.network.add(marketplaceAddress, (router) => {
    router.service(MarketplaceService, {
      placeOrder: (message) => ({ orderHash: message.signature }),
      cancelOrder: () => ({}),
    })
    router.service(FederationService, {})
    router.service(MatchingService, { watchMatches: stream, watchBook: stream })
  })
  return async (next: Told) => {
    told.push(next)
    changes.changed('told')
    await world.clock.advance(10)
  }
}

/** Each kind of stream, with what its reader is shown now. */
const streams = {
  'the matches of a bid': async (node: Awaited<ReturnType<typeof startNode>>) => {
    await node.bids.placeBid({ bid: anyMachine, lifetimeSeconds: 3_600n })
    return async () => (await node.bids.listBids({})).bids[0]!.matches.map(({ orderHash }) => orderHash)
  },
  'a live book': async (node: Awaited<ReturnType<typeof startNode>>) => {
    let shown: readonly string[] = []
    void (async () => {
      for await (const { entered, left } of node.bids.watchBook({ side: Side.ASK })) {
        shown = [...shown, ...entered.map(({ orderHash }) => orderHash)].filter((hash) => !left.includes(hash))
      }
    })().catch(() => {})
    return async () => shown
  },
}

async function watching(kind: keyof typeof streams, setUp: (world: World) => void = () => {}) {
  const world = createWorld()
  setUp(world)
  const tell = addTeller(world)
  const node = await startNode(world)
  const shown = await streams[kind](node)
  await world.clock.advance(10)
  return {
    world,
    node: node.node,
    tell,
    shown,
    ask: (change: Parameters<typeof testAsk>[3] = {}, key = hub) => testAsk(world.domain, key, world.clock, change),
    hashOf: ({ order }: SignedOrder) => orderHash(world.domain, order),
    faults: async () => {
      const [record] = (await node.bids.listMarketplaces({})).marketplaces
      return record!.faults.map(({ code, count }) => [code, Number(count)])
    },
  }
}

const kinds = Object.keys(streams) as (keyof typeof streams)[]

test.each(kinds)('in %s what is altered, invented, over, of the other side or told twice is found', async (kind) => {
  const { world, node, tell, shown, ask, hashOf, faults } = await watching(kind)
  const [good, dear] = [await ask(), await ask({ nonce: 2n, pricePerSecond: 999n })]
  await tell({ entered: [good] })
  expect([await shown(), await faults()]).toEqual([[hashOf(good)], []])
  const lies = [
    [{ ...dear, order: { ...dear.order, pricePerSecond: 1n } }, 'MARKETPLACE_ALTERS'],
    [await ask({ side: 'bid', nonce: 5n }), 'MARKETPLACE_ALTERS'],
    [await ask({}, testSigner(44)), 'MARKETPLACE_INVENTS'],
    [await ask({ nonce: 6n, expiresAtSeconds: BigInt(nowSeconds(world.clock) - 60) }), 'MARKETPLACE_REPLAYS'],
    [good, 'MARKETPLACE_REPLAYS'],
  ] as const
  const counts = new Map<string, number>()
  for (const [lie, code] of lies) {
    await tell({ entered: [lie] })
    counts.set(code, (counts.get(code) ?? 0) + 1)
    expect(new Map((await faults()) as [string, number][])).toEqual(counts)
    expect(await shown()).toEqual([hashOf(good)])
  }
  await tell({ left: [hashOf(good)] })
  await tell({ entered: [good] })
  expect(new Map((await faults()) as [string, number][])).toEqual(counts)
  await node.stop()
})

test.each(kinds)(
  'in %s an ask is gone in the second of its expiry, and held against who never takes it back',
  async (kind) => {
    const { world, node, tell, shown, ask, hashOf, faults } = await watching(kind)
    const short = await ask({ expiresAtSeconds: BigInt(nowSeconds(world.clock) + 20) })
    const long = await ask({ nonce: 2n, expiresAtSeconds: 2n ** 40n })
    await tell({ entered: [short, long] })
    const expiryMs = Number(short.order.expiresAtSeconds + 1n) * 1000
    await world.clock.advance(expiryMs - world.clock.nowMs() - 1)
    expect(await shown()).toHaveLength(2)
    await world.clock.advance(1)
    expect(await shown()).toEqual([hashOf(long)])
    await world.clock.advance(LAG_MS - 1)
    expect(await faults()).toEqual([])
    await world.clock.advance(LAG_MS + 1)
    expect(await faults()).toEqual([['MARKETPLACE_REPLAYS', 1]])
    // Of one order it is blamed once.
    await world.clock.advance(10 * LAG_MS)
    expect([await faults(), await shown()]).toEqual([[['MARKETPLACE_REPLAYS', 1]], [hashOf(long)]])
    await node.stop()
  },
)

test.each(kinds)('in %s who takes back what has expired is blamed for nothing', async (kind) => {
  const { world, node, tell, ask, hashOf, faults } = await watching(kind)
  const short = await ask()
  await tell({ entered: [short] })
  await world.clock.advance(330_000)
  await tell({ left: [hashOf(short)] })
  await world.clock.advance(10 * LAG_MS)
  expect(await faults()).toEqual([])
  await node.stop()
})

test.each(kinds)(
  'in %s what was over for a moment when it was shown is held against who never takes it back',
  async (kind) => {
    const { world, node, tell, shown, ask, faults } = await watching(kind)
    await tell({ entered: [await ask({ expiresAtSeconds: BigInt(nowSeconds(world.clock) - 2) })] })
    expect([await shown(), await faults()]).toEqual([[], []])
    await world.clock.advance(2 * LAG_MS)
    expect(await faults()).toEqual([['MARKETPLACE_REPLAYS', 1]])
    await node.stop()
  },
)

const ends = {
  'a deal of another ask with its nonce': async (world: World) => {
    const used = world.chain.isNonceUsed
    world.chain.isNonceUsed = async (author, nonce) => nonce === 1n || (await used(author, nonce))
    // The firm ask is another order; the event does not name the nonce.
    const firm = await testAsk(world.domain, hub, world.clock, {
      counterparty: world.chain.account,
      pricePerSecond: 7n,
    })
    world.chain.wallets.set(world.chain.account, { snmWei: 0n, freeWei: 10n ** 12n })
    await world.chain.take(firm, 0n)
    await world.clock.advance(1_100)
  },
  'a nonce that is used without an event': async (world: World) => {
    world.chain.isNonceUsed = async (_, nonce) => nonce === 1n
    await world.clock.advance(61_000)
  },
  'a new epoch': async (world: World) => {
    Object.assign(world.chain, { epochOf: async (account: string) => (account === hub.address ? 1n : 0n) })
    await world.clock.advance(61_000)
  },
}
test.each(kinds)(
  'in %s an ask is gone when its hub is removed, and after five minutes held against who never takes it back',
  async (kind) => {
    const { world, node, tell, shown, ask, faults } = await watching(kind)
    await tell({ entered: [await ask({ expiresAtSeconds: 2n ** 40n })] })
    expect(await shown()).toHaveLength(1)
    world.chain.removeHub(hub.address)
    await world.clock.advance(61_000)
    expect(await shown()).toEqual([])
    await world.clock.advance(300_000 + LAG_MS - 62_000)
    expect(await faults()).toEqual([])
    await world.clock.advance(2 * LAG_MS)
    expect(await faults()).toEqual([['MARKETPLACE_REPLAYS', 1]])
    await node.stop()
  },
)

const endings = kinds.flatMap((kind) => Object.entries(ends).map(([name, end]) => ({ kind, name, end })))

test.each(endings)('in $kind an ask is gone after $name, and held against who never takes it back', async (given) => {
  const { world, node, tell, shown, ask, hashOf, faults } = await watching(given.kind)
  const expiresAtSeconds = 2n ** 40n
  const [over, stays] = [await ask({ expiresAtSeconds }), await ask({ nonce: 2n, expiresAtSeconds }, otherHub)]
  await tell({ entered: [over, stays] })
  expect(await shown()).toHaveLength(2)
  await given.end(world)
  expect([await shown(), await faults()]).toEqual([[hashOf(stays)], []])
  await world.clock.advance(2 * LAG_MS)
  expect(await faults()).toEqual([['MARKETPLACE_REPLAYS', 1]])
  await node.stop()
})
