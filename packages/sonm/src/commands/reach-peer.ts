import { isCoded } from '@sonm/common'
import { type Address, fail, NO_DEFAULTS } from '@sonm/model'
import { signedOrderFromMessage } from '@sonm/protocol'
import type { NodeApi } from '../api/node-api.ts'
import { supplierAddress } from './short-address.ts'

type Asked = Pick<NodeApi, 'data' | 'market'>

const NOBODY_THERE = ['PEER_UNREACHABLE', 'PEER_UNKNOWN', 'LOCATORS_UNREACHABLE'] as const

/** @throws ADDRESS_INVALID, also where it says where a peer listens instead of who it is */
export async function readPeer(api: Asked, text: string): Promise<Address> {
  if (/^0x[^@]*$/i.test(text)) return await supplierAddress(api, text)
  const reason = 'give the peer’s address, 0x and 40 digits; where it listens is looked up'
  throw fail('ADDRESS_INVALID', { text, reason })
}

/** A supplier’s own address is no peer’s: his hubs are. @throws PEER_IS_SUPPLIER, and what the attempt throws */
export async function reachPeer<Found>(api: Asked, peer: Address, attempt: () => Promise<Found>): Promise<Found> {
  try {
    return await attempt()
  } catch (error) {
    if (!NOBODY_THERE.some((code) => isCoded(error, code))) throw error
    const hubs = await hubsOf(api, peer)
    if (hubs.length === 0) throw error
    throw fail('PEER_IS_SUPPLIER', { address: peer, hubs: hubs.join(', ') })
  }
}

/** Of a supplier, as far as the market knows. */
async function hubsOf(api: Asked, supplier: Address): Promise<readonly string[]> {
  const [record, offered] = await Promise.allSettled([
    api.data.getSupplier({ address: supplier }),
    api.market.search({ query: `supplier=${supplier} ${NO_DEFAULTS}`, limit: 100 }),
  ])
  const sold = record.status === 'fulfilled' && record.value.master === supplier ? record.value.hubs : []
  const offers = offered.status === 'fulfilled' ? offered.value.offers : []
  return [...new Set([...sold, ...offers.map(({ order }) => signedOrderFromMessage(order).order.author)])]
}
