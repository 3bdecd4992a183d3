import { create, type DescService } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { nowSeconds, seededRandom, sleep, VirtualClock } from '@sonm/common'
import { orderHash } from '@sonm/model'
import { createMemoryNet, junkMessage, throwJunk } from '@sonm/network/testing'
import {
  FederationService,
  FollowItemSchema,
  FollowUpdateSchema,
  MarketDataService,
  MarketplaceService,
  MatchingService,
  StartReceiptService,
  signedOrderToMessage,
} from '@sonm/protocol'
import { expect, test } from 'vitest'
import { ask, DOMAIN, FakeChain, MARKETPLACE, signer, startWorld } from './testing/world.ts'

const hub = signer(1)
const NO_END = { readBurstMsPerKey: 1e9, readBurstMsPerHost: 1e9, worthlessBurst: 1e9, watchesPerKey: 1_000 }

test.each([
  ['MarketplaceService', MarketplaceService],
  ['MatchingService', MatchingService],
  ['FederationService', FederationService],
  ['MarketDataService', MarketDataService],
  ['StartReceiptService', StartReceiptService],
] as const)('no junk makes %s throw anything uncoded, and the marketplace goes on', async (_, service) => {
  const { clock, net, run, marketplace, unexpected, stop } = await startWorld({ limits: NO_END })
  const signed = await ask(hub, clock)
  const hash = await run(marketplace.place(signed))
  const client = createClient<DescService>(service, net.join(signer(5).address).rpc(MARKETPLACE.address))
  const texts = [hash, hub.address, MARKETPLACE.address, signed.signature]
  expect(await throwJunk({ service, client, random: seededRandom(7), cases: 300, texts, run })).toEqual([])
  expect(unexpected).toEqual([])
  expect(marketplace.hashes()).toContain(hash)
  await stop()
})

test('whatever a followed marketplace tells, its good orders come in, and no bad one does', async () => {
  const [clock, random, unexpected] = [new VirtualClock(), seededRandom(8), [] as unknown[]]
  const onUnexpected = (error: unknown) => unexpected.push(error)
  const net = createMemoryNet({ clock, random: seededRandom(1), onUnexpected })
  const evil = signer(12)
  const good = await ask(hub, clock, { expiresAtSeconds: BigInt(nowSeconds(clock)) + 3_000n })
  net.join(evil.address).serve({
    routes: (router) =>
      router.service(FederationService, {
        async *follow(_request, context) {
          for (let at = 0; at < 200; at++) yield junkMessage(FollowUpdateSchema, random, [hub.address]) as never
          const items = [create(FollowItemSchema, { item: { case: 'placed', value: signedOrderToMessage(good) } })]
          yield create(FollowUpdateSchema, { logId: 'its log', reset: true, items })
          await sleep(clock, 60_000, context.signal)
        },
      }),
  })
  const limits = { ...NO_END, followedOrdersPerSecond: 1_000_000 }
  const { marketplace, stop } = await startWorld({ clock, net, chain: new FakeChain(), peers: [evil.address], limits })
  await clock.advance(20_000)
  expect(marketplace.hashes()).toEqual([orderHash(DOMAIN, good.order)])
  expect(unexpected).toEqual([])
  await stop()
})
