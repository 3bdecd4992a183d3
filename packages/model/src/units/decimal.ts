/** A decimal number as people write it, exactly: `digits` / 10 ** `decimals`. */
export interface Decimal {
  readonly digits: bigint
  readonly decimals: number
}

/** A number with what follows it, or why the text does not start with one. */
export type Quantity = (Decimal & { readonly unit: string }) | { readonly reason: string }

/** Texts beyond this length are no quantity, and cost no parsing. */
const MAX_TEXT = 100

/** Splits "12.5 SNM" into number and unit. Never throws: the caller knows what is being read and makes the error. */
export function readQuantity(text: string): Quantity {
  const trimmed = text.trim()
  if (trimmed === '') return { reason: 'it is empty' }
  if (trimmed.length > MAX_TEXT) return { reason: 'it is too long' }
  const match = /^([0-9]+)(?:\.([0-9]+))?/.exec(trimmed)
  if (!match) return { reason: reasonOfBadStart(trimmed) }
  const [number, whole = '', fraction = ''] = match
  const rest = trimmed.slice(number.length)
  const at = `at character ${text.indexOf(trimmed) + number.length + 1}`
  if (/^[.]/.test(rest)) return { reason: `${at}: digits must follow the point` }
  if (/^[,_']/.test(rest)) return { reason: `${at}: write the number with a point and without separators` }
  if (/^\s+[0-9]/.test(rest)) return { reason: `${at}: write the number without spaces` }
  if (/^\p{N}/u.test(rest)) return { reason: `${at}: ${PLAIN_DIGITS}` }
  if (/^e[+-]?[0-9]/i.test(rest)) return { reason: `${at}: write the number without an exponent` }
  return { digits: BigInt(whole + fraction), decimals: fraction.length, unit: rest.trim() }
}

/** Other scripts have digits of their own, which look alike and are not read. */
const PLAIN_DIGITS = 'write numbers with the digits 0 to 9'

function reasonOfBadStart(text: string): string {
  if (/^\+/.test(text)) return 'write the number without a sign'
  if (/^\p{N}/u.test(text)) return PLAIN_DIGITS
  if (/^[-−]/.test(text)) return 'it must not be negative'
  if (text.startsWith('.')) return 'a digit must stand before the point'
  return 'it must start with a number'
}

/** The number times `factor`, as a whole number; `exact` is false where a remainder was dropped. */
export function scale(
  { digits, decimals }: Decimal,
  factor: bigint,
): { readonly floor: bigint; readonly exact: boolean } {
  const divisor = 10n ** BigInt(decimals)
  const product = digits * factor
  return { floor: product / divisor, exact: product % divisor === 0n }
}

/** `value` / 10 ** `decimals` rounded to the nearest with at most `places` digits after the point, without trailing zeros. */
export function formatDecimal(value: bigint, decimals: number, places: number): string {
  const negative = value < 0n
  const absolute = negative ? -value : value
  const step = 10n ** BigInt(Math.max(0, decimals - places))
  const rounded = ((absolute + step / 2n) / step) * step
  const digits = rounded.toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return `${negative && rounded !== 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** A stranger's text for an error message: short, in one line. */
export function excerpt(text: string, length = 60): string {
  const oneLine = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
  return oneLine.length > length ? `${oneLine.slice(0, length)}...` : oneLine
}
