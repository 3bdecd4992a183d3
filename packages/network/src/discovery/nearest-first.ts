import { BlockList, isIP, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Endpoint } from '../paths/peer.ts'

/** A network that this machine is on: `192.168.1.0/24`. */
export interface LocalNetwork {
  readonly address: string
  readonly prefixBits: number
}

/** Who can reach an endpoint at all: everybody, a local network, or this machine alone. A name may lead anywhere. */
export type EndpointScope = 'public' | 'private' | 'loopback'

const LOOPBACK = subnets([
  ['127.0.0.0', 8],
  ['::1', 128],
])
const PRIVATE = subnets([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  // Behind a provider's NAT (RFC 6598), and what a machine gives itself where nobody gives it one.
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
])

export function scopeOf({ host }: Endpoint): EndpointScope {
  if (host.toLowerCase() === 'localhost' || contains(LOOPBACK, host)) return 'loopback'
  return contains(PRIVATE, host) ? 'private' : 'public'
}

/**
 * Puts the endpoints of a record in the order in which they are worth trying from here: private ones of a network that we are
 * on too, then public ones, then those of networks that are not ours, which lead to somebody else if to anybody. Among equals
 * IPv4 and IPv6 take turns (RFC 8305), so that one of them which leads nowhere costs a moment, however many addresses it has;
 * within each the order of the record holds: its peer knows best.
 */
export function nearestFirst(endpoints: readonly Endpoint[], networks: readonly LocalNetwork[]): readonly Endpoint[] {
  const ours = subnets(networks.map(({ address, prefixBits }) => [address, prefixBits]))
  const rank = (endpoint: Endpoint) => {
    if (endpoint.relay === undefined && contains(ours, endpoint.host)) return 0
    return scopeOf(endpoint) === 'public' ? 1 : 2
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
export function systemNetworks(): readonly LocalNetwork[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ address, cidr }) => {
      const prefixBits = Number(cidr?.split('/')[1] ?? Number.NaN)
      const isPrivate = scopeOf({ host: address, port: 1 }) !== 'public'
      return isPrivate && Number.isInteger(prefixBits) ? [{ address, prefixBits }] : []
    })
}

function subnets(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [address, bits] of networks) list.addSubnet(address, bits, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return list
}

function contains(list: BlockList, host: string): boolean {
  const version = isIP(host)
  return version !== 0 && list.check(host, version === 6 ? 'ipv6' : 'ipv4')
}
