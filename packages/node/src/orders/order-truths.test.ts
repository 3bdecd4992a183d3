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
  const truths = new OrderTruths({ chain, clock })
  const offer = async (change: Parameters<typeof testAsk>[3] = {}) => {
    const ask = await testAsk(domain, hub, clock, { expiresAtSeconds: 2n ** 40n, ...change })
    return { ask, hash: orderHash(domain, ask.order) }
  }
  const tell = (event: object) => truths.apply([event as MarketEvent])
  return { clock, used, masters, truths, offer, tell, nonceReads: () => nonceReads }
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
