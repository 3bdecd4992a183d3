/** Writes a number in words of 64 bits, the lowest first, where zeros stand. Most are below 2^64. */
export function writeWide(view: DataView, value: bigint, from: number, words: number): void {
  let rest = value
  for (let i = 0; i < words && rest > 0n; i++) {
    // Takes the lowest 64 bits.
    view.setBigUint64(from + i * 8, rest, true)
    rest >>= 64n
  }
}

export function readWide(view: DataView, from: number, words: number): bigint {
  let value = view.getBigUint64(from, true)
  for (let i = 1; i < words; i++) {
    const word = view.getBigUint64(from + i * 8, true)
    if (word !== 0n) value |= word << BigInt(i * 64)
  }
  return value
}
