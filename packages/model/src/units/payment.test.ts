import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../testing/arbitraries.ts'
import { ETHER, formatPayment, formatUsd, parseAmount, parsePayment, SNM, SNM_SUPPLY_WEI } from './money.ts'

const ONE = 10n ** 18n
const currencies = fc.record({
  symbol: fc.constantFrom('', 'ETH', 'USDC', 'W2'),
  decimals: fc.integer({ min: 0, max: 36 }),
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe('a payment', () => {
  it.each([
    ['0.1 ETH', ETHER, ONE / 10n],
    ['2eth', ETHER, 2n * ONE],
    ['0.000001', { symbol: 'USDC', decimals: 6 }, 1n],
    ['7', { symbol: '', decimals: 0 }, 7n],
    ['444000000 SNM', SNM, SNM_SUPPLY_WEI],
  ])('reads %j', (text, currency, expected) => {
    expect(parsePayment(text, currency)).toBe(expected)
  })

  it.each([
    ['', SNM, 'empty'],
    ['0 SNM', SNM, 'more than 0'],
    ['0.0', ETHER, 'more than 0'],
    ['-1 SNM', SNM, 'negative'],
    ['−1 SNM', SNM, 'negative'],
    ['+1 SNM', SNM, 'without a sign'],
    ['1,5 ETH', ETHER, 'write the number with a point'],
    ['1_000', SNM, 'without separators'],
    ['1 000 SNM', SNM, 'without spaces'],
    ['1\u00a0000 SNM', SNM, 'without spaces'],
    ['1e18', ETHER, 'without an exponent'],
    ['٣ SNM', SNM, 'digits 0 to 9'],
    ['１２ SNM', SNM, 'digits 0 to 9'],
    ['1２ SNM', SNM, 'digits 0 to 9'],
    ['½ SNM', SNM, 'digits 0 to 9'],
    ['0x10 SNM', SNM, 'must be in SNM'],
    ['1.0000001', { symbol: 'USDC', decimals: 6 }, 'has 7 decimals, and USDC has 6'],
    ['1.5', { symbol: '', decimals: 0 }, 'only whole numbers'],
    ['1 ETH', SNM, 'must be in SNM'],
    ['1 SNM/h', SNM, 'without a unit of time'],
    ['444000000.000000000000000001 SNM', SNM, 'more than all SNM'],
    ['9'.repeat(79), { symbol: '', decimals: 0 }, 'more than any token can hold'],
    ['1'.repeat(100_000), SNM, 'too long'],
    ['Infinity', SNM, 'must start with a number'],
  ])('refuses %j and says why', (text, currency, reason) => {
    const error = thrownBy(() => parsePayment(text, currency))
    expect(isCoded(error, 'MONEY_INVALID')).toBe(true)
    expect(String(error)).toContain(reason)
    expect(String(error).length).toBeLessThan(400)
  })

  it('written exactly and read again is the same, in any currency', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }), currencies, (amount, currency) => {
        const text = formatPayment(amount, currency, { exact: true })
        fc.pre(text.length <= 100)
        expect(parsePayment(text, currency)).toBe(amount)
      }),
    )
  })

  it('is a value above 0 or MONEY_INVALID, whatever the text', () => {
    const shards = fc.array(fc.constantFrom('1', '0', '.', ',', 'e', '-', '+', ' ', 'ETH', 'SNM', '/', '٣', '\u202e'))
    const texts = fc.oneof(
      anyText(),
      shards.map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, currencies, (text, currency) => {
        let amount: bigint | undefined
        const error = thrownBy(() => {
          amount = parsePayment(text, currency)
        })
        expect(error === undefined ? amount! > 0n : isCoded(error, 'MONEY_INVALID')).toBe(true)
        if (error) expect(String(error)).not.toContain('\u202e')
      }),
      { numRuns: 1000 },
    )
  })
})

it('an amount with digits of another script, or with spaces in it, is no amount of SNM', () => {
  for (const text of ['٣ SNM', '1 000 SNM']) expect(() => parseAmount(text)).toThrow(/is no amount of money/)
})

it.each([
  [2n * ONE, ETHER, 1234n * ONE, '2468 USD'],
  [ONE, SNM, ONE / 100n, '0.01 USD'],
  [1n, SNM, ONE, 'less than 0.01 USD'],
  [0n, SNM, ONE, '0 USD'],
  [1_500_000n, { symbol: 'USDC', decimals: 6 }, ONE, '1.5 USD'],
])('%d of %j at %d is worth %j', (amount, currency, price, text) => {
  expect(formatUsd(amount, currency, price)).toBe(text)
})
