import { VirtualClock } from '@sonm/common'
import { fail, orderHash } from '@sonm/model'
import { runUntilSettled } from '@sonm/network/testing'
import { expect, test } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import { ask, DOMAIN, signer } from '../testing/world.ts'
import { Intake } from './intake.ts'
import { LiveOrders } from './live-orders.ts'
import { OrderStore, openMarketplaceStore } from './order-store.ts'

test('an order that is taken between its check and the disk enters neither book nor, after a restart, the market', async () => {
  const clock = new VirtualClock()
  const store = new OrderStore({ store: await openMarketplaceStore(':memory:'), clock, maxPerCommit: 10 })
  const live = new LiveOrders()
  const signed = await ask(signer(1), clock)
  const facts = { check: async () => {}, refusal: () => fail('ORDER_TAKEN', { author: '0x', nonce: '1' }) }
  const intake = new Intake({ domain: DOMAIN, clock, limits: marketplaceLimits, facts, store, live, nextSequence: 1 })
  await expect(runUntilSettled(clock, intake.place(signed))).rejects.toMatchObject({ code: 'ORDER_TAKEN' })
  expect([live.size, live.book.size]).toEqual([0, 0])
  expect(await store.load(0n)).toMatchObject([{ hash: orderHash(DOMAIN, signed.order), withdrawn: true }])
})
