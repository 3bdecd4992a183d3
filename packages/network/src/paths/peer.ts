import { isCoded } from '@sonm/common'
import { type Address, type Endpoint, fail, formatEndpoint, parseAddress, parseEndpoint } from '@sonm/model'

export { type Endpoint, formatEndpoint, parseEndpoint }

/** A peer that is known by configuration: its address and where it listens. */
export interface Peer {
  readonly address: Address
  readonly endpoint: Endpoint
}

export interface LookUp {
  /** What was known did not lead there: ask anew. */
  readonly again?: boolean
}

/** Finds where an address listens; an empty list when nobody knows. */
export type Resolve = (address: Address, options?: LookUp) => Promise<readonly Endpoint[]>

/**
 * Reads `0xADDRESS@host:port`; an IPv6 host stands in brackets.
 * @throws PEER_INVALID, ENDPOINT_INVALID, ADDRESS_INVALID
 */
export function parsePeer(text: string): Peer {
  const at = text.indexOf('@')
  if (at === -1) throw fail('PEER_INVALID', { text, reason: "there is no '@' between the address and the endpoint" })
  return { address: parseAddress(text.slice(0, at)), endpoint: parseEndpoint(text.slice(at + 1)) }
}

/** Those of a stranger's list that can be read; nonsense among them is left out. */
export function readablePeers(texts: readonly string[]): readonly Peer[] {
  return texts.flatMap((text) => {
    try {
      return [parsePeer(text)]
    } catch (error) {
      if (isCoded(error)) return []
      throw error
    }
  })
}

export function formatPeer(peer: Peer): string {
  return `${peer.address}@${formatEndpoint(peer.endpoint)}`
}

/** A resolver over peers known by configuration, which asks `next` (a locator, say) about all others. */
export function pinned(peers: readonly Peer[], next: Resolve = async () => []): Resolve {
  return async (address, options) => {
    const known = peers.filter((peer) => peer.address === address).map((peer) => peer.endpoint)
    return known.length > 0 ? known : next(address, options)
  }
}
