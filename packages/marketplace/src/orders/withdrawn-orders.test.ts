import { nowSeconds } from '@sonm/common'
import { signCancel } from '@sonm/model'
import { expect, test } from 'vitest'
import { testStores } from '../testing/test-stores.ts'
import { ask, DOMAIN, signer, startWorld } from '../testing/world.ts'

const [hub, other] = [signer(1), signer(2)] as const
const quota = expect.objectContaining({ code: 'WITHDRAWN_QUOTA' })

test('withdrawnPerAuthor: who places and cancels without end has an end, and nobody else, until those orders expire', async () => {
  const clock = testStores().createClock()
  const on = await testStores().open(clock)
  const limits = { withdrawnPerAuthor: 3 }
  const { client, marketplace, run, stop } = await startWorld({ clock, on, limits })
  const seconds = (count: number) => ({ expiresAtSeconds: BigInt(nowSeconds(clock) + count) })
  const cancelled = async (of: typeof hub, count: number) => {
    const api = client(of.address)
    for (let at = 0; at < count; at++) {
      const orderHash = await run(marketplace.place(await ask(of, clock, seconds(100))))
      const cancel = await signCancel(DOMAIN, of, { orderHash, atSeconds: BigInt(nowSeconds(clock)) })
      await run(api.cancelOrder(cancel))
      // Again is the same.
      await run(api.cancelOrder(cancel))
    }
  }
  await cancelled(hub, 3)
  await expect(run(marketplace.place(await ask(hub, clock)))).rejects.toEqual(quota)
  await cancelled(other, 2)
  await stop()
  // It is told from the disk, too.
  const again = await startWorld({ clock, on, limits })
  await expect(again.run(again.marketplace.place(await ask(hub, clock)))).rejects.toEqual(quota)
  await again.run(again.marketplace.place(await ask(other, clock)))
  await clock.advance(120_000)
  await again.run(again.marketplace.place(await ask(hub, clock)))
  await again.stop()
})
