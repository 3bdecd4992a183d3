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

const TAKE_BACK_LIMIT_MS = 3_000

function opened() {
  const clock = new VirtualClock()
  const net = createMemoryNet({ clock, random: seededRandom(1), onUnexpected: () => {} })
  const withdrawn: Hex[] = []
  const told: { readonly level: string; readonly asks: unknown; readonly reason: unknown }[] = []
  const tell = (level: string) => (about: object) =>
    void told.push({ level, asks: undefined, reason: undefined, ...about })
  const link = new MarketplaceLink({
    address: MARKETPLACE,
    network: net.join(hubSigner.address),
    clock,
    random: seededRandom(2),
    logger: { ...silentLogger, info: tell('info'), warn: tell('warn') },
    retryFirstMs: 100,
    retryLongestMs: 1_000,
    onWithdrawn: ({ hash }) => withdrawn.push(hash),
    signCancel: (orderHash) => signCancel(domain, hubSigner, { orderHash, atSeconds: 1n }),
  })
  return { clock, net, link, withdrawn, told }
}

test('asks go in batches; one that is refused or withdrawn keeps none out, and one that failed for now goes again alone', async () => {
  const { clock, net, link, withdrawn } = opened()
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
  const asks = Array.from({ length: 130 }, (_, at) => askAt(at + 1))
  link.want(asks)
  await link.start()
  await clock.advance(5_000)
  // The failure comes in the first batch, so the second follows with what is tried again.
  expect(calls.map((nonces) => nonces.length)).toEqual([100, 31])
  expect(calls[1]).toEqual([5n, ...asks.slice(100).map(({ signed }) => signed.order.nonce)])
  expect(withdrawn).toEqual([askAt(3).hash])
  net.crash(MARKETPLACE)
  await Promise.all([link.stop(), clock.advance(TAKE_BACK_LIMIT_MS)])
})

test('at the end all is taken back that may be there, also what an earlier process has placed', async () => {
  const { clock, net, link, told } = opened()
  const cancelled: string[] = []
  net.join(MARKETPLACE).serve({
    routes: (router) =>
      router.service(MarketplaceService, {
        placeOrders: ({ orders }) => ({
          placed: orders.map(({ order }) => ({ result: { case: 'orderHash' as const, value: order!.nonce } })),
        }),
        cancelOrder({ orderHash, signature }) {
          expect(signature).not.toBe('')
          // One that is not there any more is no failure.
          if (orderHash === askAt(2).hash) throw fail('ORDER_NOT_FOUND', { orderHash })
          cancelled.push(orderHash)
          return {}
        },
      }),
  })
  const expired = askAt(98).hash
  link.remember(askAt(99).hash, 2n ** 40n)
  link.remember(expired, 1n)
  const asks = Array.from({ length: 70 }, (_, at) => askAt(at + 1))
  link.want([...asks, askAt(99)])
  await link.start()
  await clock.advance(100)
  expect(cancelled).toEqual([])
  await Promise.all([link.stop(), clock.advance(100)])
  expect(new Set(cancelled)).toEqual(
    new Set([...asks, askAt(99)].map(({ hash }) => hash).filter((hash) => hash !== askAt(2).hash)),
  )
  expect(told).toMatchObject([{ level: 'info', asks: 71 }])
})

test('a marketplace that does not answer, or is gone, holds up no end: its asks expire, which is told', async () => {
  const { clock, net, link, told } = opened()
  const marketplace = net.join(MARKETPLACE)
  const silent = Promise.withResolvers<never>()
  marketplace.serve({
    routes: (router) =>
      router.service(MarketplaceService, {
        placeOrders: () => ({ placed: [{ result: { case: 'orderHash' as const, value: '1' } }] }),
        cancelOrder: () => silent.promise,
      }),
  })
  link.want([askAt(1)])
  await link.start()
  await clock.advance(100)
  const from = clock.nowMs()
  let tookMs = 0
  const stopped = link.stop().then(() => {
    tookMs = clock.nowMs() - from
  })
  await clock.advance(60_000)
  await stopped
  expect(tookMs).toBe(TAKE_BACK_LIMIT_MS)
  expect(told.splice(0)).toMatchObject([{ level: 'warn', asks: 1, reason: 'it did not answer within 3 s' }])
  net.crash(MARKETPLACE)
  await Promise.all([link.stop(), clock.advance(100)])
  expect(told).toMatchObject([{ level: 'warn', asks: 1, reason: expect.stringContaining('cannot be reached') }])
})
