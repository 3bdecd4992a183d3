import { type Address, type AskPlanResources, type Resources, shortages, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPlace, fittingPlans, usedOf } from './admission.ts'
import type { Place, Plan } from './plan.ts'

const MIB = 2 ** 20
const workers: readonly Address[] = [`0x${'01'.repeat(20)}`, `0x${'02'.repeat(20)}`]

function planAt(planId: string, place: Place): Plan {
  const resources = { ...place.resources, gpus: { ids: place.resources.gpuIds } }
  const spec = {
    durationSeconds: 0n,
    pricePerSecond: 1n,
    denomination: 'SNM' as const,
    counterparty: ZERO_ADDRESS,
    identityLevel: 0,
    netFlags: 0,
    bond: 0n,
    tag: ZERO_BYTES32,
    resources,
  }
  return {
    planId,
    spec,
    createdAtMs: 0,
    removed: false,
    nonce: 1n,
    signedUntilSeconds: 0,
    unusedReservations: 0,
    place,
  }
}

const total: fc.Arbitrary<Resources> = fc.record({
  cpuHundredths: fc.integer({ min: 0, max: 800 }),
  ramBytes: fc.integer({ min: 0, max: 64 * MIB }),
  storageBytes: fc.integer({ min: 0, max: 1024 * MIB }),
  gpuIds: fc.subarray(['a', 'b', 'c']),
})
const size = (least: number, most: number) =>
  fc.oneof(fc.constant('all' as const), fc.integer({ min: least, max: most }))
const wanted: fc.Arbitrary<AskPlanResources> = fc.record({
  cpuHundredths: size(1, 400),
  ramBytes: size(4 * MIB, 32 * MIB),
  storageBytes: size(64 * MIB, 512 * MIB),
  gpus: fc.oneof(
    fc.constant('all' as const),
    fc.record({ ids: fc.subarray(['a', 'b', 'c']) }),
    fc.record({ indexes: fc.subarray([0, 1, 2]) }),
  ),
})

test('plans that found a place never hold more of a machine than it has, nor a card twice', () => {
  fc.assert(
    fc.property(total, total, fc.array(wanted, { maxLength: 12 }), (first, second, orders) => {
      const shelves = [first, second].map((resources, at) => ({ worker: workers[at]!, total: resources }))
      const holding: Plan[] = []
      for (const [at, order] of orders.entries()) {
        const found = findPlace(shelves, holding, order, undefined)
        if ('worker' in found) holding.push(planAt(String(at), found))
        else expect(found.shortages.length).toBeGreaterThan(0)
      }
      for (const { worker, total: machine } of shelves) {
        const used = usedOf(worker, holding)
        expect(
          shortages(machine, { ...used, cpuHundredths: 0, ramBytes: 0, storageBytes: 0, gpuIds: [] }, used),
        ).toEqual([])
      }
    }),
  )
})

test('of the plans of a machine that came back smaller those fit that stand first, and all that fit do so together', () => {
  fc.assert(
    fc.property(total, fc.array(total, { maxLength: 8 }), (machine, slices) => {
      const shelf = { worker: workers[0]!, total: machine }
      const plans = slices.map((resources, at) => planAt(String(at), { worker: shelf.worker, resources }))
      const fitting = fittingPlans(shelf, plans)
      const kept = plans.filter(({ planId }) => fitting.has(planId))
      expect(
        shortages(
          machine,
          { ...machine, cpuHundredths: 0, ramBytes: 0, storageBytes: 0, gpuIds: [] },
          usedOf(shelf.worker, kept),
        ),
      ).toEqual([])
      for (const [at, plan] of plans.entries()) {
        if (fitting.has(plan.planId)) continue
        const before = plans.slice(0, at).filter(({ planId }) => fitting.has(planId))
        expect(shortages(machine, usedOf(shelf.worker, before), plan.place!.resources)).not.toEqual([])
      }
    }),
  )
})

test('a slice on a certain worker is looked for nowhere else', () => {
  const machine = { cpuHundredths: 400, ramBytes: 64 * MIB, storageBytes: 512 * MIB, gpuIds: [] }
  const shelves = workers.map((worker) => ({ worker, total: machine }))
  const half = { cpuHundredths: 300, ramBytes: 32 * MIB, storageBytes: 64 * MIB, gpus: { ids: [] } }
  const first = findPlace(shelves, [], half, workers[1])
  expect(first).toMatchObject({ worker: workers[1] })
  const again = findPlace(shelves, [planAt('1', first as Place)], half, workers[1])
  expect(again).toEqual({ shortages: [`${workers[1]} (3 cores wanted, 1 free)`] })
})
