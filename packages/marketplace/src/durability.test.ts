import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { VirtualClock } from '@sonm/common'
import type { Hex } from '@sonm/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openMarketplaceStore } from './store/tables.ts'
import { ask, FakeChain, signer, startWorld } from './testing/world.ts'

const hub = signer(1)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sonm-marketplace-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What the process has said of an order last; `cancelling` may have been done or not. */
type OrderState = 'placed' | 'cancelling' | 'cancelled'

/** Runs a marketplace in a process of its own that is killed as it acknowledges the last of so many orders. */
async function acknowledgedBeforeKill(path: string, count: number): Promise<Map<Hex, OrderState>> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'testing/place-until-killed.ts'), path, String(count)],
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
  const path = join(folder, 'orders.sqlite')
  const acknowledged = await acknowledgedBeforeKill(path, 200)
  const store = await openMarketplaceStore(path)
  const { client, run, stop } = await startWorld({ store })
  const api = client(hub.address)
  for (const [orderHash, state] of acknowledged) {
    const found = run(api.getOrder({ orderHash }))
    if (state === 'placed') expect(await found).toMatchObject({ orderHash })
    else if (state === 'cancelling') await found.catch(() => {})
    else await expect(found).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  }
  expect([...acknowledged.values()].filter((state) => state === 'cancelled').length).toBeGreaterThan(10)
  await stop()
  await store.destroy()
})

test('after a restart the book, its order, the refusals and the place in the chain are as before', async () => {
  const clock = new VirtualClock()
  const chain = new FakeChain()
  const path = join(folder, 'orders.sqlite')
  const store = await openMarketplaceStore(path)
  const first = await startWorld({ clock, chain, store })
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
  await first.run(api.cancelOrder({ orderHash: await hashOf(cancelled) }))
  await first.stop()
  await store.destroy()
  chain.mine({ kind: 'nonceCancelled', account: hub.address, nonce: 901n })

  const second = await startWorld({ clock, chain, store: await openMarketplaceStore(path) })
  await clock.advance(2_000)
  const found = await second.run(second.client(hub.address).search({}))
  expect(found.offers.map(({ orderHash }) => orderHash)).toEqual(expected)
  for (const signed of [cancelled, taken]) {
    await expect(second.run(second.marketplace.place(signed))).rejects.toMatchObject({ code: 'ORDER_WITHDRAWN' })
  }
  await second.stop()
})

test('a store that cannot write acknowledges nothing and says so', async () => {
  const store = await openMarketplaceStore(':memory:')
  const { client, clock, marketplace, run } = await startWorld({ store })
  const signed = await ask(hub, clock)
  await store.destroy()
  await expect(run(marketplace.place(signed))).rejects.toMatchObject({ code: 'MARKETPLACE_STORE_FAILED' })
  expect((await run(client(hub.address).search({}))).total).toBe(0)
})

test('expired orders leave the disk', async () => {
  const store = await openMarketplaceStore(':memory:')
  const { clock, marketplace, run } = await startWorld({ store })
  const rows = async () => (await store.selectFrom('placed_order').select('hash').execute()).length
  await run(marketplace.place(await ask(hub, clock)))
  expect(await rows()).toBe(1)
  await clock.advance(320_000)
  expect(await rows()).toBe(0)
})
