import { fail } from '../errors/catalog.ts'
import { excerpt, formatDecimal, readQuantity, scale } from './decimal.ts'

const KIB = 1024n
const BYTES_OF: Readonly<Record<string, bigint>> = {
  '': 1n,
  b: 1n,
  kib: KIB,
  mib: KIB ** 2n,
  gib: KIB ** 3n,
  tib: KIB ** 4n,
  kb: 1000n,
  mb: 1000n ** 2n,
  gb: 1000n ** 3n,
  tb: 1000n ** 4n,
}
const LEAST_TYPED = 2 ** 20
const MAX = BigInt(Number.MAX_SAFE_INTEGER)

/**
 * Reads a size: "64MiB", "16 GiB", "1.5GB" (powers of 1000), "4096" (bytes). A fraction of a byte is dropped.
 * @returns bytes
 * @throws QUANTITY_INVALID
 */
export function parseSize(text: string): number {
  const invalid = (reason: string) => fail('QUANTITY_INVALID', { what: 'size', text: excerpt(text), reason })
  const quantity = readQuantity(text)
  if ('reason' in quantity) throw invalid(quantity.reason)
  const unit = quantity.unit.toLowerCase()
  const factor = Object.hasOwn(BYTES_OF, unit) ? BYTES_OF[unit] : undefined
  if (factor === undefined) {
    const short = /^[kmgt]$/.exec(unit)
    const letter = unit.toUpperCase()
    throw invalid(
      short
        ? `say whether ${letter}iB (powers of 1024) or ${letter}B (powers of 1000) is meant`
        : `'${excerpt(quantity.unit)}' is no unit of size; use B, KiB, MiB, GiB, TiB, KB, MB, GB or TB`,
    )
  }
  const bytes = scale(quantity, factor).floor
  if (bytes > MAX) throw invalid('it is too large')
  return Number(bytes)
}

/**
 * `parseSize` for what people type: a small number alone is a unit forgotten, and no size that anybody rents.
 * @throws QUANTITY_INVALID
 */
export function parseTypedSize(text: string): number {
  const bytes = parseSize(text)
  if (bytes === 0 || bytes >= LEAST_TYPED || /[a-z]/i.test(text)) return bytes
  const reason = 'a number alone is bytes; say the unit, as in 4GiB or 256MiB'
  throw fail('QUANTITY_INVALID', { what: 'size', text: excerpt(text), reason })
}

/**
 * A size for people: "16 GiB", "512 MiB"; two decimals at most.
 * @param options.exact the largest unit that gives a whole number, so that reading the text again gives the same size
 */
export function formatSize(bytes: number, options: { readonly exact?: boolean } = {}): string {
  const value = BigInt(Math.floor(bytes))
  const units = [
    ['GiB', KIB ** 3n],
    ['MiB', KIB ** 2n],
    ['KiB', KIB],
  ] as const
  for (const [unit, factor] of units) {
    if (value < factor) continue
    if (!options.exact) return `${formatDecimal((value * 100n + factor / 2n) / factor, 2, 2)} ${unit}`
    if (value % factor === 0n) return `${value / factor} ${unit}`
  }
  return `${value} B`
}
