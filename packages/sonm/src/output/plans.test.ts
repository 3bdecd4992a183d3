import { create } from '@bufbuild/protobuf'
import { Denomination, PlanSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { removalQuestion } from './plans.ts'

const price = { pricePerSecond: `${10n ** 18n / 3600n}`, denomination: Denomination.SNM }
const ram = { ramBytes: 2n ** 32n, storageBytes: 2n ** 34n }

test('who removes a plan reads what it sells', () => {
  const plan = create(PlanSchema, { planId: '1c79', spec: { ...price, ...ram, cpuHundredths: 100, gpuIds: ['a'] } })
  expect(removalQuestion(plan)).toBe(
    'Remove plan 1c79, which sells 1 core, 4 GiB of memory, 16 GiB of disk, 1 GPU for 1 SNM/h?',
  )
})

test('who removes a plan of a whole machine that is rented reads that its deal goes on', () => {
  const plan = create(PlanSchema, { planId: '1c79', dealId: 7n, spec: { ...price, allGpus: true } })
  expect(removalQuestion(plan)).toBe(
    'Remove plan 1c79, which sells all cores, all of memory, all of disk, all GPUs for 1 SNM/h? Its deal 7 goes on.',
  )
})
