import type { Checkpoint } from '@sonm/chain'
import { systemClock } from '@sonm/common'
import { type Address, type Hex, type SignedOrder, toHex, ZERO_BYTES32 } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { OrderRows } from '../store/order-rows.ts'
import { OrderStore } from '../store/order-store.ts'
import { liveOrder, type NewOrder, type StoredOrder } from '../store/stored-order.ts'
import type { StoredPage } from '../store/stored-page.ts'

/** A place for orders that is opened as often as a test wants, and holds what it held. */
export interface StorePlace {
  open(): Promise<OrderRows>
  remove(): Promise<void>
}

export const MEMBER: Address = `0x${'4b'.repeat(20)}`
const OTHER: Address = `0x${'5c'.repeat(20)}`

/** An order that no store looks into: neither its hash nor its signature is one. */
export function newOrder(seed: number, expiresAtSeconds = 1_000n): NewOrder {
  const hash = Buffer.alloc(32)
  hash.writeUInt32BE(seed)
  const signed: SignedOrder = {
    order: sampleOrder({ nonce: BigInt(seed), expiresAtSeconds }),
    signature: `0x${'7e'.repeat(65)}`,
    details: `{"number":${seed}}`,
  }
  return { hash: toHex(hash), signed, placedAtMs: seed }
}

export function openOrders(rows: OrderRows, member = MEMBER): OrderStore {
  return new OrderStore({ rows, clock: systemClock, maxPerCommit: 100, member })
}

export async function loadAll(store: OrderStore, nowSeconds = 0n, pageSize = 7): Promise<StoredOrder[]> {
  const loaded: StoredOrder[] = []
  await store.load({
    nowSeconds,
    pageSize,
    onPage: (page) => void loaded.push(...ordersOf(page)),
  })
  return loaded
}

function checkpoint(height: bigint): Checkpoint {
  return [{ number: height, hash: ZERO_BYTES32 }]
}

/** What every store of orders does. */
export function orderStoreSuite(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(name, () => {
    const places: StorePlace[] = []
    const opened: OrderRows[] = []
    const place = async () => {
      const made = await createPlace()
      places.push(made)
      return made
    }
    const open = async (at: StorePlace) => {
      const rows = await at.open()
      opened.push(rows)
      return rows
    }
    const close = async (rows: OrderRows) => {
      opened.splice(opened.indexOf(rows), 1)
      await rows.store.destroy()
    }
    afterEach(async () => {
      for (const rows of opened.splice(0)) await rows.store.destroy()
      for (const made of places.splice(0)) await made.remove()
    })

    test('what was placed comes back after a reopening, as it was, in its order and in pages', async () => {
      const at = await place()
      const first = await open(at)
      const store = openOrders(first)
      const orders = Array.from({ length: 250 }, (_, seed) => newOrder(seed))
      const placements = await Promise.all(orders.map((order) => store.place(order)))
      const sequences = placements.map(({ sequence }) => sequence)
      expect(new Set(sequences).size).toBe(250)
      expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
      await close(first)

      const again = openOrders(await open(at))
      const pages: number[] = []
      await again.load({
        nowSeconds: 0n,
        pageSize: 100,
        onPage(page, total) {
          pages.push(page.length)
          expect(total).toBe(250)
        },
      })
      expect(pages).toEqual([100, 100, 50])
      const loaded = await loadAll(again)
      expect(loaded.map((order) => liveOrder(order))).toEqual(
        orders.map((order, i) => ({ ...order, sequence: sequences[i] })),
      )
      const { sequence } = await again.place(newOrder(900))
      expect(sequence).toBeGreaterThan(Math.max(...sequences))
    })

    test('a withdrawn order stays until it expires, and is withdrawn', async () => {
      const store = openOrders(await open(await place()))
      const [a, b] = await Promise.all([1, 2].map((seed) => store.place(newOrder(seed, BigInt(seed * 100)))))
      await store.write({ kind: 'withdraw', sequences: [b!.sequence] })
      expect((await loadAll(store)).map(({ sequence, isWithdrawn }) => [sequence, isWithdrawn])).toEqual([
        [a!.sequence, false],
        [b!.sequence, true],
      ])
      expect((await loadAll(store, 101n)).map(({ sequence }) => sequence)).toEqual([b!.sequence])
      // Good in the second of its expiry.
      await store.write({ kind: 'expire', beforeSeconds: 200n, cancelsKept: 10 })
      expect((await loadAll(store)).map(({ sequence }) => sequence)).toEqual([b!.sequence])
      await store.write({ kind: 'expire', beforeSeconds: 201n, cancelsKept: 10 })
      expect(await loadAll(store)).toEqual([])
    })

    test('each marketplace goes on in the chain where it was; a new one where the last of the others is', async () => {
      const at = await place()
      const rows = await open(at)
      const store = openOrders(rows)
      expect(await store.checkpoint()).toBeUndefined()
      await store.write({ kind: 'checkpoint', checkpoint: checkpoint(5n) })
      await openOrders(rows, OTHER).write({ kind: 'checkpoint', checkpoint: checkpoint(9n) })
      await store.write({ kind: 'checkpoint', checkpoint: checkpoint(7n) })
      await close(rows)
      const again = await open(at)
      expect(await openOrders(again).checkpoint()).toEqual(checkpoint(7n))
      expect(await openOrders(again, OTHER).checkpoint()).toEqual(checkpoint(9n))
      expect(await openOrders(again, `0x${'6d'.repeat(20)}`).checkpoint()).toEqual(checkpoint(7n))
    })

    test('a store that is gone fails what is written, with a code, and all that waits', async () => {
      const rows = await open(await place())
      const store = openOrders(rows)
      await close(rows)
      const outcomes = await Promise.allSettled([1, 2].map((seed) => store.place(newOrder(seed))))
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'MARKETPLACE_STORE_FAILED' } })
      }
      await store.idle()
    })

    test('whatever is placed, withdrawn and expired, together or apart, the store holds what a list would', async () => {
      const rows = await open(await place())
      const store = openOrders(rows)
      let seed = 0
      let round = 0n
      const step = fc.oneof(
        fc.record({ kind: fc.constant('place' as const), count: fc.integer({ min: 1, max: 30 }), lives: fc.nat(50) }),
        fc.record({ kind: fc.constant('withdraw' as const), which: fc.array(fc.nat(), { maxLength: 5 }) }),
        fc.record({ kind: fc.constant('expire' as const), at: fc.nat(50) }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          // Each run begins after all that the one before has left.
          round += 100n
          await store.write({ kind: 'expire', beforeSeconds: round, cancelsKept: 10 })
          let held: { sequence: number; hash: Hex; at: bigint; isWithdrawn: boolean }[] = []
          for (const action of steps) {
            if (action.kind === 'place') {
              const at = round + BigInt(action.lives)
              const orders = Array.from({ length: action.count }, () => newOrder(++seed, at))
              const placed = await Promise.all(orders.map((order) => store.place(order)))
              held.push(
                ...placed.map(({ sequence }, i) => ({ sequence, hash: orders[i]!.hash, at, isWithdrawn: false })),
              )
            } else if (action.kind === 'withdraw') {
              const chosen = new Set(held.length === 0 ? [] : action.which.map((which) => which % held.length))
              await store.write({ kind: 'withdraw', sequences: [...chosen].map((index) => held[index]!.sequence) })
              for (const index of chosen) held[index]!.isWithdrawn = true
            } else {
              const beforeSeconds = round + BigInt(action.at)
              await store.write({ kind: 'expire', beforeSeconds, cancelsKept: 10 })
              held = held.filter(({ at }) => at >= beforeSeconds)
            }
          }
          const loaded = await loadAll(store)
          expect(loaded.map(({ sequence, hash, isWithdrawn }) => ({ sequence, hash, isWithdrawn }))).toEqual(
            held.map(({ sequence, hash, isWithdrawn }) => ({ sequence, hash, isWithdrawn })),
          )
        }),
        { numRuns: 15 },
      )
    })
  })
}

/** As they are when the page is gone. */
export function ordersOf(page: StoredPage): readonly StoredOrder[] {
  return Array.from({ length: page.length }, (_, at) => {
    const order = page.order(at)
    return { ...order, bytes: order.bytes.slice() }
  })
}
