import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BENCHMARK_COUNT, BENCHMARK_INDEX, BENCHMARKS, benchmarkVector } from './benchmarks.ts'
import { addResources, benchmarkOf, benchmarksOfSlice, NO_RESOURCES, type Resources, shortages } from './resources.ts'

const cards = ['card-a', 'card-b', 'card-c', 'card-d']
const slices: fc.Arbitrary<Resources> = fc.record({
  cpuHundredths: fc.nat(1600),
  ramBytes: fc.nat(64 * 2 ** 20),
  storageBytes: fc.nat(2 ** 30),
  gpuIds: fc.subarray(cards),
})

describe('shortages', () => {
  it('are empty exactly where everything fits beside what is sold', () => {
    fc.assert(
      fc.property(slices, slices, slices, (total, used, wanted) => {
        const sum = addResources(used, wanted)
        const fits =
          (wanted.cpuHundredths <= 0 || sum.cpuHundredths <= total.cpuHundredths) &&
          (wanted.ramBytes <= 0 || sum.ramBytes <= total.ramBytes) &&
          (wanted.storageBytes <= 0 || sum.storageBytes <= total.storageBytes) &&
          wanted.gpuIds.every((id) => total.gpuIds.includes(id) && !used.gpuIds.includes(id))
        fc.pre(used.cpuHundredths <= total.cpuHundredths)
        fc.pre(used.ramBytes <= total.ramBytes && used.storageBytes <= total.storageBytes)
        expect(shortages(total, used, wanted).length === 0).toBe(fits)
      }),
    )
  })

  it('say what is missing', () => {
    const total = { cpuHundredths: 400, ramBytes: 100, storageBytes: 100, gpuIds: ['card-a'] }
    const wanted = { cpuHundredths: 800, ramBytes: 0, storageBytes: 0, gpuIds: ['card-a', 'card-a', 'card-x'] }
    expect(shortages(total, NO_RESOURCES, wanted)).toEqual([
      '8 cores wanted, 4 free',
      'GPU card-a is already sold',
      'GPU card-x is not in this machine',
    ])
    expect(shortages(total, { ...NO_RESOURCES, gpuIds: ['card-a'] }, { ...NO_RESOURCES, gpuIds: ['card-a'] })).toEqual([
      'GPU card-a is already sold',
    ])
  })
})

it('a size that is wanted never reads like the one that is free', () => {
  const total = { ...NO_RESOURCES, cpuHundredths: 50, ramBytes: 2 ** 31 }
  const wanted = { ...NO_RESOURCES, cpuHundredths: 100, ramBytes: 2 ** 31 + 1, storageBytes: 2 ** 30 }
  expect(shortages(total, NO_RESOURCES, wanted)).toEqual([
    '1 core wanted, 0.5 free',
    '2147483649 B of memory wanted, 2 GiB free',
    '1 GiB of disk wanted, 0 free',
  ])
})

describe('the benchmarks of a slice', () => {
  const machines = fc.record({
    values: fc.array(fc.bigInt({ min: 0n, max: 2n ** 62n }), {
      minLength: BENCHMARK_COUNT,
      maxLength: BENCHMARK_COUNT,
    }),
    cpuHundredths: fc.integer({ min: 1, max: 12_800 }),
    cuts: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 10 }),
  })

  it('together never promise more than the machine has', () => {
    fc.assert(
      fc.property(machines, ({ values, cpuHundredths, cuts }) => {
        const machine = {
          resources: { cpuHundredths, ramBytes: 2 ** 34, storageBytes: 2 ** 40, gpuIds: cards },
          benchmarks: values,
          gpuMemoryBytes: Object.fromEntries(cards.map((id, at) => [id, (at + 1) * 2 ** 30])),
        }
        let left = cpuHundredths
        const parts = cuts.map((cut, at) => {
          const cpu = Math.min(cut, left)
          left -= cpu
          return benchmarksOfSlice(machine, { ...NO_RESOURCES, cpuHundredths: cpu, gpuIds: cards.slice(at, at + 1) })
        })
        for (const { index, split, code } of BENCHMARKS) {
          const isSize = ['ram-size', 'storage-size', 'gpu-count'].includes(code)
          if (split !== 'proportional' || isSize) continue
          const sum = parts.reduce((total, part) => total + part[index]!, 0n)
          expect(sum <= values[index]!).toBe(true)
        }
      }),
    )
  })

  it('of the whole machine are those of the machine', () => {
    const resources = { cpuHundredths: 800, ramBytes: 2 ** 34, storageBytes: 2 ** 40, gpuIds: ['card-a', 'card-b'] }
    const machine = {
      resources,
      benchmarks: benchmarkVector({ 0: 4201n, 1: 1100n, 5: 1_000_000_007n, 9: 333n, 13: 1n }),
      gpuMemoryBytes: { 'card-a': 8 * 2 ** 30, 'card-b': 4 * 2 ** 30 },
    }
    const whole = benchmarksOfSlice(machine, resources)
    expect(benchmarkOf(whole, 'cpu-sysbench-multi')).toBe(4201n)
    expect(benchmarkOf(whole, 'net-download')).toBe(1_000_000_007n)
    expect(benchmarkOf(whole, 'gpu-eth-hashrate')).toBe(333n)
    expect(benchmarkOf(whole, 'gpu-mem')).toBe(4n * 2n ** 30n)
    expect(benchmarkOf(whole, 'gpu-nvidia')).toBe(1n)
    expect(benchmarkOf(whole, 'cpu-cores')).toBe(8n)
    expect(benchmarkOf(whole, 'ram-size')).toBe(2n ** 34n)
  })

  it('without a card promise nothing of the cards', () => {
    const machine = {
      resources: { cpuHundredths: 800, ramBytes: 1, storageBytes: 1, gpuIds: cards },
      benchmarks: Array.from({ length: BENCHMARK_COUNT }, () => 100n),
      gpuMemoryBytes: {},
    }
    const half = benchmarksOfSlice(machine, { ...NO_RESOURCES, cpuHundredths: 400 })
    for (const { code, index } of BENCHMARKS) if (code.startsWith('gpu-')) expect(half[index]).toBe(0n)
    expect(half[BENCHMARK_INDEX['cpu-sysbench-multi']!]).toBe(50n)
    expect(half[BENCHMARK_INDEX['cpu-sysbench-single']!]).toBe(100n)
  })
})
