import { VirtualClock } from '@sonm/common'
import { fail, orderHash } from '@sonm/model'
import { runUntilSettled } from '@sonm/network/testing'
import { expect, test } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import { OrderStore } from '../store/order-store.ts'
import { SqliteOrderRows } from '../store/sqlite-order-rows.ts'
import type { StoredOrder } from '../store/stored-order.ts'
import { openMarketplaceStore } from '../store/tables.ts'
import { ask, DOMAIN, signer } from '../testing/world.ts'
import { Intake } from './intake.ts'
import { LiveOrders } from './live-orders.ts'

test('an order that is taken between its check and the disk enters neither book nor, after a restart, the market', async () => {
  const clock = new VirtualClock()
  const rows = new SqliteOrderRows(await openMarketplaceStore(':memory:'))
  const store = new OrderStore({ rows, clock, maxPerCommit: 10, member: signer(2).address })
  const live = new LiveOrders()
  const signed = await ask(signer(1), clock)
  const facts = { check: async () => {}, refusal: () => fail('ORDER_TAKEN', { author: '0x', nonce: '1' }) }
  const intake = new Intake({ domain: DOMAIN, clock, limits: marketplaceLimits, facts, store, live })
  await expect(runUntilSettled(clock, intake.place(signed))).rejects.toMatchObject({ code: 'ORDER_TAKEN' })
  expect([live.size, live.book.size]).toEqual([0, 0])
  const stored: StoredOrder[] = []
  await store.load({ nowSeconds: 0n, onPage: (orders) => void stored.push(...orders) })
  expect(stored).toMatchObject([{ hash: orderHash(DOMAIN, signed.order), isWithdrawn: true }])
})
