import { ZERO_ADDRESS } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PLAN } from '../testing/hub-books.ts'
import type { Plan } from './plan.ts'
import { mayStillSell, planState } from './state.ts'

const resources = { cpuHundredths: 1, ramBytes: 1, storageBytes: 1, gpuIds: [] }
const base: Plan = {
  ...PLAN,
  place: { worker: ZERO_ADDRESS, resources },
  spec: { ...PLAN.spec, resources: { ...resources, gpus: 'all' } },
}
const facts = { workerConnected: true, fits: true, dealOpen: false, nowSeconds: 100 }

test('each state follows from what it says', () => {
  const reservation = { buyer: ZERO_ADDRESS, untilSeconds: 100 }
  expect(planState(base, facts)).toBe('offered')
  expect(planState({ ...base, reservation }, facts)).toBe('reserved')
  expect(planState({ ...base, reservation }, { ...facts, nowSeconds: 101 })).toBe('offered')
  expect(planState({ ...base, dealId: 1n }, { ...facts, dealOpen: true })).toBe('sold')
  expect(planState({ ...base, dealId: 1n }, facts)).toBe('waiting')
  expect(planState(base, { ...facts, workerConnected: false })).toBe('waiting')
  expect(planState(base, { ...facts, fits: false })).toBe('waiting')
  expect(planState({ ...base, removed: true }, facts)).toBe('removed')
  expect(planState({ ...base, removed: true, dealId: 1n }, { ...facts, dealOpen: true })).toBe('sold')
})

test('a plan whose slice is held by a deal, or whose worker is not there, is never offered', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean(), (held, ...flags) => {
      const [removed, workerConnected, fits, dealOpen] = flags
      const plan = { ...base, removed: removed!, ...(held ? { dealId: 1n } : {}) }
      const state = planState(plan, {
        workerConnected: workerConnected!,
        fits: fits!,
        dealOpen: dealOpen!,
        nowSeconds: 0,
      })
      if (state === 'offered') expect([held, removed, workerConnected, fits]).toEqual([false, false, true, true])
    }),
  )
})

test('something signed may sell until it has expired by the clock and a margin, or by the chain', () => {
  expect(mayStillSell(base, 0)).toBe(false)
  expect(mayStillSell({ ...base, signedUntilSeconds: 50 }, 50)).toBe(true)
  expect(mayStillSell({ ...base, signedUntilSeconds: 50 }, 70)).toBe(true)
  expect(mayStillSell({ ...base, signedUntilSeconds: 50 }, 71)).toBe(false)
  expect(mayStillSell({ ...base, signedUntilSeconds: 50 }, 40, 50)).toBe(true)
  expect(mayStillSell({ ...base, signedUntilSeconds: 50 }, 40, 51)).toBe(false)
  expect(mayStillSell({ ...base, signedUntilSeconds: 50 }, 71, 0)).toBe(false)
})
