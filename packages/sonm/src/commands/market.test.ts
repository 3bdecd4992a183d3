import { create } from '@bufbuild/protobuf'
import { BENCHMARK_COUNT, BENCHMARK_INDEX, BENCHMARKS } from '@sonm/model'
import { SearchResponseSchema } from '@sonm/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requirementsOf, whyNothing } from './market.ts'

const HUB = `0x${'5a'.repeat(20)}`

describe('requirements from options', () => {
  it('ask nothing when nothing is given', () => {
    expect(requirementsOf({}, 20)).toEqual({
      minBenchmarks: Array.from({ length: BENCHMARK_COUNT }, () => 0n),
      executors: [],
      limit: 20,
    })
  })

  it('put each option into its own lane, exactly', () => {
    const count = fc.integer({ min: 1, max: 999_999_999 })
    const gibibytes = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(count, count, gibibytes, gibibytes, gibibytes, (cores, gpus, ram, storage, gpuMemory) => {
        const { minBenchmarks } = requirementsOf(
          {
            cores: `${cores}`,
            gpus: `${gpus}`,
            ram: `${ram}GiB`,
            storage: `${storage}GiB`,
            gpuMemory: `${gpuMemory}GiB`,
          },
          1,
        )
        const wanted: Record<string, bigint> = {
          'cpu-cores': BigInt(cores),
          'gpu-count': BigInt(gpus),
          'ram-size': BigInt(ram) << 30n,
          'storage-size': BigInt(storage) << 30n,
          'gpu-mem': BigInt(gpuMemory) << 30n,
        }
        expect(minBenchmarks).toEqual(BENCHMARKS.map(({ code }) => wanted[code] ?? 0n))
      }),
    )
  })

  it('read a price by the hour as one by the second, a duration, and a hub', () => {
    const read = requirementsOf({ maxPrice: '3600 SNM/h', duration: '2h', hub: HUB, executor: ['wasm'] }, 1)
    expect(read).toMatchObject({ maxPricePerSecond: (10n ** 18n).toString(), durationSeconds: 7200n, hub: HUB })
    expect(read.executors).toEqual(['wasm'])
  })

  it.each([
    ['cores', '0', 'INPUT_INVALID'],
    ['cores', '-1', 'INPUT_INVALID'],
    ['cores', '1.5', 'INPUT_INVALID'],
    ['gpus', '1e3', 'INPUT_INVALID'],
    ['ram', 'much', 'QUANTITY_INVALID'],
    ['maxPrice', '2 apples/h', 'MONEY_INVALID'],
    ['maxPrice', '2 USD/h', 'INPUT_INVALID'],
    ['hub', '0x12', 'ADDRESS_INVALID'],
  ])('refuse --%s %s', (option, text, code) => {
    expect(() => requirementsOf({ [option]: text }, 1)).toThrow(expect.objectContaining({ code }))
  })

  // A script's unset variable must not lift a limit.
  it.each(['cores', 'gpus', 'ram', 'storage', 'gpuMemory', 'maxPrice', 'duration', 'hub'])(
    'refuse an empty --%s',
    (option) => {
      expect(() => requirementsOf({ [option]: '' }, 1)).toThrow(expect.objectContaining({ kind: 'invalid' }))
    },
  )
})

describe('a search that finds nothing', () => {
  it('names the options that turn offers away, and nothing of the lanes', () => {
    const rejections = [
      { requirement: 'benchmark:cpu-cores', count: 3 },
      { requirement: 'price', count: 1 },
      { requirement: 'made-up-later', count: 2 },
    ]
    const text = whyNothing(create(SearchResponseSchema, { rejections }))
    expect(text).toContain('3 for CPU cores')
    expect(text).toContain('1 for price')
    expect(text).toContain('2 for made-up-later')
    expect(text).not.toContain('benchmark:')
  })

  it('says so when there is no offer at all', () => {
    expect(whyNothing(create(SearchResponseSchema, {}))).toMatch(/^No offer is on the market now/)
  })

  it('has a name for every lane that an option sets', () => {
    for (const code of ['cpu-cores', 'ram-size', 'storage-size', 'gpu-count', 'gpu-mem']) {
      expect(BENCHMARK_INDEX).toHaveProperty(code)
      const rejections = [{ requirement: `benchmark:${code}`, count: 1 }]
      expect(whyNothing(create(SearchResponseSchema, { rejections }))).not.toContain('benchmark:')
    }
  })
})
