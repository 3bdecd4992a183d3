import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Logger, silentLogger } from '@sonm/common'
import type { Hex } from '@sonm/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestStorePlace, testStores } from './testing/test-stores.ts'
import { ask, cancelOf, FakeChain, signer, startWorld } from './testing/world.ts'

const hub = signer(1)
let place: TestStorePlace
beforeEach(async () => {
  place = await testStores().createPlace()
})
afterEach(() => place.remove())

/** What the process has said of an order last; `cancelling` may have been done or not. */
type OrderState = 'placed' | 'cancelling' | 'cancelled'

/** Runs a marketplace in a process of its own that is killed as it acknowledges the last of so many orders. */
async function acknowledgedBeforeKill(database: string, count: number): Promise<Map<Hex, OrderState>> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'testing/place-until-killed.ts'), database, String(count)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const acknowledged = new Map<Hex, OrderState>()
  // Lines that were written before the kill come through the pipe after it: all of them count.
  for await (const line of createInterface({ input: child.stdout })) {
    const [, what, hash] = /^(placed|cancelling|cancelled) (0x[0-9a-f]{64})$/.exec(line) ?? []
    if (hash) acknowledged.set(hash as Hex, what as OrderState)
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(count)
  return acknowledged
}

test('kill -9 loses no acknowledged order and brings no cancelled one back', async () => {
  const acknowledged = await acknowledgedBeforeKill(place.database, 200)
  const clock = testStores().createClock()
  const on = await place.open(clock)
  const { client, run, stop } = await startWorld({ clock, on })
  const api = client(hub.address)
  for (const [orderHash, state] of acknowledged) {
    const found = run(api.getOrder({ orderHash }))
    if (state === 'placed') expect(await found).toMatchObject({ orderHash })
    else if (state === 'cancelling') await found.catch(() => {})
    else await expect(found).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  }
  expect([...acknowledged.values()].filter((state) => state === 'cancelled').length).toBeGreaterThan(10)
  await stop()
  await on.store.destroy()
})

test('after a restart the book, its order, the refusals and the place in the chain are as before', async () => {
  const clock = testStores().createClock()
  const chain = new FakeChain()
  const on = await place.open(clock)
  const first = await startWorld({ clock, chain, on })
  const [cheap, dear, cancelled, late, taken] = [
    await ask(hub, clock, { pricePerSecond: 1n }),
    await ask(hub, clock, { pricePerSecond: 2n }),
    await ask(hub, clock, { pricePerSecond: 1n }),
    await ask(hub, clock, { pricePerSecond: 1n }),
    await ask(hub, clock, { nonce: 901n }),
  ] as const
  for (const signed of [dear, cheap, cancelled, taken, late]) await first.run(first.marketplace.place(signed))
  const hashOf = (signed: typeof cheap) => first.run(first.marketplace.place(signed))
  const expected = [await hashOf(cheap), await hashOf(late), await hashOf(dear)]
  const api = first.client(hub.address)
  await first.run(api.cancelOrder(await cancelOf(hub, await hashOf(cancelled), clock)))
  await first.stop()
  await on.store.destroy()
  chain.mine({ kind: 'nonceCancelled', account: hub.address, nonce: 901n })

  const second = await startWorld({ clock, chain, on: await place.open(clock) })
  await clock.advance(2_000)
  const found = await second.run(second.client(hub.address).search({ explain: true }))
  expect(found.offers.map(({ orderHash }) => orderHash)).toEqual(expected)
  for (const signed of [cancelled, taken]) {
    await expect(second.run(second.marketplace.place(signed))).rejects.toMatchObject({ code: 'ORDER_WITHDRAWN' })
  }
  await second.stop()
})

test('a store that cannot write acknowledges nothing and says so', async () => {
  const clock = testStores().createClock()
  const on = await testStores().open(clock)
  const said: string[] = []
  const logger: Logger = { ...silentLogger, error: (_fields, text) => said.push(text) }
  const { client, marketplace, run } = await startWorld({ clock, on, logger })
  const signed = await ask(hub, clock)
  await on.store.destroy()
  for (let times = 0; times < 2; times++) {
    await expect(run(marketplace.place(signed))).rejects.toMatchObject({ code: 'MARKETPLACE_STORE_FAILED' })
  }
  expect(said).toEqual(['orders cannot be stored, and are refused until they can'])
  expect((await run(client(hub.address).search({ explain: true }))).total).toBe(0)
})

test('expired orders leave the disk', async () => {
  const clock = testStores().createClock()
  const on = await testStores().open(clock)
  const { marketplace, run } = await startWorld({ clock, on })
  const rows = async () => (await on.store.selectFrom('placed_order').select('hash').execute()).length
  await run(marketplace.place(await ask(hub, clock)))
  expect(await rows()).toBe(1)
  await clock.advance(320_000)
  expect(await rows()).toBe(0)
})
