import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orders } from '../testing/arbitraries.ts'
import { isVisible } from '../units/visible.ts'
import { type AskDetails, detailsHash, readDetails, writeDetails } from './details.ts'
import { checkOrder, MAX_DETAILS_BYTES, type Order } from './order.ts'

const refused = expect.objectContaining({ code: 'ORDER_INVALID' })
const acceptable = orders.filter(({ author, counterparty }) => author !== counterparty)

describe('the check of an order', () => {
  it('accepts what is in range', () => {
    fc.assert(fc.property(acceptable, (order) => checkOrder(order)))
  })

  const wrong: readonly [string, Partial<Record<keyof Order, unknown>>][] = [
    ['side', { side: 'both' }],
    ['author', { author: '0x12' }],
    ['author', { author: `0x${'00'.repeat(20)}` }],
    ['counterparty', { counterparty: `0x${'AB'.repeat(20)}` }],
    ['matcher', { matcher: '' }],
    ['nonce', { nonce: 2n ** 256n }],
    ['epoch', { epoch: -1n }],
    ['expiresAtSeconds', { expiresAtSeconds: 2n ** 64n }],
    ['durationSeconds', { durationSeconds: 3_153_600_001n }],
    ['pricePerSecond', { pricePerSecond: 2n ** 128n }],
    ['denomination', { denomination: 'EUR' }],
    ['snmPerUsdCap', { denomination: 'SNM', snmPerUsdCap: 1n }],
    ['identityLevel', { identityLevel: 5 }],
    ['identityLevel', { identityLevel: Number.NaN }],
    ['netFlags', { netFlags: 8 }],
    ['netFlags', { netFlags: 0.5 }],
    ['bond', { bond: -1n }],
    ['tag', { tag: '0x' }],
    ['detailsHash', { detailsHash: `0x${'0'.repeat(63)}g` }],
    ['benchmarks', { benchmarks: [] }],
    ['benchmarks[3]', { benchmarks: Array.from({ length: 16 }, (_, i) => (i === 3 ? 2n ** 63n : 0n)) }],
  ]
  it.each(wrong)('refuses a wrong %s: %o', (field, change) => {
    const [sample] = fc.sample(acceptable, { seed: 1, numRuns: 1 })
    expect(() => checkOrder({ ...sample!, ...change } as Order)).toThrowError(
      expect.objectContaining({ code: 'ORDER_INVALID', data: expect.objectContaining({ field }) }),
    )
  })

  it('refuses an order to oneself', () => {
    const [sample] = fc.sample(acceptable, { seed: 1, numRuns: 1 })
    expect(() => checkOrder({ ...sample!, counterparty: sample!.author })).toThrowError(refused)
  })
})

describe('details', () => {
  const word = (maxLength: number) => fc.string({ maxLength }).filter(isVisible)
  const details: fc.Arbitrary<AskDetails> = fc.record(
    {
      resources: fc.record({
        cpuHundredths: fc.integer({ min: 1, max: 1_000_000 }),
        ramBytes: fc.maxSafeNat(),
        storageBytes: fc.maxSafeNat(),
        gpus: fc.array(fc.record({ vendor: word(32), model: word(64), memoryBytes: fc.maxSafeNat() }), {
          maxLength: 4,
        }),
      }),
      architecture: word(32),
      executors: fc.array(fc.constantFrom('container' as const, 'wasm' as const, 'noop' as const), { maxLength: 3 }),
      locators: fc.array(word(300), { maxLength: 2 }),
      country: fc.constantFrom('DE', 'KZ'),
    },
    { requiredKeys: ['resources', 'architecture', 'executors', 'locators'] },
  )

  it('are read as they were written', () => {
    fc.assert(
      fc.property(details, (value) => {
        expect(readDetails(writeDetails(value))).toEqual(value)
      }),
    )
  })

  it('are one document whatever the order of their keys', () => {
    fc.assert(
      fc.property(details, (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse()) as AskDetails
        expect(detailsHash(writeDetails(reversed))).toBe(detailsHash(writeDetails(value)))
      }),
    )
  })

  it('of another shape, no JSON, or too long are refused', () => {
    const [sample] = fc.sample(details, { seed: 1, numRuns: 1 })
    const wrong = [
      '',
      '{',
      'null',
      '[]',
      '{}',
      JSON.stringify({ ...sample, extra: 1 }),
      JSON.stringify({ ...sample, country: 'Germany' }),
      JSON.stringify({ ...sample, resources: { ...sample!.resources, ramBytes: -1 } }),
      `${' '.repeat(MAX_DETAILS_BYTES)}{}`,
    ]
    for (const document of wrong) expect(() => readDetails(document)).toThrowError(refused)
  })

  it('any text gives details or ORDER_INVALID', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (document) => {
        expect(() => readDetails(document)).toThrowError(refused)
      }),
    )
  })
})
