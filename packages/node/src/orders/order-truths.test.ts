import type { MarketEvent } from '@sonm/chain'
import { VirtualClock } from '@sonm/common'
import { type Address, orderHash } from '@sonm/model'
import { expect, test } from 'vitest'
import { testAsk, testSigner } from '../testing/market.ts'
import { hub, master } from '../testing/world.ts'
import { OrderTruths } from './order-truths.ts'

const domain = { chainId: 1, market: testSigner(8).address }

async function createTruths() {
  const clock = new VirtualClock()
  const used = new Set<bigint>()
  const masters = new Map<Address, Address>([[hub.address, master]])
  let nonceReads = 0
  const chain = {
    masterOf: async (account: Address) => masters.get(account),
    epochOf: async () => 0n,
    isNonceUsed: async (_: Address, nonce: bigint) => {
      nonceReads++
      return used.has(nonce)
    },
  }
  const removed = new Map<Address, () => Promise<number | undefined>>()
  const removedForSeconds = async (account: Address) => removed.get(account)?.()
  const truths = new OrderTruths({ chain, removedForSeconds, clock })
  const offer = async (change: Parameters<typeof testAsk>[3] = {}, key = hub) => {
    const ask = await testAsk(domain, key, clock, { expiresAtSeconds: 2n ** 40n, ...change })
    return { ask, hash: orderHash(domain, ask.order) }
  }
  const tell = (event: object) => truths.apply([event as MarketEvent])
  return { clock, used, masters, removed, truths, offer, tell, nonceReads: () => nonceReads }
}

test('after a deal the nonces of its hub are read anew, and of nobody else', async () => {
  const { clock, used, truths, offer, tell, nonceReads } = await createTruths()
  const shown = await offer()
  expect((await truths.look([shown]))(shown).endedForMs).toBeUndefined()
  used.add(1n)
  await clock.advance(1_000)
  tell({ kind: 'dealOpened', deal: { hub: testSigner(70).address, askHash: '0x01' } })
  expect((await truths.look([shown]))(shown).endedForMs).toBeUndefined()
  expect(nonceReads()).toBe(1)
  tell({ kind: 'dealOpened', deal: { hub: hub.address, askHash: '0x02' } })
  expect((await truths.look([shown]))(shown).endedForMs).toBe(0)
  await clock.advance(5_000)
  expect((await truths.look([shown]))(shown).endedForMs).toBe(5_000)
})

test('a bid is over once it is filled, and whoever waits for news hears of it', async () => {
  const { truths, offer, tell } = await createTruths()
  const bid = await offer({ side: 'bid' })
  const told = truths.changes.next('ended')
  tell({ kind: 'bidFilled', bidHash: bid.hash, dealId: 1n })
  await told
  expect((await truths.look([bid]))(bid).endedForMs).toBe(0)
})

test('a hub that had a master is removed and not invented, until it is confirmed again', async () => {
  const { clock, masters, truths, offer } = await createTruths()
  const shown = await offer()
  const look = async () => (await truths.look([shown]))(shown)
  expect(await look()).toMatchObject({ master, endedForMs: undefined })
  masters.delete(hub.address)
  await clock.advance(31_000)
  expect(await look()).toMatchObject({ master: 'removed', endedForMs: undefined })
  expect(await truths.masterOf(hub.address)).toBeUndefined()
  masters.set(hub.address, master)
  await clock.advance(31_000)
  expect(await look()).toMatchObject({ master, endedForMs: undefined })
})

test('a hub that was removed before it was seen here is no invention, for how long the chain says; one that never had a master is', async () => {
  const { clock, masters, removed, truths, offer } = await createTruths()
  masters.clear()
  const shown = await offer()
  const look = async () => (await truths.look([shown]))(shown)
  removed.set(hub.address, async () => 100)
  expect(await look()).toMatchObject({ master: 'removed', removedForMs: 100_000 })
  await clock.advance(20_000)
  expect(await look()).toMatchObject({ master: 'removed', removedForMs: 120_000 })
  removed.clear()
  await clock.advance(31_000)
  expect(await look()).toMatchObject({ master: undefined })
})

test('a hub whose past the chain does not tell is held against nobody, and what it offers is not taken', async () => {
  const { masters, removed, truths, offer } = await createTruths()
  masters.clear()
  removed.set(hub.address, async () => {
    throw new Error('the chain is away')
  })
  const shown = await offer()
  expect((await truths.look([shown]))(shown)).toMatchObject({ master: 'removed', removedForMs: 0 })
})

test('a hub that was confirmed a moment ago is no invention, though it had no master when it was asked for before', async () => {
  const { clock, masters, truths, offer } = await createTruths()
  masters.clear()
  const shown = await offer()
  expect((await truths.look([shown]))(shown)).toMatchObject({ master: undefined })
  masters.set(hub.address, master)
  await clock.advance(1_000)
  expect((await truths.look([shown]))(shown)).toMatchObject({ master })
})

test('of many hubs without a master the past of a few is asked for, and nothing of any is taken', async () => {
  const { masters, removed, truths, offer } = await createTruths()
  masters.clear()
  let asked = 0
  const keys = Array.from({ length: 40 }, (_, at) => testSigner(100 + at))
  for (const key of keys)
    removed.set(key.address, async () => {
      asked++
      return undefined
    })
  const shown = await Promise.all(keys.map((key) => offer({}, key)))
  const truthOf = await truths.look(shown)
  expect(asked).toBe(5)
  expect(shown.filter((each) => truthOf(each).master === undefined)).toHaveLength(5)
  expect(shown.filter((each) => truthOf(each).master === 'removed')).toHaveLength(35)
  // Nor of all, when others are shown again and again.
  for (const [at] of keys.entries()) await truths.look(shown.slice(at, at + 5))
  for (let round = 0; round < 20; round++) {
    const others = Array.from({ length: 5 }, (_, at) => testSigner(1_000 + round * 5 + at))
    for (const key of others) removed.set(key.address, async () => void asked++)
    await truths.look(await Promise.all(others.map((key) => offer({}, key))))
  }
  expect(asked).toBe(50)
})
