import { detailsHash, type Order, orderHash, toHex, writeDetails } from '@sonm/model'
import { signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { requestOf } from '../testing/packed.ts'
import { testStores } from '../testing/test-stores.ts'
import { ask, DETAILS, DOMAIN, signer, startWorld } from '../testing/world.ts'

const hub = signer(1)

test('asks that came as bytes are found as they were signed, and are after a restart', async () => {
  const place = await testStores().createPlace()
  const clock = testStores().createClock()
  const on = await place.open(clock)
  const fields: readonly Partial<Order>[] = [
    {},
    {},
    { denomination: 'USD', snmPerUsdCap: 2n ** 96n - 1n, pricePerSecond: 2n ** 96n - 1n },
    { bond: 7n, nonce: 2n ** 256n - 1n },
    { tag: toHex(new Uint8Array(32).fill(9)) },
    { matcher: signer(4).address, netFlags: 7, identityLevel: 4, nonce: 10n ** 77n - 1n },
    { benchmarks: Array.from({ length: 16 }, (_, lane) => 2n ** BigInt(lane * 4 + 2) + 1n) },
  ]
  const details = writeDetails({ ...DETAILS, ports: 3 })
  const asks = await Promise.all(
    fields.map((some) => ask(hub, clock, { detailsHash: detailsHash(details), ...some }, details)),
  )
  const listed = async ({ client, run }: Awaited<ReturnType<typeof startWorld>>) => {
    const { orders } = await run(client(signer(5).address).listOrders({ author: hub.address }))
    return new Map(orders.map(({ orderHash: hash, order }) => [hash, order]))
  }
  const signed = new Map(asks.map((one) => [orderHash(DOMAIN, one.order), signedOrderToMessage(one)]))
  const first = await startWorld({ clock, on })
  const placed = await first.run(first.marketplace.placeRequest(requestOf(asks), { host: 'h' }))
  expect(placed.map(({ result }) => result.value)).toEqual([...signed.keys()])
  expect(await listed(first)).toEqual(signed)
  await first.stop()
  await on.store.destroy()
  const again = await place.open(clock)
  const second = await startWorld({ clock, on: again })
  expect(await listed(second)).toEqual(signed)
  await second.stop()
  await again.store.destroy()
  await place.remove()
})
