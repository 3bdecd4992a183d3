import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { contains, scopeOf, subnets } from '../nat/addresses.ts'
import type { Endpoint } from '../paths/peer.ts'

/**
 * Puts the endpoints of a record in the order in which they are worth trying from here: private ones of a network that we are
 * on too, then public ones, then those of networks that are not ours, which lead to somebody else if to anybody. Among equals
 * IPv4 and IPv6 take turns (RFC 8305), so that one of them which leads nowhere costs a moment, however many addresses it has;
 * within each the order of the record holds: its peer knows best.
 * @param networks that this machine is on: `192.168.1.7/24`
 */
export function nearestFirst(endpoints: readonly Endpoint[], networks: readonly string[]): readonly Endpoint[] {
  const ours = subnets(networks)
  const rank = ({ host, relay }: Endpoint) => {
    if (relay === undefined && contains(ours, host)) return 0
    return scopeOf(host) === 'public' ? 1 : 2
  }
  return [0, 1, 2].flatMap((each) => familiesInTurns(endpoints.filter((endpoint) => rank(endpoint) === each)))
}

/** Begins with the family of the first; a name counts as IPv4, and may be both. */
function familiesInTurns(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const isFirst = ({ host }: Endpoint) => isIPv6(host) === isIPv6(endpoints[0]!.host)
  const first = endpoints.filter(isFirst)
  const second = endpoints.filter((endpoint) => !isFirst(endpoint))
  return endpoints.flatMap((_, at) => [...first.slice(at, at + 1), ...second.slice(at, at + 1)])
}

/** The private networks that this machine is on now, its loopback among them. */
export function systemNetworks(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ address, cidr }) => (cidr !== null && scopeOf(address) !== 'public' ? [cidr] : []))
}
