import { type Address, fail, NO_DEFAULTS, parseAddress } from '@sonm/model'
import { signedOrderFromMessage } from '@sonm/protocol'
import type { NodeApi } from '../api/node-api.ts'
import { searchAll } from './search-all.ts'

type Asked = Pick<NodeApi, 'data' | 'market'>

/** As tables print an address. */
const SHORT = /^(0x[0-9a-f]{6,})(?:…|\.\.\.)([0-9a-f]{4,})$/

/**
 * An address, also as tables print it, where one supplier or hub alone is shown so.
 * @throws ADDRESS_INVALID
 */
export async function supplierAddress(api: Asked, text: string): Promise<Address> {
  const [, start, end] = SHORT.exec(text.toLowerCase()) ?? []
  if (start === undefined || end === undefined) return parseAddress(text)
  const [found, ...more] = (await knownAddresses(api)).filter((each) => each.startsWith(start) && each.endsWith(end))
  if (found !== undefined && more.length === 0) return found
  const how = found === undefined ? 'nobody who sells or has sold' : `more than one of those who sell`
  const reason = `${how} has an address of this form, and \`sonm market suppliers\` and \`sonm market search --out json\` have it whole`
  throw fail('ADDRESS_INVALID', { text, reason })
}

/** Suppliers who have had deals, and those who offer something with their hubs. */
async function knownAddresses(api: Asked): Promise<readonly Address[]> {
  const [{ suppliers }, { offers }] = await Promise.all([
    api.data.listSuppliers({ limit: 200 }),
    searchAll((page) => api.market.search(page), { query: NO_DEFAULTS }),
  ])
  const selling = offers.flatMap(({ supplier, order }) => [supplier, signedOrderFromMessage(order).order.author])
  return [...new Set([...suppliers.map(({ master }) => master), ...selling])] as Address[]
}
