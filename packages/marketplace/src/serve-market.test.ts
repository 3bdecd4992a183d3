import { createClient } from '@connectrpc/connect'
import { silentLogger } from '@sonm/common'
import type { Hex } from '@sonm/model'
import { MarketplaceService, MatchingService } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { cancelOf, MARKETPLACE, signer, startWorld } from './testing/world.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

test("a caller's mistakes are counted by their code, and are nothing that the operator is warned of", async () => {
  const told: string[] = []
  const tell = (level: string) => () => void told.push(level)
  const logger = { ...silentLogger, debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') }
  const world = await startWorld({ logger })
  stops.push(world.stop)
  const transport = world.net.join(signer(5).address).rpc(MARKETPLACE.address)
  const [orders, matching] = [createClient(MarketplaceService, transport), createClient(MatchingService, transport)]
  const unknown: Hex = `0x${'ab'.repeat(32)}`
  await expect(world.run(orders.search({ query: 'nonsense>>' }))).rejects.toMatchObject({ code: 'QUERY_INVALID' })
  await expect(world.run(orders.getOrder({ orderHash: unknown }))).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  const cancelled = orders.cancelOrder(await cancelOf(signer(5), unknown, world.clock))
  await expect(world.run(cancelled)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  const watched = (async () => {
    for await (const _ of matching.watchMatches({ order: { orderHash: unknown } })) throw new Error('there are none')
  })()
  await expect(world.run(watched)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  const text = await world.metrics.text()
  expect(text).toContain('sonm_marketplace_calls_refused_total{code="QUERY_INVALID"} 1')
  expect(text).toContain('sonm_marketplace_calls_refused_total{code="ORDER_NOT_FOUND"} 3')
  expect(new Set(told.filter((level) => level !== 'info'))).toEqual(new Set(['debug']))
})
