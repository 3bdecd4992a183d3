import type { MarketEvent } from '@sonm/chain'
import { isCoded, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, type Order, orderHash } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { expect, test } from 'vitest'
import { type MarketplaceLimits, marketplaceLimits } from '../limits.ts'
import { DOMAIN, FakeChain, signer } from '../testing/world.ts'
import { ChainFacts } from './chain-facts.ts'
import { Parties } from './parties.ts'

const [hub, buyer] = [signer(1), signer(2)] as const
const offer = sampleOrder({ side: 'ask', author: hub.address, nonce: 7n })
const bid = sampleOrder({ side: 'bid', author: buyer.address, pricePerSecond: 10n, durationSeconds: 0n })
const addressOf = (number: number): Address => `0x${number.toString(16).padStart(40, '0')}`

function startFacts(changes: Partial<MarketplaceLimits>) {
  const [clock, chain] = [new VirtualClock(), new FakeChain()]
  const facts = new ChainFacts({ chain, clock, limits: { ...marketplaceLimits, ...changes }, liveBidsOf: () => [] })
  const check = async (order: Order) => {
    const outcome = await facts.check(order, orderHash(DOMAIN, order)).catch((error: unknown) => error)
    return isCoded(outcome) ? outcome.code : outcome
  }
  const judge = (order: Order) => {
    const verdict = facts.judge(order, orderHash(DOMAIN, order))
    return typeof verdict === 'string' ? verdict : verdict.code
  }
  const take = (order: Order) =>
    facts.apply({
      kind: 'dealOpened',
      deal: { hub: addressOf(1), buyer: addressOf(2), askHash: orderHash(DOMAIN, order) },
    } as MarketEvent)
  return { clock, chain, check, judge, take }
}

test.each([
  ['masterKeptMs', offer, 'HUB_UNCONFIRMED', (chain: FakeChain) => chain.unconfirmed.add(hub.address)],
  ['fundsKeptMs', bid, 'BID_UNFUNDED', (chain: FakeChain) => chain.snmWei.set(buyer.address, 0n)],
] as const)(
  '%s: what the chain has said is believed for so long, and asked for after it',
  async (name, order, code, change) => {
    const { chain, check, clock, judge } = startFacts({ [name]: 5_000 })
    expect(await check(order)).toBeUndefined()
    change(chain)
    await clock.advance(4_999)
    expect(judge(order)).toBe('fits')
    await clock.advance(1)
    expect(judge(order)).toBe('unknown')
    expect(await check(order)).toBe(code)
  },
)

test('noMasterKeptMs: a hub that is confirmed a moment after its first ask is known soon', async () => {
  const { chain, check, clock, judge } = startFacts({ noMasterKeptMs: 500 })
  chain.unconfirmed.add(hub.address)
  expect(await check(offer)).toBe('HUB_UNCONFIRMED')
  chain.unconfirmed.clear()
  await clock.advance(499)
  expect(judge(offer)).toBe('HUB_UNCONFIRMED')
  await clock.advance(1)
  expect(await check(offer)).toBeUndefined()
})

test('accountsKept: of so many authors the answers are remembered, and the one known first is asked for again', async () => {
  const { check, judge } = startFacts({ accountsKept: 2 })
  const [first, ...others] = [1, 2, 3].map((number) => ({ ...offer, author: addressOf(number) })) as [Order, ...Order[]]
  await check(first)
  expect(judge(first)).toBe('fits')
  for (const order of others) await check(order)
  expect([first, ...others].map(judge)).toEqual(['unknown', 'fits', 'fits'])
})

test('noncesKept: of so many nonces of an author it is remembered whether they are used', async () => {
  const { check, judge } = startFacts({ noncesKept: 2 })
  const orders = [1n, 2n, 3n].map((nonce) => ({ ...offer, nonce }))
  for (const order of orders) await check(order)
  expect(orders.map(judge)).toEqual(['unknown', 'fits', 'fits'])
})

test('spentKept: so many taken orders are remembered, the newest', async () => {
  const { judge, take } = startFacts({ spentKept: 2 })
  const orders = [1n, 2n, 3n].map((nonce) => ({ ...offer, nonce }))
  for (const order of orders) take(order)
  expect(orders.map(judge)).toEqual(['unknown', 'ORDER_TAKEN', 'ORDER_TAKEN'])
})

/** Authors of whom the chain tells when a test says so. */
async function startParties(changes: Partial<MarketplaceLimits>) {
  const clock = new VirtualClock()
  const asked: { readonly account: Address; readonly atMs: number; readonly answer: () => void }[] = []
  const parties = new Parties({
    masterOf: async () => undefined,
    levelOf: (account) =>
      new Promise((resolve) => asked.push({ account, atMs: clock.nowMs(), answer: () => resolve(4) })),
    isUsed: () => true,
    onChange() {},
    limits: { ...marketplaceLimits, ...changes },
    clock,
    random: seededRandom(1),
    logger: silentLogger,
  })
  await parties.start()
  const answerAll = () => {
    for (const { answer } of asked) answer()
  }
  return { clock, parties, asked, answerAll }
}

test('partiesPerRound: of so many authors the chain is asked at a time, and who asks besides is told nothing new', async () => {
  const { asked, answerAll, clock, parties } = await startParties({ partiesPerRound: 3 })
  for (let number = 1; number <= 7; number++) parties.of('bid', addressOf(number))
  await clock.advance(1_000)
  expect(asked).toHaveLength(3)
  expect(await parties.learnIdentity(addressOf(99))).toBe(1)
  expect(asked).toHaveLength(3)
  answerAll()
  await clock.advance(1_000)
  expect(asked).toHaveLength(6)
})

test('partyKeptMs: an author of live orders is asked for again after so long, and no sooner', async () => {
  const { asked, answerAll, clock, parties } = await startParties({ partyKeptMs: 20_000 })
  parties.of('bid', buyer.address)
  await clock.advance(0)
  answerAll()
  await clock.advance(19_999)
  expect([asked.length, parties.identityOf(buyer.address)]).toEqual([1, 4])
  await clock.advance(1_001)
  expect(asked).toHaveLength(2)
})

test('accountsKept: so many authors wait to be asked for, and of so many it is remembered who they are', async () => {
  const { asked, answerAll, clock, parties } = await startParties({ accountsKept: 2 })
  for (const number of [1, 2, 3]) parties.of('bid', addressOf(number))
  await clock.advance(0)
  answerAll()
  await clock.advance(0)
  expect(asked.map(({ account }) => account)).toEqual([1, 2].map(addressOf))
  const learnt = parties.learnIdentity(addressOf(4))
  answerAll()
  expect(await learnt).toBe(4)
  expect([1, 2, 4].map((number) => parties.of('bid', addressOf(number))?.identity)).toEqual([undefined, 4, 4])
})
