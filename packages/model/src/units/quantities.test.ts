import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { MAX_DURATION_SECONDS } from '../orders/order.ts'
import { anyText } from '../testing/arbitraries.ts'
import { closest } from './closest.ts'
import {
  formatDealDuration,
  formatDurationMs,
  formatRoughDuration,
  parseDealDuration,
  parseDurationMs,
} from './durations.ts'
import { formatSize, parseSize, parseTypedSize } from './sizes.ts'

const coded = (run: () => unknown): boolean => {
  try {
    run()
    return true
  } catch (error) {
    return isCoded(error, 'QUANTITY_INVALID')
  }
}

describe('sizes', () => {
  it.each([
    ['64MiB', 64 * 2 ** 20],
    ['16 GiB', 16 * 2 ** 30],
    ['1.5GB', 1_500_000_000],
    ['4096', 4096],
    ['1 PiB', 2 ** 50],
    ['64Gi', 64 * 2 ** 30],
    ['20 gigabytes', 20_000_000_000],
    ['0.1 GiB', Math.floor(2 ** 30 / 10)],
  ])('reads %j', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes)
  })

  it('asks what a bare letter means', () => {
    expect(() => parseSize('512m')).toThrow('say whether MiB (powers of 1024) or MB (powers of 1000) is meant')
  })

  it.each(['', '-1', '1,5 GiB', '1 EiB', '9 PiB', '9007199254740993', 'GiB', '1e3', '1 constructor'])(
    'refuses %j',
    (text) => {
      expect(() => parseSize(text)).toThrowError(expect.objectContaining({ code: 'QUANTITY_INVALID' }))
    },
  )

  it('written exactly and read again are the same', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseSize(formatSize(bytes, { exact: true }))).toBe(bytes)
      }),
    )
  })

  it('written for people are within a hundredth of the unit', () => {
    expect(formatSize(16 * 2 ** 30)).toBe('16 GiB')
    expect(formatSize(1.5 * 2 ** 30)).toBe('1.5 GiB')
    expect(formatSize(512 * 2 ** 20)).toBe('512 MiB')
    expect(formatSize(100)).toBe('100 B')
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 52 }), (bytes) => {
        expect(Math.abs(parseSize(formatSize(bytes)) - bytes)).toBeLessThanOrEqual(Math.max(1, bytes * 0.0051))
      }),
    )
  })
})

describe('sizes that people type', () => {
  it('need a unit where the number alone could not be meant', () => {
    for (const text of ['4', '256', '1048575']) {
      expect(() => parseTypedSize(text)).toThrowError(expect.objectContaining({ code: 'QUANTITY_INVALID' }))
    }
    expect([parseTypedSize('0'), parseTypedSize('64B'), parseTypedSize('4 GiB'), parseTypedSize('1048576')]).toEqual([
      0,
      64,
      2 ** 32,
      2 ** 20,
    ])
  })
})

describe('durations', () => {
  it.each([
    ['1h', 3600n],
    ['30m', 1800n],
    ['1d12h', 129_600n],
    ['1d 12h', 129_600n],
    ['1.5h', 5400n],
    ['100h', 360_000n],
    ['2 hours', 7200n],
    ['1 month', 2_592_000n],
    ['1y', 31_536_000n],
    ['5000 milliseconds', 5n],
    ['spot', 0n],
    ['0', 0n],
    ['0s', 0n],
  ])('of deals: reads %j', (text, seconds) => {
    expect(parseDealDuration(text)).toBe(seconds)
  })

  it.each(['', '5', '-1h', '1M', '1 fortnight', '1h!', 'h', '1.h', '101w52000d', '1.0001s', '1h spot'])(
    'of deals: refuses %j',
    (text) => {
      expect(() => parseDealDuration(text)).toThrowError(expect.objectContaining({ code: 'QUANTITY_INVALID' }))
    },
  )

  it('written and read again are the same', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number(MAX_DURATION_SECONDS) * 1000 }), (ms) => {
        expect(parseDurationMs(formatDurationMs(ms))).toBe(ms)
      }),
    )
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_DURATION_SECONDS }), (seconds) => {
        expect(parseDealDuration(formatDealDuration(seconds))).toBe(seconds)
      }),
    )
  })
})

it('no text makes anything but a value or QUANTITY_INVALID', () => {
  const shards = fc.array(fc.constantFrom('1', '0', '.', ',', 'e', '-', ' ', 'GiB', 'h', 'm', 'k', 'toString'))
  const texts = fc.oneof(
    anyText(),
    shards.map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      for (const parse of [parseSize, parseDurationMs, parseDealDuration]) {
        expect(coded(() => parse(text))).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})

it('a near word is found, a far one is not', () => {
  expect(closest('commnad', ['command', 'image'])).toBe('command')
  expect(closest('wall_time', ['wall-time', 'cpu-time'])).toBe('wall-time')
  expect(closest('volume', ['command', 'image'])).toBeUndefined()
  expect(closest('', ['image'])).toBeUndefined()
})

test.each([
  [0n, '0s'],
  [59n, '59s'],
  [95n, '1m35s'],
  [3_570n, '1h'],
  [3_599n, '1h'],
  [5_430n, '1h31m'],
  [90_180n, '1d1h'],
  [30n * 86_400n + 5_000n, '30d'],
])('%i seconds are about %s', (seconds, expected) => {
  expect(formatRoughDuration(seconds)).toBe(expected)
})
