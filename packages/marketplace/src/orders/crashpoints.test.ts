import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '@sonm/common'
import { orderHash, type SignedOrder } from '@sonm/model'
import { expect, test } from 'vitest'
import { testStores } from '../testing/test-stores.ts'
import { DOMAIN, startWorld } from '../testing/world.ts'
import { INTAKE_POINTS } from './crashpoints.ts'

const PROGRAM = join(import.meta.dirname, '../testing/die-at-point.ts')

function readOrder(json: string): SignedOrder {
  return JSON.parse(json, (_, value: unknown) =>
    typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  )
}

/** Runs a marketplace until it kills itself at a point: what it was offered, and the hashes that it has acknowledged. */
async function runToDeath(database: string, point: string, times: number) {
  const child = spawn(process.execPath, [PROGRAM, database, point, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const died = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
  const offered: SignedOrder[] = []
  const placed = new Set<string>()
  // Lines that were written before the kill come through the pipe after it: all of them count.
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('offered ')) offered.push(readOrder(line.slice(8)))
    else if (line.startsWith('placed ')) placed.add(line.slice(7))
  }
  expect(await died).toBe('SIGKILL')
  return { offered, placed }
}

test.each(INTAKE_POINTS)(
  'kill -9 at %s loses nothing that was acknowledged, and nothing is there twice',
  async (point) => {
    const place = await testStores().createPlace()
    try {
      const { offered, placed } = await runToDeath(place.database, point, 15)
      expect(placed.size).toBeGreaterThan(0)
      const clock = testStores().createClock(Math.floor(systemClock.nowMs()))
      const on = await place.open(clock)
      const world = await startWorld({ clock, on })
      const api = world.client(offered[0]!.order.author)
      for (const hash of placed)
        expect(await world.run(api.getOrder({ orderHash: hash }))).toMatchObject({ orderHash: hash })
      // Whoever got no answer sends his order again, and those who got one may.
      const outcomes = await world.run(world.marketplace.placeAll(offered))
      expect(outcomes).toEqual(offered.map(({ order }) => orderHash(DOMAIN, order)))
      const authors = [...new Set(offered.map(({ order }) => order.author))]
      const listed = await world.run(Promise.all(authors.map((author) => api.listOrders({ author }))))
      const hashes = listed.flatMap(({ orders }) => orders.map((offer) => offer.orderHash))
      expect(hashes.sort()).toEqual([...outcomes].sort())
      const rows = await on.store.selectFrom('placed_order').select('hash').execute()
      expect(rows).toHaveLength(offered.length)
      await world.stop()
      await on.store.destroy()
    } finally {
      await place.remove()
    }
  },
)
