import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Address, keccak256, ZERO_ADDRESS, ZERO_BYTES32 } from '../identity/address.ts'
import { type Signer, signerFromPrivateKey } from '../identity/signer.ts'
import { orderHash, signOrder } from '../orders/eip712.ts'
import type { Order, SignedOrder } from '../orders/order.ts'
import { NO_BENCHMARKS } from '../resources/benchmarks.ts'
import { checkConservation } from './conservation.ts'
import { MarketModel } from './market-model.ts'

const domain = { chainId: 31337, market: `0x${'4d'.repeat(20)}` } as const
const key = (name: string): Signer => signerFromPrivateKey(keccak256(new TextEncoder().encode(name)))
const [hub, otherHub, master, buyer, otherBuyer] = ['hub', 'hub2', 'master', 'buyer', 'buyer2'].map(key) as [
  Signer,
  Signer,
  Signer,
  Signer,
  Signer,
]
const START = 1_000_000n
const at = (sender: Signer | Address, nowSeconds = START) => ({
  sender: typeof sender === 'string' ? sender : sender.address,
  nowSeconds,
})

const askOf = (changes: Partial<Order> = {}): Order => ({
  side: 'ask',
  author: hub.address,
  counterparty: ZERO_ADDRESS,
  matcher: ZERO_ADDRESS,
  nonce: 0n,
  epoch: 0n,
  expiresAtSeconds: START + 600n,
  durationSeconds: 0n,
  pricePerSecond: 10n,
  denomination: 'SNM',
  snmPerUsdCap: 0n,
  identityLevel: 1,
  netFlags: 0,
  bond: 0n,
  tag: ZERO_BYTES32,
  detailsHash: ZERO_BYTES32,
  benchmarks: NO_BENCHMARKS,
  ...changes,
})
const signed = (changes: Partial<Order> = {}, by = hub): Promise<SignedOrder> =>
  signOrder(domain, by, askOf(changes), '')

let market: MarketModel
beforeEach(() => {
  market = new MarketModel(domain)
  market.mint(buyer.address, 1_000_000n)
  market.deposit(at(buyer), 500_000n)
  market.announceMaster(at(hub), master.address)
  market.confirmHub(at(master), hub.address)
})

describe('the life of a deal', () => {
  it('locks, pays by the second, and returns the rest', async () => {
    const ask = await signed()
    const deal = market.take(at(buyer), ask, 0n)
    expect(deal).toMatchObject({
      id: 1n,
      master: master.address,
      lockedWei: 36_000n,
      askHash: orderHash(domain, ask.order),
    })
    expect(market.balances(buyer.address)).toEqual({ snmWei: 500_000n, freeWei: 464_000n })
    expect(market.billBatch(at(otherBuyer, START + 100n), [deal])).toBe(1000n)
    const billed = market.dealOf(1n)!
    expect(billed).toMatchObject({ lockedWei: 36_000n, billedUntilSeconds: START + 100n })
    expect(market.close(at(buyer, START + 150n), billed)).toEqual({ paidWei: 500n, returnedWei: 35_500n, bondWei: 0n })
    expect(market.balances(master.address).freeWei).toBe(1500n)
    expect(market.balances(buyer.address).freeWei).toBe(498_500n)
    expect(market.openDeals()).toEqual([])
    expect(market.events.map(({ kind }) => kind)).toEqual(['deposited', 'dealOpened', 'dealBilled', 'dealClosed'])
    expect(checkConservation(market)).toEqual([])
  })

  it('of a stale state changes nothing', async () => {
    const deal = market.take(at(buyer), await signed(), 0n)
    market.billBatch(at(hub, START + 10n), [deal])
    expect(market.billBatch(at(hub, START + 20n), [deal])).toBe(0n)
    expect(() => market.close(at(buyer, START + 20n), deal)).toThrowError(code('DEAL_STATE_WRONG'))
    expect(() => market.close(at(buyer), { ...market.dealOf(1n)!, master: buyer.address })).toThrowError(
      code('DEAL_STATE_WRONG'),
    )
  })

  it('pays the master of its opening, also when the hub was removed since', async () => {
    const deal = market.take(at(buyer), await signed(), 0n)
    market.removeHub(at(hub), hub.address)
    expect(market.billBatch(at(hub, START + 10n), [deal])).toBe(100n)
    expect(market.balances(master.address).freeWei).toBe(100n)
    const second = await signed({ nonce: 1n })
    expect(() => market.take(at(buyer), second, 0n)).toThrowError(code('HUB_UNCONFIRMED'))
  })
})

const code = (expected: string) => expect.objectContaining({ code: expected })

describe('an ask is refused', () => {
  const cases: [string, string, Partial<Order>, { sender?: Signer; now?: bigint; duration?: bigint; by?: Signer }][] = [
    ['that is a bid', 'ORDER_INVALID', { side: 'bid' }, {}],
    ['in USD without a price feed', 'PRICE_UNAVAILABLE', { denomination: 'USD' }, {}],
    ['that asks for an identity', 'IDENTITY_TOO_LOW', { identityLevel: 2 }, {}],
    ['a second after its expiry', 'ORDER_EXPIRED', {}, { now: START + 601n }],
    ['for another', 'ORDER_NOT_FOR_CALLER', { counterparty: otherBuyer.address }, {}],
    ['for longer than it offers', 'DURATION_EXCEEDED', { durationSeconds: 10n }, { duration: 11n }],
    ['of another epoch', 'ORDER_EPOCH_WRONG', { epoch: 1n }, {}],
    ['of a hub without a master', 'HUB_UNCONFIRMED', { author: otherHub.address }, { by: otherHub }],
    ['from the hub itself', 'DEAL_WITH_SELF', {}, { sender: hub }],
    ['from its master', 'DEAL_WITH_SELF', {}, { sender: master }],
    ['without the money', 'BALANCE_INSUFFICIENT', { pricePerSecond: 139n }, {}],
  ]
  it.each(cases)('%s: %s', async (_, expected, changes, { sender = buyer, now = START, duration = 0n, by = hub }) => {
    const ask = await signed(changes, by)
    const before = market.balances(buyer.address)
    expect(() => market.take(at(sender, now), ask, duration)).toThrowError(code(expected))
    expect(market.balances(buyer.address)).toEqual(before)
    expect(market.isNonceUsed(ask.order.author, ask.order.nonce)).toBe(false)
    expect(market.events.at(-1)?.kind).toBe('deposited')
  })

  it('a second time', async () => {
    const ask = await signed()
    market.take(at(buyer), ask, 0n)
    expect(() => market.take(at(buyer), ask, 0n)).toThrowError(code('ORDER_TAKEN'))
  })

  it('after cancel and cancelAll', async () => {
    const ask = await signed()
    market.cancel(at(hub), [0n, 0n])
    expect(() => market.take(at(buyer), ask, 0n)).toThrowError(code('ORDER_TAKEN'))
    const next = await signed({ nonce: 1n })
    market.cancelAll(at(hub))
    expect(() => market.take(at(buyer), next, 0n)).toThrowError(code('ORDER_EPOCH_WRONG'))
    expect(market.events.slice(1)).toEqual([
      { kind: 'nonceCancelled', account: hub.address, nonce: 0n },
      { kind: 'epochAdvanced', account: hub.address, epoch: 1n },
    ])
  })

  it('with a signature of another key, market, or order, or of no shape', async () => {
    const ask = await signed()
    const foreign = await signOrder({ ...domain, chainId: 1 }, hub, askOf(), '')
    const wrong: SignedOrder[] = [
      { ...ask, signature: foreign.signature },
      { ...ask, order: { ...ask.order, pricePerSecond: 9n } },
      { ...ask, order: { ...ask.order, author: otherHub.address } },
      { ...ask, signature: '0x' },
      { ...ask, signature: `0x${'00'.repeat(65)}` },
    ]
    for (const each of wrong) expect(() => market.take(at(buyer), each, 0n)).toThrowError(code('SIGNATURE_INVALID'))
  })
})

describe('hubs and masters', () => {
  it('link by both, never in chains', () => {
    const third = otherBuyer
    expect(() => market.announceMaster(at(hub), otherBuyer.address)).toThrowError(code('HUB_CONFIRMED'))
    expect(() => market.announceMaster(at(otherHub), otherHub.address)).toThrowError(code('INPUT_INVALID'))
    expect(() => market.confirmHub(at(master), otherHub.address)).toThrowError(code('HUB_NOT_ANNOUNCED'))
    expect(() => market.confirmHub(at(master), hub.address)).toThrowError(code('HUB_CONFIRMED'))
    market.announceMaster(at(third), hub.address)
    expect(() => market.confirmHub(at(hub), third.address)).toThrowError(code('MASTER_CHAIN'))
    market.announceMaster(at(master), third.address)
    expect(() => market.confirmHub(at(third), master.address)).toThrowError(code('MASTER_CHAIN'))
    expect(() => market.removeHub(at(buyer), hub.address)).toThrowError(code('TRANSACTION_REVERTED'))
    market.removeHub(at(master), hub.address)
    expect(market.masterOf(hub.address)).toBeUndefined()
  })
})

it('a copy goes its own way', async () => {
  const deal = market.take(at(buyer), await signed(), 0n)
  const copy = market.clone()
  market.close(at(buyer, START + 5n), deal)
  expect(copy.dealOf(1n)).toEqual(deal)
  expect(copy.close(at(buyer, START + 7n), deal).paidWei).toBe(70n)
  expect([...checkConservation(market), ...checkConservation(copy)]).toEqual([])
})

describe('any sequence of calls', () => {
  const people = [hub, otherHub, master, buyer, otherBuyer]
  const who = fc.nat(people.length - 1).map((at) => people[at]!)
  const wei = fc.bigInt({ min: 0n, max: 300_000n })
  type Call = (model: MarketModel, asks: readonly SignedOrder[], now: bigint) => void
  const call: fc.Arbitrary<Call> = fc.oneof(
    fc.tuple(who, wei).map(
      ([from, amount]): Call =>
        (model, _, now) =>
          model.deposit(at(from, now), amount),
    ),
    fc.tuple(who, wei).map(
      ([from, amount]): Call =>
        (model, _, now) =>
          model.withdraw(at(from, now), amount),
    ),
    fc.tuple(who, who, wei).map(
      ([from, to, amount]): Call =>
        (model, _, now) =>
          model.transfer(at(from, now), to.address, amount),
    ),
    fc.tuple(who, wei).map(
      ([from, amount]): Call =>
        (model, _, now) =>
          model.transfer(at(from, now), domain.market, amount),
    ),
    fc.tuple(who, fc.nat(), fc.bigInt({ min: 0n, max: 100_000n })).map(
      ([from, ask, duration]): Call =>
        (model, asks, now) => {
          model.take(at(from, now), asks[ask % asks.length]!, duration)
        },
    ),
    fc.tuple(who, fc.nat()).map(
      ([from, ask]): Call =>
        (model, asks, now) => {
          model.take(at(from, now), asks[ask % asks.length]!, 0n)
        },
    ),
    who.map(
      (from): Call =>
        (model, _, now) =>
          void model.billBatch(at(from, now), model.openDeals()),
    ),
    fc.tuple(who, fc.nat()).map(
      ([from, which]): Call =>
        (model, _, now) => {
          const open = model.openDeals()
          if (open.length > 0) model.close(at(from, now), open[which % open.length]!)
        },
    ),
    fc.tuple(who, fc.bigInt({ min: 0n, max: 9n })).map(
      ([from, nonce]): Call =>
        (model) =>
          model.cancel(at(from), [nonce]),
    ),
    fc.tuple(who, who).map(
      ([from, to]): Call =>
        (model) =>
          model.removeHub(at(from), to.address),
    ),
    fc.tuple(who, who).map(
      ([from, to]): Call =>
        (model) =>
          model.announceMaster(at(from), to.address),
    ),
    fc.tuple(who, who).map(
      ([from, to]): Call =>
        (model) =>
          model.confirmHub(at(from), to.address),
    ),
  )

  const visible = (model: MarketModel) => ({
    ...model.totals(),
    deals: model.openDeals(),
    events: model.events.length,
    accounts: people.map(({ address }) => [
      model.balances(address),
      model.masterOf(address),
      model.epochOf(address),
      Array.from({ length: 10 }, (_, nonce) => model.isNonceUsed(address, BigInt(nonce))),
    ]),
  })

  it('keeps every SNM, and fails with coded errors alone', async () => {
    const asks = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        signed({
          nonce: BigInt(at),
          pricePerSecond: BigInt(at * 3),
          durationSeconds: BigInt(at * 20_000),
          expiresAtSeconds: START + 10n ** 6n,
        }),
      ),
    )
    const waits = fc.bigInt({ min: 0n, max: 20_000n })
    fc.assert(
      fc.property(fc.array(fc.tuple(call, waits), { minLength: 20, maxLength: 40, size: 'max' }), (script) => {
        const model = new MarketModel(domain)
        for (const { address } of people) model.mint(address, 400_000n)
        for (const each of [buyer, otherBuyer]) model.deposit(at(each), 100_000n)
        model.announceMaster(at(hub), master.address)
        model.confirmHub(at(master), hub.address)
        let now = START
        for (const [run, wait] of script) {
          now += wait
          const before = visible(model)
          try {
            run(model, asks, now)
          } catch (error) {
            if (!isCoded(error)) throw error
            expect(visible(model)).toEqual(before)
          }
        }
        expect(checkConservation(model)).toEqual([])
        expect(model.totals().mintedWei).toBe(2_000_000n)
      }),
      { numRuns: 300 },
    )
  })
})
