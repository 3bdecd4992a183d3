import { create } from '@bufbuild/protobuf'
import { always, createMetrics, messageOf, nowSeconds, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import {
  type Address,
  fail,
  type Hex,
  type Order,
  orderHash,
  type SignedCancel,
  type SignedOrder,
  signAttestation,
  signCancel,
  verifyOrder,
} from '@sonm/model'
import {
  FederationService,
  MarketplaceService,
  type Offer,
  OfferSchema,
  signedOrderFromMessage,
  signedOrderToMessage,
} from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FakeNetwork } from '../testing/fake-network.ts'
import { testAsk, testSigner } from '../testing/market.ts'
import type { Answer, Checked, Lie, ShownOffer } from './compare-marketplaces.ts'
import { Comparison } from './comparison.ts'
import { MarketplaceRecords } from './marketplace-records.ts'
import { OrderTruths } from './order-truths.ts'

const clock = new VirtualClock()
const domain = { chainId: 31337, market: `0x${'4d'.repeat(20)}` as Address }
const hubs = [testSigner(21), testSigner(22)] as const
const nobody = testSigner(23)
const [honestKey, liarKey] = [testSigner(31), testSigner(32)]
const LAG_MS = 30_000

/** Asks of ten prices, two of each, that are good for an hour. */
const market = await Promise.all(
  Array.from({ length: 20 }, (_, at) =>
    testAsk(domain, hubs[at % 2]!, clock, {
      nonce: BigInt(at + 1),
      pricePerSecond: BigInt(100 + Math.floor(at / 2)),
      expiresAtSeconds: BigInt(nowSeconds(clock)) + 3600n,
    }),
  ),
)
const offerOf = (ask: SignedOrder, placedAtMs: number): Offer =>
  create(OfferSchema, {
    order: signedOrderToMessage(ask),
    orderHash: orderHash(domain, ask.order),
    placedAtMs: BigInt(placedAtMs),
  })
const hashOf = ({ order }: SignedOrder) => orderHash(domain, order)
const placedAtMs = clock.nowMs() - 300_000
const honestOffers = market.map((ask, at) => offerOf(ask, placedAtMs + at))

const priceOf = ({ ask }: Checked) => ask.order.pricePerSecond
const compare = (a: Checked, b: Checked) => Number(priceOf(a) - priceOf(b))
const question = {
  side: 'ask' as const,
  compare,
  isSurelyBefore: (a: Checked, b: Checked) => compare(a, b) < 0,
  fits: () => true,
  isUnfit: () => false,
  mayMiss: () => false,
  fitsAsShown: () => true,
}

function shown(offer: Offer): ShownOffer {
  const { orderHash, placedAtMs } = offer
  try {
    const ask = signedOrderFromMessage(offer.order)
    return { orderHash, placedAtMs, signed: { ask, hash: verifyOrder(domain, ask) } }
  } catch (error) {
    return { orderHash, placedAtMs, signed: { forged: messageOf(error) } }
  }
}

function answer(marketplace: Address, all: readonly Offer[], limit: number): Answer {
  const rest = all.length <= limit ? 'none' : 'more'
  const offers = all.slice(0, limit).map(shown)
  const hashes = new Set(offers.flatMap(({ signed }) => ('forged' in signed ? [] : [signed.hash])))
  return { marketplace, offers, after: 'start', rest, again: async () => hashes }
}

/** Two marketplaces that hold these offers and tell so, with the cancels that they know. */
function world(
  held: {
    honest?: readonly Offer[]
    liar?: readonly Offer[]
    showsAlone?: boolean
    isSilent?: boolean
    onCancel?: 'busy' | 'taken'
  },
  cancels: readonly SignedCancel[] = [],
) {
  const network = new FakeNetwork(testSigner(1).address)
  const usedNonces = new Set<bigint>()
  const serve = (key: typeof honestKey, offers: readonly Offer[]) =>
    network.add(key.address, (router) => {
      router.service(FederationService, {
        async attestOrders({ orderHashes }) {
          const orders = orderHashes.map((hash) => ({
            orderHash: hash as Hex,
            held: offers.some((offer) => offer.orderHash === hash),
          }))
          const { marketplace, atMs, signature } = await signAttestation(domain, key, {
            atMs: BigInt(clock.nowMs()),
            orders,
          })
          const cancelled = cancels.filter(({ orderHash }) => orderHashes.includes(orderHash))
          return { marketplace, atMs, signature, held: orders.map(({ held }) => held), cancelled }
        },
      })
      router.service(MarketplaceService, {
        getOrder({ orderHash }) {
          const found = offers.find((offer) => offer.orderHash === orderHash)
          if (!found) throw fail('ORDER_NOT_FOUND', { orderHash })
          return found
        },
        cancelOrder() {
          if (held.onCancel === 'busy') throw fail('MARKETPLACE_BUSY', { reason: 'it has much to do' })
          return {}
        },
      })
    })
  if (!held.isSilent) serve(honestKey, held.honest ?? honestOffers)
  serve(liarKey, held.liar ?? honestOffers)
  const marketplaces = [honestKey.address, liarKey.address]
  const records = new MarketplaceRecords({
    marketplaces: always(marketplaces),
    clock,
    logger: silentLogger,
    metrics: createMetrics({ processMetrics: false }),
  })
  const master: Address = `0x${'6d'.repeat(20)}`
  const truths = new OrderTruths({
    clock,
    chain: {
      masterOf: async (hub) => (hub === nobody.address ? undefined : master),
      epochOf: async () => 0n,
      isNonceUsed: async (_, nonce) => usedNonces.has(nonce),
    },
  })
  const comparison = new Comparison({ network, domain, truths, records, clock, logger: silentLogger, lagMs: LAG_MS })
  const review = (...answers: Answer[]) =>
    comparison.review(answers, { ...question, showsAlone: async () => held.showsAlone })
  return { records, truths, usedNonces, review }
}

const sign = (change: Partial<Order>, key = hubs[0]!) =>
  testAsk(domain, key, clock, { expiresAtSeconds: BigInt(nowSeconds(clock)) + 3600n, nonce: 99n, ...change })

/** A way to lie in an answer, at a place of it; each true to its code. */
type Fib = (offers: readonly Offer[], at: number) => Promise<readonly Offer[]>
const fibs: readonly (readonly [Lie, string, Fib])[] = [
  [
    'MARKETPLACE_ALTERS',
    'a cheaper price',
    async (offers, at) => {
      const { ask } = shown(offers[at]!).signed as Checked
      return offers.with(at, offerOf({ ...ask, order: { ...ask.order, pricePerSecond: 1n } }, placedAtMs))
    },
  ],
  [
    'MARKETPLACE_ALTERS',
    'other details',
    async (offers, at) => {
      const { ask } = shown(offers[at]!).signed as Checked
      return offers.with(at, offerOf({ ...ask, details: ask.details.replace('x64', 'arm64') }, placedAtMs))
    },
  ],
  [
    'MARKETPLACE_ALTERS',
    'another hash',
    async (offers, at) => offers.with(at, { ...offers[at]!, orderHash: `0x${'11'.repeat(32)}` }),
  ],
  ['MARKETPLACE_ALTERS', 'no order', async (offers, at) => offers.with(at, create(OfferSchema, {}))],
  [
    'MARKETPLACE_INVENTS',
    'an ask of nobody',
    async (offers, at) => {
      const { pricePerSecond } = (shown(offers[at]!).signed as Checked).ask.order
      return offers.with(at, offerOf(await sign({ pricePerSecond }, nobody), placedAtMs + at))
    },
  ],
  [
    'MARKETPLACE_REPLAYS',
    'an expired ask',
    async (offers, at) => {
      const { pricePerSecond } = (shown(offers[at]!).signed as Checked).ask.order
      const expiresAtSeconds = BigInt(nowSeconds(clock)) - 60n
      return offers.with(at, offerOf(await sign({ pricePerSecond, expiresAtSeconds }), placedAtMs + at))
    },
  ],
  ['MARKETPLACE_REPLAYS', 'one twice', async (offers, at) => offers.toSpliced(at, 0, offers[at]!)],
  [
    'MARKETPLACE_REORDERS',
    'a worse one first',
    async (offers, at) => offers.toSpliced(at, 1).toSpliced(Math.min(at + 3, offers.length - 1), 0, offers[at]!),
  ],
  ['MARKETPLACE_HIDES', 'one left out', async (offers, at) => offers.toSpliced(at, 1)],
]
const limits = fc.integer({ min: 12, max: 25 })

test('marketplaces that say what is are blamed for nothing', async () => {
  const { review, records } = world({})
  await fc.assert(
    fc.asyncProperty(limits, limits, async (one, other) => {
      const answers = [answer(honestKey.address, honestOffers, one), answer(liarKey.address, honestOffers, other)]
      const { faults, lies, liars } = await review(...answers)
      expect([faults, lies.size, liars.size]).toEqual([[], 0, 0])
    }),
    { numRuns: 30 },
  )
  expect(records.list()).toMatchObject([{ answers: 30, faults: [], honesty: 10_000 }, { faults: [] }])
})

test.each(fibs)(
  '%s: %s is found wherever it stands, and the honest one is blamed for nothing',
  async (code, _, fib) => {
    await fc.assert(
      fc.asyncProperty(limits, fc.nat(6), fc.boolean(), async (limit, at, isHeld) => {
        const told = await fib(honestOffers, at)
        const { review, records } = world({ liar: isHeld ? honestOffers : told })
        const honest = answer(honestKey.address, honestOffers, limit)
        const { faults } = await review(honest, answer(liarKey.address, told, limit))
        expect(faults.filter(({ marketplace }) => marketplace === honestKey.address)).toEqual([])
        const lacks = code === 'MARKETPLACE_HIDES' && !isHeld
        expect(faults.map((fault) => fault.code)).toContain(lacks ? 'MARKETPLACE_LACKS' : code)
        // What never came to it is no lie of its own; its counts are not believed all the same.
        expect(records.list()[1]).toMatchObject({ answers: 1, honesty: lacks ? 10_000 : 0 })
        expect(records.isClean(liarKey.address)).toBe(lacks)
      }),
      { numRuns: 15 },
    )
  },
)

test('any number of lies at once are all found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray([0, 4, 6, 7], { minLength: 1 }), async (chosen) => {
      let told: readonly Offer[] = honestOffers
      for (const at of chosen.toReversed()) told = await fibs[at]![2](told, at)
      const { review } = world({ liar: told })
      const { faults } = await review(answer(honestKey.address, honestOffers, 20), answer(liarKey.address, told, 21))
      const codes = new Set(faults.map(({ code }) => code))
      for (const at of chosen) expect(codes).toContain(fibs[at]![0])
    }),
    { numRuns: 20 },
  )
})

test('an order that the chain has ended is left out at once, and held against who still shows it after a while', async () => {
  const { review, truths } = world({})
  const [first] = market
  const hash = orderHash(domain, first!.order)
  truths.apply([{ kind: 'nonceCancelled', account: first!.order.author, nonce: first!.order.nonce } as never])
  const answers = () => [
    answer(honestKey.address, honestOffers.slice(1), 25),
    answer(liarKey.address, honestOffers, 25),
  ]
  const fresh = await review(...answers())
  expect([fresh.faults, [...fresh.lies]]).toEqual([[], [hash]])
  await clock.advance(LAG_MS)
  const stale = await review(...answers())
  expect(stale.faults).toMatchObject([{ marketplace: liarKey.address, code: 'MARKETPLACE_REPLAYS' }])
  expect([...stale.lies]).toEqual([hash])
})

test('an order is found to be taken also when no event told of it', async () => {
  const { review, usedNonces } = world({})
  usedNonces.add(market[2]!.order.nonce)
  const answers = [answer(liarKey.address, honestOffers, 25)]
  expect([...(await review(...answers)).lies]).toEqual([orderHash(domain, market[2]!.order)])
  await clock.advance(LAG_MS)
  expect((await review(...answers)).faults).toMatchObject([{ code: 'MARKETPLACE_REPLAYS' }])
})

test('who leaves out what its author has cancelled proves it, and the other shows it to his own shame', async () => {
  const [gone] = market
  const hash = orderHash(domain, gone!.order)
  const atSeconds = BigInt(nowSeconds(clock)) - 60n
  const cancel = await signCancel(domain, hubs[0]!, { orderHash: hash, atSeconds })
  const rest = honestOffers.slice(1)
  const answers = [answer(honestKey.address, rest, 25), answer(liarKey.address, honestOffers, 25)]
  const proved = await world({ honest: rest }, [cancel]).review(...answers)
  expect(proved.faults).toMatchObject([{ marketplace: liarKey.address, code: 'MARKETPLACE_REPLAYS' }])
  expect([...proved.lies]).toEqual([hash])
  const forged = await signCancel(domain, nobody, { orderHash: hash, atSeconds })
  const excuse = await world({ honest: rest }, [forged]).review(...answers)
  expect(excuse.faults).toMatchObject([{ marketplace: honestKey.address, code: 'MARKETPLACE_LACKS' }])
})

test('what has come just now, or fits only by what another says of it, is not hidden', async () => {
  const fresh = honestOffers.map((offer) => ({ ...offer, placedAtMs: BigInt(clock.nowMs()) }))
  const answers = [answer(honestKey.address, fresh.slice(1), 25), answer(liarKey.address, fresh, 25)]
  expect((await world({ honest: fresh }).review(...answers)).faults).toEqual([])
  expect((await world({ honest: fresh.slice(1) }).review(...answers)).faults).toEqual([])
})

test('a marketplace that does not say why is neither blamed nor believed', async () => {
  const { review } = world({ isSilent: true })
  const answers = [answer(honestKey.address, honestOffers.slice(1), 25), answer(liarKey.address, honestOffers, 25)]
  expect((await review(...answers)).faults).toEqual([])
})

test('garbage of any kind in an offer is an altered order, and no failure', async () => {
  const random = seededRandom(3)
  const { review } = world({})
  for (let round = 0; round < 50; round++) {
    const offer = structuredClone(honestOffers[random.integer(20)]!)
    const order = offer.order!.order!
    const fields = ['author', 'nonce', 'pricePerSecond', 'counterparty', 'detailsHash', 'tag', 'bond'] as const
    order[fields[random.integer(fields.length)]!] = Buffer.from(random.bytes(random.integer(40))).toString('latin1')
    const { faults } = await review(answer(liarKey.address, [offer], 25))
    expect(faults).toMatchObject([{ code: 'MARKETPLACE_ALTERS' }])
  }
})

test('who says that an order came just now is believed once, whatever another says of when it came, and not for long', async () => {
  const fresh = honestOffers.map((offer) => ({ ...offer, placedAtMs: BigInt(clock.nowMs()) }))
  const ancient = honestOffers.map((offer) => ({ ...offer, placedAtMs: 0n }))
  const { review } = world({ honest: fresh })
  const answers = [answer(honestKey.address, fresh.slice(1), 25), answer(liarKey.address, ancient, 25)]
  expect((await review(...answers)).faults).toEqual([])
  await clock.advance(LAG_MS)
  expect((await review(...answers)).faults).toMatchObject([
    { marketplace: honestKey.address, code: 'MARKETPLACE_HIDES' },
  ])
})

test('who shows it when asked again may have learned of its supplier in between, and who does so always hides it', async () => {
  const { review } = world({})
  const shows = {
    ...answer(honestKey.address, honestOffers.slice(1), 25),
    again: async () => new Set([hashOf(market[0]!)]),
  }
  const answers = () => [shows, answer(liarKey.address, honestOffers, 25)]
  expect((await review(...answers())).faults).toEqual([])
  // Once it has shown it, all begins again.
  await review(answer(honestKey.address, honestOffers, 25), answer(liarKey.address, honestOffers, 25))
  await clock.advance(LAG_MS)
  expect((await review(...answers())).faults).toEqual([])
  await clock.advance(LAG_MS)
  expect((await review(...answers())).faults).toMatchObject([{ code: 'MARKETPLACE_HIDES' }])
})

test('who cannot take a cancel now is blamed for nothing, and the order is left out all the same', async () => {
  const hash = hashOf(market[0]!)
  const cancel = await signCancel(domain, hubs[0]!, { orderHash: hash, atSeconds: 1n })
  const rest = honestOffers.slice(1)
  const answers = [answer(honestKey.address, rest, 25), answer(liarKey.address, honestOffers, 25)]
  const { review } = world({ honest: rest, onCancel: 'busy' }, [cancel])
  for (let looks = 0; looks < 3; looks++) {
    const { faults, lies } = await review(...answers)
    expect([faults, [...lies]]).toEqual([[], [hash]])
    await clock.advance(LAG_MS)
  }
})

test('who takes a cancel, denies the order and shows it in its answers replays it', async () => {
  const hash = hashOf(market[0]!)
  const cancel = await signCancel(domain, hubs[0]!, { orderHash: hash, atSeconds: 1n })
  const rest = honestOffers.slice(1)
  const answers = [answer(honestKey.address, rest, 25), answer(liarKey.address, honestOffers, 25)]
  const { review } = world({ honest: rest, liar: rest, onCancel: 'taken' }, [cancel])
  expect((await review(...answers)).faults).toEqual([])
  await clock.advance(LAG_MS)
  expect((await review(...answers)).faults).toMatchObject([
    { marketplace: liarKey.address, code: 'MARKETPLACE_REPLAYS' },
  ])
})

test('on the word of who was found at a lie nobody lacks anything', async () => {
  const told = [...honestOffers, honestOffers[3]!]
  const { review } = world({ honest: honestOffers.slice(1) })
  const short = answer(honestKey.address, honestOffers.slice(1), 25)
  const codes = async (offers: readonly Offer[]) =>
    (await review(short, answer(liarKey.address, offers, 25))).faults.map((fault) => [fault.marketplace, fault.code])
  expect(await codes(honestOffers)).toEqual([[honestKey.address, 'MARKETPLACE_LACKS']])
  expect(await codes(told)).toEqual([[liarKey.address, 'MARKETPLACE_REPLAYS']])
  expect(await codes(honestOffers)).toEqual([])
})
