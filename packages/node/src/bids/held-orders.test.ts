import type { Hex } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VerifiedOffer } from '../orders/offers.ts'
import { testAsk } from '../testing/market.ts'
import { createWorld, hub } from '../testing/world.ts'
import { HeldOrders } from './held-orders.ts'

const world = createWorld()
const template = await testAsk(world.domain, hub, world.clock)
const offerOf = (id: number): VerifiedOffer => ({
  // Number n expires after second n.
  ask: { ...template, order: { ...template.order, expiresAtSeconds: BigInt(id) } },
  hash: `0x${id}`,
  placedAtMs: 0n,
  claims: { reliability: 0, identity: 1, countryChecked: 'declared' },
})

const id = fc.nat(19)
const step = fc.oneof(
  fc.record({ kind: fc.constant('enters' as const), id }),
  fc.record({ kind: fc.constant('leaves' as const), id }),
  fc.record({ kind: fc.constant('over' as const), id }),
  fc.record({ kind: fc.constant('blamed' as const), id }),
  fc.record({ kind: fc.constant('ticks' as const), id: fc.constant(0) }),
)

test('what can be taken was told, is not over and has not expired, and each end is news once', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const held = new HeldOrders(0)
      const told = new Map<Hex, number>()
      const over = new Set<Hex>()
      const blamed = new Set<Hex>()
      let now = 0
      for (const { kind, id: which } of steps) {
        const hash: Hex = `0x${which}`
        if (kind === 'ticks') now++
        else if (kind === 'enters') {
          held.entered([offerOf(which)], now)
          told.set(hash, which)
        } else if (kind === 'leaves') {
          held.left([hash])
          for (const each of [told, over, blamed]) each.delete(hash)
        } else {
          const isNews = told.has(hash) && !over.has(hash)
          expect(held.judged({ over: [hash], blamed: kind === 'blamed' ? [hash] : [] })).toBe(isNews)
          if (told.has(hash)) {
            over.add(hash)
            if (kind === 'blamed') blamed.add(hash)
          }
        }
        const expired = [...told].filter(([each, expiry]) => expiry < now && !over.has(each))
        expect(held.expire(BigInt(now))).toBe(expired.length > 0)
        expect(held.expire(BigInt(now))).toBe(false)
        for (const [each] of expired) over.add(each)
        const hashes = (offers: readonly VerifiedOffer[]) => offers.map((offer) => offer.hash).sort()
        const live = [...told.keys()].filter((each) => !over.has(each))
        expect(hashes(held.live(BigInt(now)))).toEqual(live.sort())
        expect(hashes(held.toJudge(BigInt(now)))).toEqual([...told.keys()].filter((each) => !blamed.has(each)).sort())
        const expiries = live.map((each) => BigInt(told.get(each)!)).sort((a, b) => Number(a - b))
        expect(held.expiresAtSeconds(BigInt(now))).toBe(expiries[0])
      }
      expect([...held.told].sort()).toEqual([...told.keys()].sort())
    }),
  )
})
