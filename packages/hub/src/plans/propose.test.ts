import type { ChainClient } from '@sonm/chain'
import { always } from '@sonm/common'
import { type Address, type Order, verifyOrder, ZERO_BYTES32 } from '@sonm/model'
import { expect, test } from 'vitest'
import { MasterLink } from '../master.ts'
import { buyerSigner, hubSigner, MASTER, openHubBooks, WHOLE } from '../testing/hub-books.ts'
import type { HubWorld } from '../world.ts'
import { AskSigner } from './ask-signer.ts'
import { Proposals } from './propose.ts'

const domain = { chainId: 31_337, market: `0x${'3a'.repeat(20)}` } as const

/** A hub with one plan on offer, and a bid that fits it. */
async function openOffer(
  master: Address | undefined,
  buyersWei = 18_000n,
  spec = WHOLE,
  world: Pick<HubWorld, 'snmPerUsd' | 'levelOf'> = {},
) {
  const books = await openHubBooks()
  const chain = {
    ...domain,
    masterOf: async () => master,
    epochOf: async () => 0n,
    balances: async () => ({ snmWei: buyersWei, freeWei: 0n, lockedWei: 0n, ethWei: 0n }),
  } as unknown as ChainClient
  const signer = new AskSigner({ ...books, signer: hubSigner, chain, locators: always([]), options: { place: {} } })
  const link = new MasterLink({ ...books, chain, hub: hubSigner.address })
  const proposals = new Proposals({ ...books, ...world, signer, chain, hub: hubSigner.address, master: link })
  const { planId } = await books.plans.create(spec)
  const { hash, signed } = await signer.sign(await books.plans.view(planId), books.plans.nowSeconds() + 300)
  const bid = (change: Partial<Order> = {}): Order => ({
    ...signed.order,
    side: 'bid',
    author: buyerSigner.address,
    counterparty: MASTER,
    nonce: 1n,
    expiresAtSeconds: BigInt(books.plans.nowSeconds()) + 60n,
    tag: ZERO_BYTES32,
    detailsHash: ZERO_BYTES32,
    ...change,
  })
  const state = async () => (await books.plans.view(planId)).state
  return { ...books, chain, link, proposals, hash, bid, state, advertised: signed }
}

test('a bid that fits is answered with a firm ask, bound to its buyer, on the advertised terms', async () => {
  const { proposals, hash, bid, state, advertised } = await openOffer(MASTER)
  const firm = await proposals.propose(buyerSigner.address, bid(), hash)
  verifyOrder(domain, firm)
  const { pricePerSecond, benchmarks, nonce } = advertised.order
  expect(firm.order).toMatchObject({ counterparty: buyerSigner.address, pricePerSecond, benchmarks, nonce })
  expect(await state()).toBe('reserved')
})

test.each<[string, Partial<Order>, RegExp]>([
  ['pays less', { pricePerSecond: 4n }, /^price: 4 asked, 5 offered$/],
  ['wants a duration of a spot offer', { durationSeconds: 60n }, /^duration: 60 asked, 0 offered$/],
  ['wants more of the network', { netFlags: 1 }, /^net-flags: 1 asked, 0 offered$/],
  ['wants a faster machine', { benchmarks: Array<bigint>(16).fill(2n ** 62n) }, /^benchmark:cpu-sysbench-multi: /],
  ['is for another supplier', { counterparty: `0x${'99'.repeat(20)}` }, /^counterparty-of-bid: /],
  ['pays in another money', { denomination: 'USD', snmPerUsdCap: 1n }, /^denomination: USD asked, SNM offered$/],
])('a bid that %s is refused with the reason, and holds no plan', async (_, change, reasons) => {
  const { proposals, hash, bid, state } = await openOffer(MASTER)
  await expect(proposals.propose(buyerSigner.address, bid(change), hash)).rejects.toMatchObject({
    code: 'BID_MISMATCH',
    data: { reasons: expect.stringMatching(reasons) },
  })
  expect(await state()).toBe('offered')
})

test('a buyer who cannot pay for what is held ahead holds no plan', async () => {
  const { proposals, hash, bid, state } = await openOffer(MASTER, 17_999n)
  const proposing = proposals.propose(buyerSigner.address, bid(), hash)
  await expect(proposing).rejects.toMatchObject({ kind: 'exhausted' })
  expect(await state()).toBe('offered')
})

const ONE = 10n ** 18n
const IN_USD = { ...WHOLE, denomination: 'USD' as const }

test('an ask in USD is answered to who can pay its first hour by the rate, under a cap that reaches it', async () => {
  // 5e-18 USD a second, at 20 SNM for a USD.
  const at = { snmPerUsd: async () => 20n * ONE }
  const { proposals, hash, bid } = await openOffer(MASTER, 360_000n, IN_USD, at)
  const propose = async (snmPerUsdCap: bigint) => proposals.propose(buyerSigner.address, bid({ snmPerUsdCap }), hash)
  await expect(propose(20n * ONE - 1n)).rejects.toMatchObject({ code: 'CAP_TOO_LOW' })
  expect((await propose(20n * ONE)).order).toMatchObject({ denomination: 'USD', pricePerSecond: 5n, snmPerUsdCap: 0n })

  const poor = await openOffer(MASTER, 359_999n, IN_USD, at)
  const asked = poor.proposals.propose(buyerSigner.address, poor.bid({ snmPerUsdCap: 20n * ONE }), poor.hash)
  await expect(asked).rejects.toMatchObject({ code: 'SNM_INSUFFICIENT' })
  const blind = await openOffer(MASTER, 360_000n, IN_USD)
  const unpriced = blind.proposals.propose(buyerSigner.address, blind.bid({ snmPerUsdCap: 20n * ONE }), blind.hash)
  await expect(unpriced).rejects.toMatchObject({ code: 'PRICE_UNAVAILABLE' })
})

test('a plan that demands a level is held for who has proved it, and a bid that demands one of a supplier who has', async () => {
  const levelled = (levels: Record<Address, number>) =>
    openOffer(MASTER, 18_000n, { ...WHOLE, identityLevel: 2 }, { levelOf: async (account) => levels[account] ?? 1 })
  const { address } = buyerSigner
  const stranger = await levelled({})
  await expect(stranger.proposals.propose(address, stranger.bid(), stranger.hash)).rejects.toMatchObject({
    data: { reasons: 'identity-of-buyer: 2 asked, 1 offered; identity-of-supplier: 2 asked, 1 offered' },
  })
  const known = await levelled({ [address]: 2, [MASTER]: 2 })
  expect((await known.proposals.propose(address, known.bid(), known.hash)).order.identityLevel).toBe(2)
})

test('a plan with a bond signs it into its asks', async () => {
  const bonded = { ...WHOLE, durationSeconds: 60n, bond: 9n }
  expect((await openOffer(MASTER, 18_000n, bonded)).advertised.order.bond).toBe(9n)
})

test('a bid of somebody else, one for an unknown ask, an ask, and a hub without a master are told apart', async () => {
  const { proposals, hash, bid, advertised } = await openOffer(MASTER)
  const { address } = buyerSigner
  await expect(proposals.propose(MASTER, bid(), hash)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  await expect(proposals.propose(address, bid(), ZERO_BYTES32)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  await expect(proposals.propose(address, advertised.order, hash)).rejects.toMatchObject({ code: 'ORDER_INVALID' })

  const masterless = await openOffer(undefined)
  const proposing = masterless.proposals.propose(address, masterless.bid(), masterless.hash)
  await expect(proposing).rejects.toMatchObject({ code: 'HUB_UNCONFIRMED' })
})

test('who asks again gets the same firm ask until his minute is over, and another minute only after one without him', async () => {
  const { clock, store, proposals, hash, bid, state } = await openOffer(MASTER)
  const { address } = buyerSigner
  const propose = async (nonce: bigint) => proposals.propose(address, bid({ nonce }), hash)
  const firm = await propose(1n)
  for (let second = 0n; second < 50n; second++) {
    await clock.advance(1_000)
    expect(await propose(2n + second)).toEqual(firm)
  }
  expect(await store.selectFrom('ask').select('ask_hash').where('buyer', '=', address).execute()).toHaveLength(1)
  await clock.advance(11_000)
  expect(await state()).toBe('offered')
  await expect(propose(100n)).rejects.toMatchObject({ code: 'RESERVATION_USED', kind: 'conflict', retryable: true })
  expect(await state()).toBe('offered')
  await clock.advance(60_000)
  expect((await propose(101n)).order.expiresAtSeconds).toBe(firm.order.expiresAtSeconds + 121n)
})

test('who tries one duration after the other fills no store with firm asks', async () => {
  const { store, proposals, hash, bid } = await openOffer(MASTER, 10n ** 20n, { ...WHOLE, durationSeconds: 86_400n })
  const { address } = buyerSigner
  let refused = 0
  for (let at = 1n; at <= 30n; at++) {
    const proposing = proposals.propose(address, bid({ durationSeconds: 3_600n + at }), hash)
    await proposing.catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'RESERVATION_USED' })
      refused++
    })
  }
  expect(refused).toBe(22)
  expect(await store.selectFrom('ask').select('ask_hash').where('buyer', '=', address).execute()).toHaveLength(8)
})

test('a hub whose key was linked to another master sells nothing, until its supplier says so', async () => {
  const { proposals, chain, link, hash, bid, state } = await openOffer(MASTER)
  await proposals.propose(buyerSigner.address, bid(), hash)
  const thief = `0x${'66'.repeat(20)}` as const
  chain.masterOf = async () => thief
  const toThief = bid({ counterparty: thief })
  await expect(proposals.propose(buyerSigner.address, toThief, hash)).rejects.toMatchObject({ code: 'HUB_UNCONFIRMED' })
  expect(await link.confirmed()).toBeUndefined()
  await link.set(thief)
  expect(await link.confirmed()).toBe(thief)
  await proposals.propose(buyerSigner.address, toThief, hash)
  expect(await state()).toBe('reserved')
})
