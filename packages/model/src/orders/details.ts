import { z } from 'zod'
import { fail } from '../errors/catalog.ts'
import { type Hex, keccak256, toHex, ZERO_BYTES32 } from '../identity/address.ts'
import { isVisible } from '../units/visible.ts'
import { MAX_DETAILS_BYTES } from './order.ts'

/** Words that buyers see in tables. */
const words = (most: number) =>
  z
    .string()
    .max(most)
    .refine(
      (text) => isVisible(text) && text.isWellFormed(),
      'must be something to see, without characters that cannot be shown',
    )

/** What an offer says of itself beyond what the contract compares. Declared by the supplier, bound by his signature. */
const askDetails = z.strictObject({
  /** What is sold. */
  resources: z.strictObject({
    cpuHundredths: z.int().min(1).max(1_000_000),
    ramBytes: z.int().min(0),
    storageBytes: z.int().min(0),
    gpus: z.array(z.strictObject({ vendor: words(32), model: words(64), memoryBytes: z.int().min(0) })).max(64),
  }),
  architecture: words(32),
  executors: z.array(z.enum(['container', 'wasm', 'noop'])).max(8),
  /** Locators that know where the hub is, as 0xADDRESS@host:port. */
  locators: z.array(words(300)).max(8),
  /** Where the machine stands, by ISO 3166-1: two letters. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  /** A part of that country, by ISO 3166-2: DE-BY. */
  region: z
    .string()
    .regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/)
    .optional(),
  /** How many ports of a task can be opened to everybody. */
  ports: z.int().min(0).max(65_535).optional(),
})

/** Countries are held against where a hub is seen, regions are not: one abroad would pass for checked. */
const consistentDetails = askDetails.refine(
  ({ country, region }) => region === undefined || region.slice(0, 2) === country,
  'the region must be a part of the country, and the country be named',
)

export type AskDetails = z.infer<typeof askDetails>

/** The document as it is hashed: JSON with the keys in alphabetic order. */
export function writeDetails(details: AskDetails): string {
  return JSON.stringify(details, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

/** @throws ORDER_INVALID when the document is too large, no JSON, of another shape, or names a key twice: readers differ in which one they take */
export function readDetails(document: string): AskDetails {
  const invalid = (reason: string, cause?: unknown) => fail('ORDER_INVALID', { field: 'details', reason }, { cause })
  const isTooLong = document.length > MAX_DETAILS_BYTES || new TextEncoder().encode(document).length > MAX_DETAILS_BYTES
  if (isTooLong) throw invalid('they are too long')
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (cause) {
    throw invalid('they are no JSON', cause)
  }
  const result = consistentDetails.safeParse(parsed)
  if (!result.success) throw invalid(z.prettifyError(result.error))
  // Counted last: what has this shape is flat, and lists in lists to the length of a document would overflow a small stack.
  if (countColons(document) !== countKeys(parsed)) throw invalid('a key stands twice')
  return result.data
}

/** Those outside texts: one for each key that is written. */
function countColons(json: string): number {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1
}

/** Those that were found by who has read it. */
function countKeys(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0
  const inside = Object.values(value).reduce<number>((sum, one) => sum + countKeys(one), 0)
  return Array.isArray(value) ? inside : inside + Object.keys(value).length
}

/** An order without details (a bid) commits to zero. */
export function detailsHash(document: string): Hex {
  return document === '' ? ZERO_BYTES32 : toHex(keccak256(new TextEncoder().encode(document)))
}
