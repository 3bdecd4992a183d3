import { expect, test, vi } from 'vitest'
import { testAsk } from '../testing/market.ts'
import { createWorld, hub, startNode } from '../testing/world.ts'

test('a search reads the details of each offer once', async () => {
  const world = createWorld()
  const prices = Array.from({ length: 20 }, (_, at) => 1000n + BigInt(at))
  world.offer(
    await Promise.all(prices.map((pricePerSecond) => testAsk(world.domain, hub, world.clock, { pricePerSecond }))),
  )
  const { market, node } = await startNode(world)
  const parsed = vi.spyOn(JSON, 'parse')
  const { offers } = await market.search({ explain: true, limit: 20 })
  const documents = parsed.mock.calls.filter(([text]) => text.includes('architecture'))
  parsed.mockRestore()
  expect([offers.length, documents.length]).toEqual([20, 20])
  await node.stop()
})
