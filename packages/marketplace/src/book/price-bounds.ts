import type { Comparison, Denomination, Price } from '@sonm/model'

/** All SNM per second of which a price can be. */
const MOST = 2n ** 96n - 1n
const ONE = 10n ** 18n

/** The prices of a denomination that fit; empty where lowest > highest. */
export interface PriceBounds {
  readonly lowest: bigint
  readonly highest: bigint
}

export const ANY_PRICE: PriceBounds = { lowest: 0n, highest: MOST }
export const NO_PRICE: PriceBounds = { lowest: 1n, highest: 0n }

/** What one unit of the smallest price is worth, in a measure that both denominations share. @returns undefined without a rate between them */
export function worthOf(denomination: Denomination, usdPerSnm: bigint | undefined): bigint | undefined {
  if (usdPerSnm === undefined) return undefined
  return denomination === 'SNM' ? usdPerSnm : ONE
}

/**
 * The prices that satisfy a comparison, exactly as `satisfies` judges them.
 * @returns undefined where they are no interval: everything but one price
 */
export function boundsOf(
  denomination: Denomination,
  op: Comparison,
  asked: Price,
  usdPerSnm: bigint | undefined,
): PriceBounds | undefined {
  // p * a (op) q * b
  const isSame = asked.denomination === denomination
  const a = isSame ? 1n : worthOf(denomination, usdPerSnm)
  const b = isSame ? 1n : worthOf(asked.denomination, usdPerSnm)
  if (a === undefined || b === undefined) return NO_PRICE
  const right = asked.pricePerSecond * b
  // SNM is worth nothing: every price is zero.
  if (a === 0n)
    return { '<': 0n < right, '<=': true, '=': right === 0n, '!=': right !== 0n, '>=': right === 0n, '>': false }[op]
      ? ANY_PRICE
      : NO_PRICE
  const floor = right / a
  const ceiling = (right + a - 1n) / a
  switch (op) {
    case '<':
      return clamp(0n, ceiling - 1n)
    case '<=':
      return clamp(0n, floor)
    case '=':
      return floor === ceiling ? clamp(floor, floor) : NO_PRICE
    case '>=':
      return clamp(ceiling, MOST)
    case '>':
      return clamp(floor + 1n, MOST)
    case '!=':
      return floor === ceiling ? undefined : ANY_PRICE
  }
}

export function intersect(a: PriceBounds, b: PriceBounds): PriceBounds {
  return {
    lowest: a.lowest > b.lowest ? a.lowest : b.lowest,
    highest: a.highest < b.highest ? a.highest : b.highest,
  }
}

function clamp(lowest: bigint, highest: bigint): PriceBounds {
  return intersect(ANY_PRICE, { lowest, highest })
}
