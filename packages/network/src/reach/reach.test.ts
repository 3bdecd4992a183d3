import { always, createMetrics, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { expect, test } from 'vitest'
import { pinned } from '../paths/peer.ts'
import { PeerNetwork } from '../peer-network.ts'
import { testSigner } from '../testing/loopback.ts'
import { relayOnLoopback } from '../testing/relay-on-loopback.ts'
import { createReach } from './reach.ts'

const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
const [buyer, hub, refusing, willing] = [1, 2, 3, 4].map(testSigner)

test('a deal of the hub is carried past what is free, and the hub tells how much, though its first relay grants nothing', async () => {
  const limits = { freeBytesPerPair: 200_000, meterIntervalMs: 20 }
  const [first, second] = [
    await relayOnLoopback(refusing!, { limits: { ...limits, grantsPerHub: 0 } }),
    await relayOnLoopback(willing!, { limits }),
  ]
  const network = new PeerNetwork({ ...world, signer: hub!, resolve: pinned([]) })
  const sent = 5_000_000
  network.serve({
    routes: () => {},
    async onTunnel(tunnel) {
      const stream = tunnel.accept()
      stream.on('error', () => {})
      stream.end(Buffer.alloc(sent))
    },
  })
  const listening = await network.listen('127.0.0.1', 0)
  const reach = createReach({
    ...world,
    network,
    signer: hub!,
    listening: () => listening,
    told: [],
    addresses: () => ['127.0.0.1'],
    locators: always([]),
    relays: always([first.endpoint, second.endpoint]),
    mappers: [],
    metrics: createMetrics({ processMetrics: false }),
    deals: async () => [{ dealId: 7n, buyer: buyer!.address }],
  })
  await reach.start()
  const dealAt = (at: number) => reach.relays()[at]!.deals[0]
  await expect
    .poll(() => [dealAt(0)?.reason, dealAt(1)?.reason])
    .toEqual([expect.stringContaining('deals of one hub'), ''])
  const resolve = async () => [second.endpoint]
  const caller = new PeerNetwork({ ...world, signer: buyer!, resolve })
  const tunnel = await caller.openTunnel(hub!.address, { protocol: 'any', payload: new Uint8Array() })
  let received = 0
  for await (const chunk of tunnel) received += chunk.length
  expect(received).toBe(sent)
  await caller.close()
  await reach.stop()
  await network.close()
  for (const relay of [first, second]) await relay.close()
})
