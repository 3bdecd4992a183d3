import type { Address, Endpoint } from '@sonm/model'
import { plainHost } from './addresses.ts'

/**
 * What stands between this machine and the internet. `endpoint-independent`: a NAT that can be punched, for a port keeps its
 * outside; `symmetric`: one that cannot, for each destination sees another.
 */
export type NatType = 'unknown' | 'none' | 'endpoint-independent' | 'symmetric'

/** One local port, as a relay saw it. */
export interface SeenPort {
  readonly localPort: number
  readonly endpoint: Endpoint
}

/** The same, and which relay said it. */
export interface RelaySight extends SeenPort {
  readonly relay: Address
}

/**
 * Judges by what relays saw of one local port.
 * @param own this machine's addresses
 */
export function natTypeOf(own: readonly string[], seen: readonly SeenPort[]): NatType {
  const [first, ...others] = seen
  if (!first) return 'unknown'
  if (own.map(plainHost).includes(first.endpoint.host)) return 'none'
  const same = ({ endpoint }: SeenPort) => endpoint.port === first.endpoint.port
  if (others.length > 0) return others.every(same) ? 'endpoint-independent' : 'symmetric'
  // Of one relay alone: who keeps the number of the port keeps it for all.
  return first.endpoint.port === first.localPort ? 'endpoint-independent' : 'unknown'
}
