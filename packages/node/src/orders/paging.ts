import { type Address, fail, type Hex } from '@sonm/model'
import type { VerifiedOffer } from './offers.ts'

/** Enough of a hash to know an offer again among those of a page. */
const PREFIX = 10
const MAX_CURSOR = 20_000

/** Where the results of several marketplaces go on. */
export interface Place {
  /** The page that each is at; null: it has no more. */
  readonly cursors: ReadonlyMap<Address, string | null>
  /** What of these pages was shown. */
  readonly shown: ReadonlySet<string>
}

/** What one marketplace answered, looked through. */
export interface Page {
  readonly marketplace: Address
  /** Of its offers those that fit, in the order that was asked for. */
  readonly fitting: readonly VerifiedOffer[]
  /** The last that is authentic, fitting or not: what comes on the next page stands behind it. */
  readonly last: VerifiedOffer | undefined
  /** Empty: nothing follows. */
  readonly nextCursor: string
}

export function startOf(marketplaces: readonly Address[]): Place {
  return { cursors: new Map(marketplaces.map((address) => [address, ''])), shown: new Set() }
}

/** As a text for a caller; empty: nothing follows. */
export function writePlace({ cursors, shown }: Place): string {
  if ([...cursors.values()].every((cursor) => cursor === null)) return ''
  return Buffer.from(JSON.stringify([Object.fromEntries(cursors), [...shown]])).toString('base64url')
}

/** @throws INPUT_INVALID when the text is none of `writePlace` for these marketplaces */
export function readPlace(text: string, marketplaces: readonly Address[]): Place {
  if (text === '') return startOf(marketplaces)
  const invalid = (cause?: unknown) =>
    fail('INPUT_INVALID', { field: 'cursor', reason: 'it is none that a page of a search has ended with' }, { cause })
  if (text.length > MAX_CURSOR) throw invalid()
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch (cause) {
    throw invalid(cause)
  }
  if (!Array.isArray(read)) throw invalid()
  const [cursors, shown] = read as readonly unknown[]
  if (typeof cursors !== 'object' || cursors === null || !Array.isArray(shown)) throw invalid()
  if (!shown.every((prefix) => typeof prefix === 'string')) throw invalid()
  const cursorOf = (address: Address): string | null => {
    const cursor: unknown = Object.hasOwn(cursors, address) ? (cursors as Record<string, unknown>)[address] : null
    if (cursor !== null && typeof cursor !== 'string') throw invalid()
    return cursor
  }
  return {
    cursors: new Map(marketplaces.map((address) => [address, cursorOf(address)])),
    shown: new Set(shown as string[]),
  }
}

/**
 * What can be shown of these pages, and where the next page begins. An offer is held back while a marketplace may still bring one that stands
 * before it, and what is held back comes with the next page.
 * @param merged everything that fits of all pages, each once, in order
 * @param isBefore whether the first stands before the second, or beside it
 */
export function turnPages(
  place: Place,
  pages: readonly Page[],
  merged: readonly VerifiedOffer[],
  room: number,
  isBefore: (a: VerifiedOffer, b: VerifiedOffer) => boolean,
): { readonly offers: readonly VerifiedOffer[]; readonly next: Place } {
  const bounds = pages.flatMap(({ nextCursor, last }) => (nextCursor === '' || last === undefined ? [] : [last]))
  const fresh = merged.filter(({ hash }) => !place.shown.has(prefixOf(hash)))
  const firm = fresh.filter((offer) => bounds.every((bound) => isBefore(offer, bound)))
  const offers = firm.slice(0, room)
  const shown = new Set([...place.shown, ...offers.map(({ hash }) => prefixOf(hash))])
  // A marketplace that did not answer has no more: it would begin anew.
  const cursors = new Map<Address, string | null>([...place.cursors].map(([address]) => [address, null]))
  const pending = new Set<string>()
  for (const { marketplace, fitting, nextCursor } of pages) {
    const prefixes = fitting.map(({ hash }) => prefixOf(hash))
    if (prefixes.every((prefix) => shown.has(prefix))) cursors.set(marketplace, nextCursor === '' ? null : nextCursor)
    else {
      cursors.set(marketplace, place.cursors.get(marketplace) ?? '')
      for (const prefix of prefixes) pending.add(prefix)
    }
  }
  return { offers, next: { cursors, shown: new Set([...shown].filter((prefix) => pending.has(prefix))) } }
}

function prefixOf(hash: Hex): string {
  return hash.slice(2, 2 + PREFIX)
}
