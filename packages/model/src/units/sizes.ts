import { fail } from '../errors/catalog.ts'
import { excerpt, formatDecimal, readQuantity, scale } from './decimal.ts'

const KIB = 1024n

const PREFIXES = [
  ['P', 'pebi', 'peta', 5n],
  ['T', 'tebi', 'tera', 4n],
  ['G', 'gibi', 'giga', 3n],
  ['M', 'mebi', 'mega', 2n],
  ['k', 'kibi', 'kilo', 1n],
] as const
const written = (prefix: string) => [`${prefix}byte`, `${prefix}bytes`]

/** Sizes, the largest first, those of powers of 1024 before the others; the first name is how one is written back, `words` are its name in full. */
export const SIZES: readonly {
  readonly bytes: bigint
  readonly names: readonly string[]
  readonly words: readonly string[]
}[] = [
  ...PREFIXES.map(([letter, binary, , power]) => {
    const upper = letter.toUpperCase()
    return { bytes: KIB ** power, names: [`${upper}iB`, `${upper}i`], words: written(binary) }
  }),
  ...PREFIXES.map(([letter, , decimal, power]) => ({
    bytes: 1000n ** power,
    names: [`${letter}B`],
    words: written(decimal),
  })),
  { bytes: 1n, names: ['B', 'byte', 'bytes'], words: [] },
]

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
  const factor = unit === '' ? 1n : bytesOf(unit)
  if (factor === undefined) {
    const short = /^[kmgtp]$/.exec(unit)
    const letter = unit.toUpperCase()
    throw invalid(
      short
        ? `say whether ${letter}iB (powers of 1024) or ${letter}B (powers of 1000) is meant`
        : `'${excerpt(quantity.unit)}' is no unit of size; use B, KiB, MiB, GiB, TiB, PiB, kB, MB, GB, TB or PB`,
    )
  }
  const bytes = scale(quantity, factor).floor
  if (bytes > MAX) throw invalid('it is too large')
  return Number(bytes)
}

function bytesOf(lower: string): bigint | undefined {
  return SIZES.find(({ names, words }) => [...names, ...words].some((each) => each.toLowerCase() === lower))?.bytes
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
