import { beforeEach, describe, expect, it } from 'vitest'
import { signAmendment } from '../deals/amendment.ts'
import type { Signer } from '../identity/signer.ts'
import { orderHash, signOrder } from '../orders/eip712.ts'
import type { Order, SignedOrder } from '../orders/order.ts'
import {
  askOf,
  at,
  buyer,
  domain,
  hub,
  master,
  openMarket,
  otherBuyer,
  otherHub,
  START,
  signed,
  signedBid,
} from '../testing/market-fixture.ts'
import { checkConservation } from './conservation.ts'
import type { MarketModel } from './market-model.ts'

let market: MarketModel
beforeEach(() => {
  market = openMarket()
})
const code = (expected: string) => expect.objectContaining({ code: expected })

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
    expect(() => market.removeHub(at(buyer), hub.address)).toThrowError(code('HUB_REMOVE_FORBIDDEN'))
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

describe('a batch', () => {
  const takes = async () => [
    { ask: await signed(), durationSeconds: 0n },
    { ask: await signed(), durationSeconds: 0n },
    { ask: await signed({ nonce: 1n, denomination: 'USD' }), durationSeconds: 0n },
    { ask: await signed({ nonce: 2n }), durationSeconds: 0n },
  ]

  it('opens what can be opened, and tells of each other why not', async () => {
    const items = market.takeBatch(at(buyer), await takes(), 2n)
    expect(items.map((each) => ('deal' in each ? each.deal.id : each.error.code))).toEqual([
      1n,
      'ORDER_TAKEN',
      'PRICE_UNAVAILABLE',
      2n,
    ])
    expect(market.balances(buyer.address).freeWei).toBe(500_000n - 72_000n)
  })

  it('leaves nothing behind where too few are opened', async () => {
    const requests = await takes()
    expect(() => market.takeBatch(at(buyer), requests, 3n)).toThrowError(code('BATCH_INCOMPLETE'))
    expect(market.openDeals()).toEqual([])
    expect(market.isNonceUsed(hub.address, 0n)).toBe(false)
    expect(market.balances(buyer.address).freeWei).toBe(500_000n)
  })

  it('of pairs is sent by either side', async () => {
    const pairs = [
      { ask: await signed(), bid: await signedBid() },
      { ask: await signed({ nonce: 1n }), bid: await signedBid({ nonce: 1n, pricePerSecond: 9n }) },
    ]
    const [first, second] = market.openDealBatch(at(hub), pairs)
    expect(first).toMatchObject({ deal: { id: 1n, buyer: buyer.address } })
    expect(second).toMatchObject({ error: { code: 'ORDERS_MISMATCH' } })
    const kinds = market.events.map(({ kind }) => kind)
    expect(kinds).toEqual(['deposited', 'dealOpened', 'bidFilled'])
  })

  it('an order that is its own opposite’s twin is used up by the first', async () => {
    const pair = [await signed(), await signedBid({}, hub)] as const
    expect(() => market.openDeal(at(hub), ...pair)).toThrowError(code('ORDER_TAKEN'))
    const other = await signedBid({ nonce: 1n }, hub)
    expect(() => market.openDeal(at(hub), pair[0], other)).toThrowError(code('DEAL_WITH_SELF'))
  })
})

describe('a deposit', () => {
  it('without a permit needs an approval, which it uses up', () => {
    const pay = (wei: bigint, permitted: boolean) => market.deposit(at(buyer), wei, buyer.address, permitted)
    expect(() => pay(1n, false)).toThrowError(code('ALLOWANCE_INSUFFICIENT'))
    market.approve(at(buyer), 10n)
    pay(4n, false)
    expect(market.allowanceOf(buyer.address)).toBe(6n)
    expect(() => pay(7n, false)).toThrowError(code('ALLOWANCE_INSUFFICIENT'))
    pay(7n, true)
    expect(market.allowanceOf(buyer.address)).toBe(0n)
    market.approve(at(buyer), 2n ** 256n - 1n)
    pay(7n, false)
    expect(market.allowanceOf(buyer.address)).toBe(2n ** 256n - 1n)
  })

  it('for another is his', () => {
    market.deposit(at(buyer), 5n, master.address)
    expect(market.balances(master.address).freeWei).toBe(5n)
  })
})

it('one bill of a stale state is refused, where a batch passes over it', async () => {
  const deal = market.take(at(buyer), await signed(), 0n)
  expect(market.bill(at(hub, START + 3n), deal)).toBe(30n)
  expect(() => market.bill(at(hub, START + 4n), deal)).toThrowError(code('DEAL_STATE_WRONG'))
  expect(market.billBatch(at(hub, START + 4n), [deal, market.dealOf(1n)!])).toBe(10n)
})

it('a master agrees to an amendment by sending it, whatever his former hub has signed', async () => {
  const deal = market.take(at(buyer), await signed(), 0n)
  market.removeHub(at(master), hub.address)
  const amendment = {
    dealId: 1n,
    sequence: 0,
    pricePerSecond: 9n,
    durationSeconds: 0n,
    expiresAtSeconds: START,
  }
  const supplier = await signAmendment(domain, hub, amendment)
  expect(() => market.amend(at(buyer), amendment, deal, { supplier })).toThrowError(code('AMENDMENT_UNSIGNED'))
  expect(market.amend(at(master), amendment, deal, { supplier })).toBe(0n)
  expect(market.dealOf(1n)?.pricePerSecond).toBe(9n)
})
