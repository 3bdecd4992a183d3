import type { DescService } from '@bufbuild/protobuf'
import { type Client, createClient } from '@connectrpc/connect'
import { type Clock, isCoded, VirtualClock } from '@sonm/common'
import { type Address, MAX_ATTESTED_ORDERS, type Signer, signCancel } from '@sonm/model'
import { ReadCredit } from '@sonm/network'
import { FederationService, MarketDataService, MarketplaceService, MatchingService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import { ask, DOMAIN, MARKETPLACE, signer, startWorld } from '../testing/world.ts'
import { QUESTIONS_SPENT } from './question-costs.ts'

const [hub, attacker, honest] = [signer(1), signer(2), signer(3)] as const
const HASH = `0x${'11'.repeat(32)}` as const
const busy = expect.objectContaining({ code: 'MARKETPLACE_BUSY' })

type Calls = <Service extends DescService>(service: Service) => Client<Service>

function ignoreMissing(error: unknown): void {
  if (!isCoded(error) || error.code !== 'ORDER_NOT_FOUND') throw error
}

test('the time that questions take is counted by key and by host, whatever keys the host makes, and comes back', () => {
  const clock = new VirtualClock()
  const credit = new ReadCredit({ clock, limits: marketplaceLimits, spent: QUESTIONS_SPENT })
  const key = (byte: number): Address => `0x${byte.toString(16).padStart(40, '0')}`
  const { readBurstMsPerKey, readBurstMsPerHost } = marketplaceLimits
  credit.charge({ caller: key(1), host: 'a' }, readBurstMsPerKey)
  expect(credit.isSpent({ caller: key(1), host: 'b' })).toBe(true)
  expect(credit.isSpent({ caller: key(2), host: 'a' })).toBe(false)
  for (let byte = 2; byte < 50; byte++) credit.charge({ caller: key(byte), host: 'a' }, readBurstMsPerHost / 48)
  expect(credit.isSpent({ caller: key(99), host: 'a' })).toBe(true)
  expect(credit.isSpent({ caller: key(99), host: 'b' })).toBe(false)
})

test.each(['Key', 'Host'] as const)('what a second gives back to a %s has an end', async (of) => {
  const clock = new VirtualClock()
  const limits = {
    ...marketplaceLimits,
    readBurstMsPerKey: of === 'Key' ? 100 : 1e9,
    readBurstMsPerHost: of === 'Host' ? 100 : 1e9,
    readMsPerSecondPerKey: 50,
    readMsPerSecondPerHost: 50,
  }
  const credit = new ReadCredit({ clock, limits, spent: QUESTIONS_SPENT })
  const asks = { caller: attacker.address, host: 'a' }
  credit.charge(asks, 100)
  await clock.advance(19)
  expect(credit.isSpent(asks)).toBe(true)
  await clock.advance(1)
  expect(credit.isSpent(asks)).toBe(false)
})

test('a question is charged what it takes of the thread', () => {
  let nowMs = 0
  const clock: Clock = { ...new VirtualClock(), monotonicMs: () => nowMs } as Clock
  const credit = new ReadCredit({ clock, limits: marketplaceLimits, spent: QUESTIONS_SPENT })
  const asks = { caller: attacker.address, host: 'a' }
  const slow = () => {
    nowMs += marketplaceLimits.readBurstMsPerKey * 2
    throw new Error('it fails')
  }
  expect(() => credit.measure(asks, slow)).toThrow('it fails')
  expect(credit.isSpent(asks)).toBe(true)
})

test.each([
  ['Search', (call: Calls) => call(MarketplaceService).search({})],
  [
    'signed CancelOrder',
    async (call: Calls, key: Signer) => {
      const { orderHash, atSeconds, signature } = await signCancel(DOMAIN, key, { orderHash: HASH, atSeconds: 1n })
      return call(MarketplaceService).cancelOrder({ orderHash, atSeconds, signature }).catch(ignoreMissing)
    },
  ],
  [
    'Match',
    (call: Calls) =>
      call(MatchingService)
        .match({ order: { orderHash: HASH } })
        .catch(ignoreMissing),
  ],
  ['Explain', (call: Calls) => call(MatchingService).explain({ query: 'ram>=1GiB' })],
  [
    'AttestOrders',
    (call: Calls) =>
      call(FederationService).attestOrders({ orderHashes: Array.from({ length: MAX_ATTESTED_ORDERS }, () => HASH) }),
  ],
  ['GetPrices', (call: Calls) => call(MarketDataService).getPrices({})],
  [
    'WatchBook',
    async (call: Calls) => {
      for await (const _ of call(MatchingService).watchBook({})) return
    },
  ],
])(
  'a flood of %s is refused once it has had its share, others are answered, and later it is heard again',
  async (_, flood) => {
    const limits = { readBurstMsPerHost: 6, readMsPerSecondPerHost: 1 }
    const { clock, net, run, unexpected, stop } = await startWorld({ limits })
    const callsOf = (who: Signer, host: string): Calls => {
      const peer = net.join(who.address, host)
      return (service) => createClient(service, peer.rpc(MARKETPLACE.address))
    }
    const refusal = async () => {
      // Each call by another key of the same host.
      for (let at = 0; at < 100; at++) {
        const key = signer(100 + at)
        const call = Promise.resolve(flood(callsOf(key, '192.0.2.1'), key))
        const refused = await call.then(
          () => undefined,
          (error: unknown) => error,
        )
        if (refused) return refused
      }
    }
    expect(await run(refusal())).toEqual(busy)
    await run(Promise.resolve(flood(callsOf(honest, '192.0.2.2'), honest)))
    await clock.advance(6_000)
    await run(Promise.resolve(flood(callsOf(attacker, '192.0.2.1'), attacker)))
    expect(unexpected).toEqual([])
    await stop()
  },
)

test('a live book of whom no question is answered any more tells changes later, and tells them', async () => {
  const limits = { readBurstMsPerKey: 6, readMsPerSecondPerKey: 0 }
  const { clock, net, run, marketplace, stop } = await startWorld({ limits })
  const transport = net.join(attacker.address).rpc(MARKETPLACE.address)
  const end = new AbortController()
  const told: number[] = []
  const watching = (async () => {
    const updates = createClient(MatchingService, transport).watchBook({}, { signal: end.signal })
    for await (const { entered } of updates) told.push(entered.length)
  })().catch(() => {})
  await clock.advance(1_000)
  const flood = async () => {
    for (let at = 0; at < 100; at++) await createClient(MarketplaceService, transport).search({})
  }
  await expect(run(flood())).rejects.toEqual(busy)
  for (let at = 0; at < 2; at++) {
    await run(marketplace.place(await ask(hub, clock)))
    await clock.advance(marketplaceLimits.bookPauseMs * 4)
  }
  // The second waits.
  expect(told).toEqual([0, 1])
  await clock.advance(marketplaceLimits.spentPauseMs)
  expect(told).toEqual([0, 1, 1])
  end.abort(new Error('the test is over'))
  await watching
  await stop()
})

test('an order is taken from whom no question is answered any more', async () => {
  const { clock, client, run, marketplace, stop } = await startWorld({
    limits: { readBurstMsPerKey: 1, readMsPerSecondPerKey: 0 },
  })
  const flood = async () => {
    const own = client(hub.address)
    for (let at = 0; at < 20; at++) await own.search({})
  }
  await expect(run(flood())).rejects.toEqual(busy)
  await run(marketplace.place(await ask(hub, clock), { caller: hub.address, host: 'a' }))
  await stop()
})
