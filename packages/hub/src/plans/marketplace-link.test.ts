import { seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, fail, type Hex, signCancel } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { createMemoryNet } from '@sonm/network/testing'
import { errorToMessage, MarketplaceService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { hubSigner } from '../testing/hub-books.ts'
import type { SignedAsk } from './ask-signer.ts'
import { MarketplaceLink } from './marketplace-link.ts'

const MARKETPLACE: Address = `0x${'99'.repeat(20)}`
const domain = { chainId: 31_337, market: `0x${'3a'.repeat(20)}` } as const

const askAt = (at: number): SignedAsk => ({
  hash: `0x${at.toString(16).padStart(64, '0')}`,
  signed: {
    order: sampleOrder({ nonce: BigInt(at), expiresAtSeconds: 2n ** 40n }),
    signature: `0x${'11'.repeat(65)}`,
    details: '',
  },
})

test('asks go in batches; one that is refused or withdrawn keeps none out, and one that failed for now goes again alone', async () => {
  const clock = new VirtualClock()
  const net = createMemoryNet({ clock, random: seededRandom(1), onUnexpected: () => {} })
  const calls: bigint[][] = []
  const failures = new Map([
    ['3', [fail('ORDER_WITHDRAWN', { orderHash: `0x${'00'.repeat(32)}` })]],
    ['4', [fail('ORDER_QUOTA', { author: hubSigner.address, limit: 1, side: 'ask' })]],
    ['5', [fail('MARKETPLACE_BUSY', { reason: 'so it is' })]],
  ])
  net.join(MARKETPLACE).serve({
    routes: (router) =>
      router.service(MarketplaceService, {
        placeOrders({ orders }) {
          calls.push(orders.map(({ order }) => BigInt(order!.nonce)))
          const resultOf = (nonce: string) => {
            const error = failures.get(nonce)?.shift()
            return error
              ? { case: 'error' as const, value: errorToMessage(error) }
              : { case: 'orderHash' as const, value: nonce }
          }
          return { placed: orders.map(({ order }) => ({ result: resultOf(order!.nonce) })) }
        },
      }),
  })
  const withdrawn: Hex[] = []
  const link = new MarketplaceLink({
    address: MARKETPLACE,
    network: net.join(hubSigner.address),
    clock,
    random: seededRandom(2),
    logger: silentLogger,
    retryFirstMs: 100,
    retryLongestMs: 1_000,
    onWithdrawn: ({ hash }) => withdrawn.push(hash),
    signCancel: (orderHash) => signCancel(domain, hubSigner, { orderHash, atSeconds: 1n }),
  })
  const asks = Array.from({ length: 130 }, (_, at) => askAt(at + 1))
  link.want(asks)
  await link.start()
  await clock.advance(5_000)
  // The failure comes in the first batch, so the second follows with what is tried again.
  expect(calls.map((nonces) => nonces.length)).toEqual([100, 31])
  expect(calls[1]).toEqual([5n, ...asks.slice(100).map(({ signed }) => signed.order.nonce)])
  expect(withdrawn).toEqual([askAt(3).hash])
  await link.stop()
})
