import { fail } from '../errors/catalog.ts'
import { excerpt, formatDecimal, readQuantity, scale } from './decimal.ts'

const BITS_OF: Readonly<Record<string, bigint>> = { '': 1n, k: 10n ** 3n, m: 10n ** 6n, g: 10n ** 9n, t: 10n ** 12n }
/** A lane of the benchmark vector holds 63 bits. */
const MAX = 2n ** 63n - 1n

/**
 * Reads a rate of data: "100 Mbit/s", "1Gbps", "5000" (bit/s). Prefixes are powers of 1000.
 * @returns bits a second
 * @throws QUANTITY_INVALID
 */
export function parseRate(text: string): bigint {
  const invalid = (reason: string) => fail('QUANTITY_INVALID', { what: 'data rate', text: excerpt(text), reason })
  const quantity = readQuantity(text)
  if ('reason' in quantity) throw invalid(quantity.reason)
  const match = /^(?:([kmgt]?)(?:bit\/s|bps))?$/i.exec(quantity.unit)
  if (!match) {
    throw invalid(`'${excerpt(quantity.unit)}' is no unit of a data rate; use bit/s, kbit/s, Mbit/s or Gbit/s`)
  }
  const bits = scale(quantity, BITS_OF[(match[1] ?? '').toLowerCase()]!).floor
  if (bits > MAX) throw invalid('it is too large')
  return bits
}

/** A rate for people: "100 Mbit/s"; two decimals at most. */
export function formatRate(bitsPerSecond: bigint): string {
  const units = [
    ['Gbit/s', 9],
    ['Mbit/s', 6],
    ['kbit/s', 3],
  ] as const
  for (const [unit, decimals] of units) {
    if (bitsPerSecond >= 10n ** BigInt(decimals)) return `${formatDecimal(bitsPerSecond, decimals, 2)} ${unit}`
  }
  return `${bitsPerSecond} bit/s`
}
