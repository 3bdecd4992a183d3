import { BENCHMARK_INDEX } from '@sonm/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grouped, snm } from './format.ts'
import { requirementsOf } from './offer-view.ts'

describe('what the page shows and asks', () => {
  it('sets thousands apart and nothing else', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (number) => {
        const text = grouped(`${number}.1234567 SNM`)
        expect(text.replaceAll('\u202f', '')).toBe(`${number}.1234567 SNM`)
        expect(text).toMatch(/^\d{1,3}(\u202f\d{3})*\.1234567 SNM$/)
      }),
    )
  })

  it('never shows wei', () => {
    expect(snm('1500000000000000000')).toBe('1.5 SNM')
    expect(snm('')).toBe('0 SNM')
  })

  it('asks for whole units, at least what was typed', () => {
    const { minBenchmarks } = requirementsOf({ cores: 1.5, ramGib: 0.5, withGpu: true })
    expect(minBenchmarks[BENCHMARK_INDEX['cpu-cores']!]).toBe(2n)
    expect(minBenchmarks[BENCHMARK_INDEX['ram-size']!]).toBe(2n ** 29n)
    expect(minBenchmarks[BENCHMARK_INDEX['gpu-count']!]).toBe(1n)
    expect(requirementsOf({ cores: 0, ramGib: 0, withGpu: false }).minBenchmarks.every((lane) => lane === 0n)).toBe(
      true,
    )
  })
})
