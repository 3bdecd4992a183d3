const MANTISSA_BITS = 9n
const EXACT_BELOW = 1n << MANTISSA_BITS

/**
 * A monotone 15-bit logarithmic code of a u64: values below 512 are their own code, others keep their exponent and nine bits of
 * their mantissa. A lower code is a lower value for certain, a higher a higher; equal codes say nothing above 511.
 */
export function codeOf(value: bigint): number {
  if (value < EXACT_BELOW) return Number(value)
  const high = Number(value >> 32n)
  const exponent = high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(Number(value))
  const mantissa = Number(value >> BigInt(exponent - 9)) & 511
  return 512 + ((exponent - 9) << 9) + mantissa
}

/** The lowest value of a code as a number, which is exact: it has ten significant bits. */
export function lowestOf(code: number): number {
  return code < 512 ? code : (512 + (code & 511)) * 2 ** ((code - 512) >>> 9)
}

/** The lowest and the highest value of a code. */
export function valuesOf(code: number): readonly [bigint, bigint] {
  const wide = BigInt(code)
  if (wide < EXACT_BELOW) return [wide, wide]
  const shift = (wide - EXACT_BELOW) >> MANTISSA_BITS
  const lowest = (EXACT_BELOW | (wide & (EXACT_BELOW - 1n))) << shift
  return [lowest, lowest + (1n << shift) - 1n]
}
