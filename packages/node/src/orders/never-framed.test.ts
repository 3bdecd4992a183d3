import { orderHash, type SignedOrder, signCancel } from '@sonm/model'
import { orderToMessage, Side } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lyingWays, otherBuyer, query, signOrders, wanted } from '../testing/lies.ts'
import { testSigner } from '../testing/market.ts'
import { addHoldingMarketplace, type Holding } from '../testing/two-marketplaces.ts'
import { createWorld, hub, otherHub, startNode, type World } from '../testing/world.ts'

// Whatever happens in the market and whatever one marketplace says, no honest one is found at a lie. Orders and cancels spread among the honest
// ones in less time than they may take; the liar hears of everything at once, has accomplices, and does its best to frame the others.

const orders = await signOrders()
const all: readonly SignedOrder[] = [...orders.ask.good, ...orders.bid.good]
const { domain } = createWorld()
const authors = [hub, otherHub, otherBuyer]
const cancels = await Promise.all(
  all.map(({ order }) => {
    const author = authors.find(({ address }) => address === order.author)!
    // Its author says that he has cancelled it long ago.
    return signCancel(domain, author, { orderHash: orderHash(domain, order), atSeconds: 1n })
  }),
)
const forged = await Promise.all(
  all.map(({ order }) => signCancel(domain, testSigner(99), { orderHash: orderHash(domain, order), atSeconds: 1n })),
)
const honestKeys = [testSigner(4), testSigner(16)]
const liarKey = testSigner(15)
const ask = orderToMessage({ ...orders.ask.good[0]!.order, pricePerSecond: 500n })

/** What puts others in a bad light, beside the ways to lie. */
const frames: Readonly<Record<string, (holding: Holding, world: World) => void>> = {
  'says that it has had everything for ever': (holding) => {
    const { tells } = holding
    holding.tells = (offers, kind) => tells(offers, kind).map((offer) => ({ ...offer, placedAtMs: 0n }))
  },
  'says that it has everything since just now': (holding, { clock }) => {
    const { tells } = holding
    const placedAtMs = () => BigInt(clock.nowMs())
    holding.tells = (offers, kind) => tells(offers, kind).map((offer) => ({ ...offer, placedAtMs: placedAtMs() }))
  },
  'shows forged cancels of everything': (holding) => {
    for (const cancel of forged) holding.cancels.set(cancel.orderHash, cancel)
    holding.denies = () => true
  },
  'says that it holds nothing': (holding) => {
    holding.denies = () => true
  },
  'says that it holds everything': (holding) => {
    holding.denies = () => false
  },
  'says that it looked no further': (holding) => {
    holding.isTruncated = true
  },
  'takes no cancels': (holding) => {
    holding.takesCancels = false
  },
}

const delays = fc.tuple(fc.nat(25_000), fc.nat(25_000))
const which = fc.nat(all.length - 1)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('place' as const), which, delays }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which, delays, isSecret: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), which, delays }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat(1), delays }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(45_000) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('search' as const, 'asks' as const, 'bids' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

async function play(steps: readonly Step[], ways: readonly string[], framing: readonly string[], at: number) {
  const world = createWorld()
  const { clock, chain } = world
  const honest = honestKeys.map((key) => addHoldingMarketplace(world, key))
  const liar = addHoldingMarketplace(world, liarKey)
  const kinds = ['search', 'match', 'stream'] as const
  for (const way of ways) lyingWays[way]!.lie({ world, holding: liar.holding, orders: orders.ask, at, kinds })
  for (const frame of framing) frames[frame]!(liar.holding, world)
  const used = new Set<string>()
  chain.isNonceUsed = async (author, nonce) => used.has(`${author} ${nonce}`)
  const node = await startNode(world, { marketplaces: [...honestKeys, liarKey].map(({ address }) => address) })
  const end = new AbortController()
  for (const side of [Side.ASK, Side.BID]) {
    void (async () => {
      for await (const _ of node.bids.watchBook({ side }, { signal: end.signal })) if (end.signal.aborted) break
    })().catch(() => {})
  }
  const eachLater = (by: readonly number[], act: (marketplace: (typeof honest)[number]) => void) =>
    honest.forEach((marketplace, index) => void clock.after(by[index]!, () => act(marketplace)))
  const questions = {
    search: () => node.market.search({ query }),
    asks: () => node.bids.match({ order: { order: wanted } }),
    bids: () => node.bids.match({ order: { order: ask } }),
  }
  const gone = new Set<SignedOrder>()
  for (const each of steps) {
    if (each.kind === 'place' && !gone.has(all[each.which]!)) {
      liar.put(all[each.which]!)
      eachLater(each.delays, (marketplace) => !gone.has(all[each.which]!) && marketplace.put(all[each.which]!))
    } else if (each.kind === 'cancel') {
      const cancel = cancels[each.which]!
      liar.holding.cancels.set(cancel.orderHash, cancel)
      // One that the author and the liar keep to themselves reaches nobody else.
      if (!each.isSecret) eachLater(each.delays, (marketplace) => marketplace.take(cancel))
    } else if (each.kind === 'take') {
      gone.add(all[each.which]!)
      const { author, nonce } = all[each.which]!.order
      used.add(`${author} ${nonce}`)
      eachLater(each.delays, (marketplace) => marketplace.drop(all[each.which]!))
    } else if (each.kind === 'remove') {
      const { address } = [hub, otherHub][each.which]!
      chain.removeHub(address)
      const its = orders.ask.good.filter(({ order }) => order.author === address)
      for (const order of its) gone.add(order)
      eachLater(
        each.delays.map((ms) => ms * 4),
        (marketplace) => marketplace.drop(...its),
      )
    } else if (each.kind === 'wait') await clock.advance(each.ms)
    else if (each.kind === 'search' || each.kind === 'asks' || each.kind === 'bids') {
      await questions[each.kind]()
      await clock.advance(100)
    }
  }
  await clock.advance(120_000)
  for (const question of Object.values(questions)) await question()
  const { marketplaces } = await node.bids.listMarketplaces({})
  end.abort(new Error('the play is over'))
  await node.node.stop()
  const faultsOf = (address: string) => marketplaces.find((record) => record.address === address)!.faults
  return honestKeys.flatMap(({ address }) => faultsOf(address).map(({ code, last }) => `${code}: ${last}`))
}

// Who lacks what an accomplice of the liar has placed with it alone is told so, and it is no lie.
const isLie = (fault: string) => !fault.startsWith('MARKETPLACE_LACKS')

test('no honest marketplace is found at a lie, whatever another one says and whatever happens meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 6, maxLength: 24, size: 'max' }),
      fc.subarray(Object.keys(lyingWays), { maxLength: 1 }),
      fc.subarray(Object.keys(frames), { maxLength: 3 }),
      fc.nat(5),
      async (steps, ways, framing, at) => {
        expect((await play(steps, ways, framing, at)).filter(isLie)).toEqual([])
      },
    ),
    { numRuns: 60 },
  )
})
