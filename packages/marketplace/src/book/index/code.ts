const MANTISSA_BITS = 9n
const EXACT_BELOW = 1n << MANTISSA_BITS

/**
 * A monotone 15-bit logarithmic code of a u64: values below 512 are their own code, others keep their exponent and nine bits of
 * their mantissa. A lower code is a lower value for certain, a higher a higher; equal codes say nothing above 511.
 */
export function codeOf(value: bigint): number {
  if (value < EXACT_BELOW) return Number(value)
  const exponent = BigInt(value.toString(2).length - 1)
  const mantissa = (value >> (exponent - MANTISSA_BITS)) & (EXACT_BELOW - 1n)
  return Number(EXACT_BELOW + ((exponent - MANTISSA_BITS) << MANTISSA_BITS) + mantissa)
}

/** The lowest and the highest value of a code. */
export function valuesOf(code: number): readonly [bigint, bigint] {
  const wide = BigInt(code)
  if (wide < EXACT_BELOW) return [wide, wide]
  const shift = (wide - EXACT_BELOW) >> MANTISSA_BITS
  const lowest = (EXACT_BELOW | (wide & (EXACT_BELOW - 1n))) << shift
  return [lowest, lowest + (1n << shift) - 1n]
}
