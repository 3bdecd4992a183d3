import { type Denomination, fail } from '@sonm/model'
import type { Place } from './index/index-query.ts'

/** Where a page in the order of prices ended: a place in each source, so that a new rate between them neither repeats nor hides an ask. */
export type PriceCursor = ReadonlyMap<string, Place>

/** Where a page in another order ended: the figures of its last ask. */
export interface KeyCursor {
  readonly figures: readonly (bigint | undefined)[]
  readonly denomination: Denomination
  readonly place: Place
}

const PLACE = '[0-9a-z]{1,20}\\.[0-9a-z]{1,11}'
const PRICE_CURSOR = new RegExp(`^p(~[A-Z]{3}b?:${PLACE}){1,4}$`)
const KEY_CURSOR = new RegExp(`^k(~(-|[0-9a-z]{1,52}))*~(SNM|USD):${PLACE}$`)

export function writePriceCursor(places: PriceCursor): string {
  return ['p', ...[...places].map(([key, place]) => `${key}:${writePlace(place)}`)].join('~')
}

/** @throws INPUT_INVALID */
export function readPriceCursor(text: string): PriceCursor {
  if (!PRICE_CURSOR.test(text)) throw invalid()
  return new Map(
    text
      .split('~')
      .slice(1)
      .map((part) => [part.split(':')[0]!, readPlace(part.split(':')[1]!)]),
  )
}

export function writeKeyCursor({ figures, denomination, place }: KeyCursor): string {
  const written = figures.map((figure) => figure?.toString(36) ?? '-')
  return ['k', ...written, `${denomination}:${writePlace(place)}`].join('~')
}

/** @throws INPUT_INVALID */
export function readKeyCursor(text: string, keys: number): KeyCursor {
  const parts = text.split('~').slice(1)
  if (!KEY_CURSOR.test(text) || parts.length !== keys + 1) throw invalid()
  const [denomination, place] = parts.at(-1)!.split(':') as [Denomination, string]
  const figures = parts.slice(0, -1).map((part) => (part === '-' ? undefined : readBase36(part)))
  return { figures, denomination, place: readPlace(place) }
}

function writePlace({ price, sequence }: Place): string {
  return `${price.toString(36)}.${sequence.toString(36)}`
}

function readPlace(text: string): Place {
  const [price, sequence] = text.split('.').map(readBase36) as [bigint, bigint]
  if (price >= 2n ** 96n || sequence > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid()
  return { price, sequence: Number(sequence) }
}

function readBase36(text: string): bigint {
  let value = 0n
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36))
  return value
}

function invalid() {
  return fail('INPUT_INVALID', { field: 'cursor', reason: 'it is no cursor of this search' })
}
