import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Deal } from '../deals/deal.ts'
import type { Signer } from '../identity/signer.ts'
import type { SignedOrder } from '../orders/order.ts'
import {
  at,
  buyer,
  domain,
  hub,
  master,
  otherBuyer,
  otherHub,
  START,
  signed,
  signedBid,
} from '../testing/market-fixture.ts'
import { checkConservation } from './conservation.ts'
import type { TransactionContext } from './deals-model.ts'
import { MarketModel } from './market-model.ts'

const USD = 10n ** 18n
const NONCES = 12n
const people = [hub, otherHub, master, buyer, otherBuyer]
const who = fc.constantFrom(...people)
const buyers = fc.constantFrom(buyer, buyer, otherBuyer)
const wei = fc.bigInt({ min: 0n, max: 300_000n })

interface Stage {
  readonly model: MarketModel
  readonly asks: readonly SignedOrder[]
  readonly bids: readonly SignedOrder[]
  readonly by: TransactionContext
}
type Call = (stage: Stage) => unknown

const pick = <Item>(items: readonly Item[], at: number): Item => items[at % items.length]!
/** Does nothing where no deal is open. */
const onDeal =
  (which: number, run: (stage: Stage, deal: Deal) => unknown): Call =>
  (stage) => {
    const open = stage.model.openDeals()
    return open.length > 0 && run(stage, pick(open, which))
  }

/** Each kind of call, and who makes it. */
const calls: readonly fc.Arbitrary<readonly [Signer, Call]>[] = [
  fc.tuple(
    who,
    wei.map(
      (sum): Call =>
        ({ model, by }) =>
          model.deposit(by, sum),
    ),
  ),
  fc.tuple(
    who,
    fc.tuple(wei, who).map(
      ([sum, to]): Call =>
        ({ model, by }) =>
          model.deposit(by, sum, to.address),
    ),
  ),
  fc.tuple(
    who,
    wei.map(
      (sum): Call =>
        ({ model, by }) =>
          model.withdraw(by, sum),
    ),
  ),
  fc.tuple(
    who,
    fc.tuple(who, wei).map(
      ([to, sum]): Call =>
        ({ model, by }) =>
          model.transfer(by, to.address, sum),
    ),
  ),
  fc.tuple(
    who,
    wei.map(
      (sum): Call =>
        ({ model, by }) =>
          model.transfer(by, domain.market, sum),
    ),
  ),
  fc.tuple(
    buyers,
    fc.tuple(fc.nat(), fc.boolean()).map(
      ([which, spot]): Call =>
        ({ model, by, asks }) => {
          const ask = pick(asks, which)
          return model.take(by, ask, spot ? 0n : ask.order.durationSeconds, 2n * USD)
        },
    ),
  ),
  fc.tuple(
    buyers,
    fc.tuple(fc.nat(), fc.nat(), fc.bigInt({ min: 0n, max: 3n })).map(
      ([first, second, atLeast]): Call =>
        ({ model, by, asks }) => {
          const requests = [first, second].map((ask) => ({
            ask: pick(asks, ask),
            durationSeconds: 0n,
            snmPerUsdCap: USD,
          }))
          return model.takeBatch(by, requests, atLeast)
        },
    ),
  ),
  fc.tuple(
    who,
    fc.tuple(fc.nat(), fc.nat()).map(
      ([ask, bid]): Call =>
        ({ model, by, asks, bids }) =>
          model.openDeal(by, pick(asks, ask), pick(bids, bid)),
    ),
  ),
  fc.tuple(
    who,
    fc.tuple(fc.nat(), fc.nat(), fc.bigInt({ min: 0n, max: 2n })).map(
      ([ask, bid, atLeast]): Call =>
        ({ model, by, asks, bids }) =>
          model.openDealBatch(by, [{ ask: pick(asks, ask), bid: pick(bids, bid) }], atLeast),
    ),
  ),
  fc.tuple(
    who,
    fc.constant<Call>(({ model, by }) => model.billBatch(by, model.openDeals())),
  ),
  fc.tuple(
    who,
    fc.nat().map((which) => onDeal(which, ({ model, by }, deal) => model.bill(by, deal))),
  ),
  fc.tuple(
    who,
    fc.nat().map((which) => onDeal(which, ({ model, by }, deal) => model.close(by, deal))),
  ),
  // By its bond a master alone leaves a deal.
  fc.tuple(
    fc.constant(master),
    fc.nat().map((which) => onDeal(which, ({ model, by }, deal) => model.close(by, deal))),
  ),
  fc.tuple(
    who,
    fc.constant<Call>(({ model, by }) => model.closeBatch(by, model.openDeals())),
  ),
  fc.tuple(
    who,
    fc
      .tuple(fc.nat(), fc.bigInt({ min: 0n, max: 20n }), fc.constantFrom(0n, 0n, 1000n, -500n))
      .map(([which, pricePerSecond, longerBy]) =>
        onDeal(which, ({ model, by }, deal) => {
          const durationSeconds = deal.durationSeconds + longerBy
          const terms = { dealId: deal.id, sequence: deal.amendments, pricePerSecond, durationSeconds }
          return model.amend(by, { ...terms, expiresAtSeconds: by.nowSeconds }, deal)
        }),
      ),
  ),
  fc.tuple(
    who,
    fc.bigInt({ min: 0n, max: NONCES }).map(
      (nonce): Call =>
        ({ model, by }) =>
          model.cancel(by, [nonce]),
    ),
  ),
  fc.tuple(
    who,
    who.map(
      (to): Call =>
        ({ model, by }) =>
          model.removeHub(by, to.address),
    ),
  ),
  fc.tuple(
    who,
    who.map(
      (to): Call =>
        ({ model, by }) =>
          model.announceMaster(by, to.address),
    ),
  ),
  fc.tuple(
    who,
    who.map(
      (to): Call =>
        ({ model, by }) =>
          model.confirmHub(by, to.address),
    ),
  ),
  fc.tuple(
    who,
    fc.tuple(who, fc.boolean()).map(
      ([to, listed]): Call =>
        ({ model, by }) =>
          model.setBlacklisted(by, [to.address], listed),
    ),
  ),
  fc.tuple(
    who,
    fc.constantFrom(0n, 1n, USD / 2n, USD, 3n * USD, 10n ** 40n).map(
      (rate): Call =>
        ({ model }) =>
          model.setSnmPerUsd(rate),
    ),
  ),
]
const waitSeconds = fc.oneof(fc.bigInt({ min: 0n, max: 100n }), fc.bigInt({ min: 0n, max: 20_000n }))
const script = fc.array(fc.tuple(fc.oneof(...calls), waitSeconds), {
  minLength: 20,
  maxLength: 40,
  size: 'max',
})

/** The price feed aside, all that can be seen. */
const visible = (model: MarketModel) => ({
  ...model.totals(),
  deals: model.openDeals(),
  events: model.events.length,
  accounts: people.map(({ address }) => [
    model.balances(address),
    model.masterOf(address),
    model.announcedMasterOf(address),
    model.hubCountOf(address),
    model.epochOf(address),
    people.map((other) => model.isBlacklisted(address, other.address)),
    Array.from({ length: Number(NONCES) }, (_, nonce) => model.isNonceUsed(address, BigInt(nonce))),
  ]),
})

it('any sequence of calls keeps every SNM, and fails with coded errors that leave nothing behind', async () => {
  const places = Array.from({ length: Number(NONCES) }, (_, place) => place)
  const common = (place: number) => ({
    nonce: BigInt(place),
    denomination: place % 3 === 0 ? ('USD' as const) : ('SNM' as const),
    durationSeconds: BigInt((place % 4) * 20_000),
    expiresAtSeconds: START + 10n ** 6n,
  })
  const asks = await Promise.all(
    places.map((place) => signed({ ...common(place), pricePerSecond: BigInt(place + 1), bond: BigInt(place * 100) })),
  )
  const bids = await Promise.all(
    places.map((place) =>
      signedBid(
        {
          ...common(place),
          durationSeconds: 0n,
          pricePerSecond: 20n,
          snmPerUsdCap: place % 3 === 0 ? 2n * USD : 0n,
          matcher: otherBuyer.address,
        },
        place % 2 === 0 ? buyer : otherBuyer,
      ),
    ),
  )
  const met = new Set<string>()
  fc.assert(
    fc.property(script, (operations) => {
      const model = new MarketModel(domain)
      for (const { address } of people) model.mint(address, 400_000n)
      for (const each of [buyer, otherBuyer]) model.deposit(at(each), 200_000n)
      model.announceMaster(at(hub), master.address)
      model.confirmHub(at(master), hub.address)
      model.setSnmPerUsd(USD)
      model.deposit(at(master), 100_000n)
      let nowSeconds = START
      for (const [[sender, run], wait] of operations) {
        nowSeconds += wait
        const before = visible(model)
        try {
          run({ model, asks, bids, by: at(sender, nowSeconds) })
        } catch (error) {
          if (!isCoded(error)) throw error
          expect(visible(model)).toEqual(before)
        }
      }
      for (const { kind } of model.events) met.add(kind)
      expect(checkConservation(model)).toEqual([])
      expect(model.totals().mintedWei).toBe(2_000_000n)
    }),
    { numRuns: 300 },
  )
  const reached = ['dealOpened', 'bidFilled', 'dealBilled', 'dealAmended', 'dealClosed', 'bondPaid', 'blacklisted']
  expect(reached.filter((kind) => !met.has(kind))).toEqual([])
})
