import { networkInterfaces } from 'node:os'
import { contains, scopeOf, subnets } from '../nat/addresses.ts'
import type { Endpoint } from '../paths/peer.ts'

/**
 * Puts the endpoints of a record in the order in which they are worth trying from here: private ones of a network that we are
 * on too, then public ones, then those of networks that are not ours, which lead to somebody else if to anybody. Among equals
 * the order of the record holds: its peer knows best.
 * @param networks that this machine is on: `192.168.1.7/24`
 */
export function nearestFirst(endpoints: readonly Endpoint[], networks: readonly string[]): readonly Endpoint[] {
  const ours = subnets(networks)
  const rank = ({ host, relay }: Endpoint) => {
    if (relay === undefined && contains(ours, host)) return 0
    return scopeOf(host) === 'public' ? 1 : 2
  }
  return [...endpoints].sort((a, b) => rank(a) - rank(b))
}

/** The private networks that this machine is on now, its loopback among them. */
export function systemNetworks(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ address, cidr }) => (cidr !== null && scopeOf(address) !== 'public' ? [cidr] : []))
}
