import { fail, NO_DEFAULTS } from '@sonm/model'
import { InvalidArgumentError } from 'commander'
import type { NodeApi } from '../api/node-api.ts'
import { searchAll } from './search-all.ts'

/** More are no help. */
const MOST_SHOWN = 8
const WHOLE = /^0x[0-9a-f]{64}$/

/** An order's hash, or enough of its first digits, as lists print it. */
export function readHashStart(text: string): string {
  const start = text.toLowerCase().replace(/…$/, '')
  if (!/^0x[0-9a-f]{6,64}$/.test(start))
    throw new InvalidArgumentError('It must be 0x and 64 hexadecimal digits, or the first 6 of them at the least.')
  return start
}

/** @throws ORDER_NOT_FOUND, ORDER_AMBIGUOUS */
export async function bidHashOf(api: NodeApi, start: string): Promise<string> {
  if (WHOLE.test(start)) return start
  const { bids } = await api.bids.listBids({})
  return theOne(
    start,
    bids.map(({ orderHash }) => orderHash),
  )
}

/** Of an offer that is on the market. @throws ORDER_NOT_FOUND, ORDER_AMBIGUOUS, MARKETPLACES_UNREACHABLE */
export async function askHashOf(api: NodeApi, start: string): Promise<string> {
  if (WHOLE.test(start)) return start
  const { offers } = await searchAll((page) => api.market.search(page), { query: NO_DEFAULTS })
  return theOne(
    start,
    offers.map(({ orderHash }) => orderHash),
  )
}

function theOne(start: string, hashes: readonly string[]): string {
  const all = [...new Set(hashes)].filter((hash) => hash.startsWith(start))
  const [found, ...more] = all
  if (found === undefined) throw fail('ORDER_NOT_FOUND', { orderHash: start })
  if (more.length > 0) throw fail('ORDER_AMBIGUOUS', { start, count: all.length, starts: startsOf(all, start) })
  return found
}

/** As many digits of each as tell all apart, of a few. */
function startsOf(hashes: readonly string[], start: string): string {
  let digits = start.length + 1
  while (new Set(hashes.map((hash) => hash.slice(0, digits))).size < hashes.length) digits++
  const shown = hashes.slice(0, MOST_SHOWN).map((hash) => hash.slice(0, digits))
  return [...shown, ...(hashes.length > MOST_SHOWN ? ['and more'] : [])].join(', ')
}
