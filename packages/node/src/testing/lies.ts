import { nowSeconds } from '@sonm/common'
import { type Hex, orderHash, type SignedOrder, type Signer } from '@sonm/model'
import { Denomination, Side, signedOrderToMessage } from '@sonm/protocol'
import { testAsk, testSigner } from './market.ts'
import type { AnswerKind, Holding, ShownMessage } from './two-marketplaces.ts'
import { createWorld, hub, otherHub, type World } from './world.ts'

export const otherBuyer = testSigner(61)
/** What every good ask fits. */
export const wanted = {
  pricePerSecond: '2000',
  denomination: Denomination.SNM,
  side: Side.BID,
  author: otherBuyer.address,
  expiresAtSeconds: 2n ** 40n,
  benchmarks: Array.from({ length: 16 }, () => 0n),
}
/** As `wanted`: fits every good ask, and not the one that is unfit. */
export const query = 'price<=0.0000000000072SNM/h'
const stranger = testSigner(44)

/** Orders that fit what the tests ask for, six of a side, and such as nobody may show. Signed once: each world begins at the same time. */
export async function signOrders() {
  const { domain, clock } = createWorld()
  const expiresAtSeconds = BigInt(nowSeconds(clock)) + 3_600n
  const sign = (side: 'ask' | 'bid', price: number, key: Signer, change: Parameters<typeof testAsk>[3] = {}) =>
    testAsk(domain, key, clock, {
      side,
      pricePerSecond: BigInt(price),
      nonce: BigInt(price),
      expiresAtSeconds,
      ...change,
    })
  const prices = [1_001, 1_002, 1_003, 1_004, 1_005, 1_006]
  const keyOf = (side: 'ask' | 'bid', price: number) => (side === 'bid' ? otherBuyer : price % 2 === 0 ? hub : otherHub)
  const ofSide = async (side: 'ask' | 'bid') => ({
    good: await Promise.all(prices.map((price) => sign(side, price, keyOf(side, price)))),
    expired: await sign(side, 1_050, keyOf(side, 1_050), { expiresAtSeconds: BigInt(nowSeconds(clock)) - 60n }),
    unfit: await sign(side, side === 'ask' ? 3_000 : 10, keyOf(side, 3_000)),
    invented: await sign(side, 1_060, stranger),
  })
  return { ask: await ofSide('ask'), bid: await ofSide('bid') }
}
export type Orders = Awaited<ReturnType<typeof signOrders>>

export function shownMessage({ domain }: World, signed: SignedOrder, placedAtMs = 0n): ShownMessage {
  const hash = orderHash(domain, signed.order)
  return { order: signedOrderToMessage(signed), orderHash: hash, placedAtMs, reliability: 9_500, identity: 1 }
}

/** A way to lie in the answers of a kind. */
export interface LyingWay {
  readonly code: string
  readonly kinds: readonly AnswerKind[]
  readonly sides: readonly ('ask' | 'bid')[]
  readonly lie: (given: {
    readonly world: World
    readonly holding: Holding
    readonly orders: Orders['ask']
    readonly at: number
    readonly kinds: readonly AnswerKind[]
  }) => void
}

const EVERYWHERE = { kinds: ['search', 'match', 'stream'], sides: ['ask', 'bid'] } as const

/** Changes answers of these kinds that are about more than one order. */
function telling(
  { holding, kinds }: { readonly holding: Holding; readonly kinds: readonly AnswerKind[] },
  change: (offers: readonly ShownMessage[]) => readonly ShownMessage[],
): void {
  holding.tells = (offers, kind) => (kinds.includes(kind) && offers.length > 0 ? change(offers) : offers)
}

export const lyingWays: Readonly<Record<string, LyingWay>> = {
  'alters a price': {
    code: 'MARKETPLACE_ALTERS',
    ...EVERYWHERE,
    lie: (given) =>
      telling(given, (offers) => {
        const at = given.at % offers.length
        const { order } = offers[at]!.order
        return offers.with(at, {
          ...offers[at]!,
          order: { ...offers[at]!.order, order: { ...order!, pricePerSecond: '1' } as never },
        })
      }),
  },
  'shows an order under another hash': {
    code: 'MARKETPLACE_ALTERS',
    ...EVERYWHERE,
    lie: (given) =>
      telling(given, (offers) => {
        const at = given.at % offers.length
        return offers.with(at, { ...offers[at]!, orderHash: `0x${'11'.repeat(32)}` })
      }),
  },
  'invents an ask': {
    code: 'MARKETPLACE_INVENTS',
    kinds: EVERYWHERE.kinds,
    sides: ['ask'],
    lie: (given) => telling(given, (offers) => [...offers, shownMessage(given.world, given.orders.invented)]),
  },
  'shows what has expired': {
    code: 'MARKETPLACE_REPLAYS',
    ...EVERYWHERE,
    lie: (given) => telling(given, (offers) => [...offers, shownMessage(given.world, given.orders.expired)]),
  },
  'shows one order twice': {
    code: 'MARKETPLACE_REPLAYS',
    ...EVERYWHERE,
    lie: (given) => telling(given, (offers) => [...offers, offers[given.at % offers.length]!]),
  },
  'shows what does not answer the question': {
    code: 'MARKETPLACE_REORDERS',
    kinds: ['search', 'match'],
    sides: EVERYWHERE.sides,
    lie: (given) => telling(given, (offers) => [...offers, shownMessage(given.world, given.orders.unfit)]),
  },
  'puts a worse one first': {
    code: 'MARKETPLACE_REORDERS',
    kinds: ['search', 'match'],
    sides: EVERYWHERE.sides,
    lie: (given) => telling(given, (offers) => [...offers.slice(1), offers[0]!]),
  },
  'hides what it says that it holds': {
    code: 'MARKETPLACE_HIDES',
    ...EVERYWHERE,
    lie: (given) => telling(given, (offers) => offers.toSpliced(given.at % offers.length, 1)),
  },
  'hides what it says to have got just now': {
    code: 'MARKETPLACE_HIDES',
    ...EVERYWHERE,
    lie: ({ world, holding, at, kinds }) => {
      holding.tells = (offers, kind) => {
        if (kind === 'order') return offers.map((offer) => ({ ...offer, placedAtMs: BigInt(world.clock.nowMs()) }))
        return kinds.includes(kind) ? offers.toSpliced(at % Math.max(1, offers.length), 1) : offers
      }
    },
  },
  'hides everything': {
    code: 'MARKETPLACE_HIDES',
    ...EVERYWHERE,
    lie: (given) => telling(given, () => []),
  },
  'hides what it says not to have': {
    code: 'MARKETPLACE_LACKS',
    ...EVERYWHERE,
    lie: (given) => {
      const hidden = orderHash(given.world.domain, given.orders.good[given.at % given.orders.good.length]!.order)
      given.holding.denies = (hash) => (hash === hidden ? true : undefined)
      telling(given, (offers) => offers.filter((offer) => offer.orderHash !== hidden))
    },
  },
}

/** The hash of an order of these. */
export const hashIn = ({ domain }: World, { order }: SignedOrder): Hex => orderHash(domain, order)
