import { BlockList, isIP } from 'node:net'
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
 * the order of the record holds: its peer knows best.
 */
export function nearestFirst(endpoints: readonly Endpoint[], networks: readonly LocalNetwork[]): readonly Endpoint[] {
  const ours = subnets(networks.map(({ address, prefixBits }) => [address, prefixBits]))
  const rank = (endpoint: Endpoint) => {
    if (endpoint.relay === undefined && contains(ours, endpoint.host)) return 0
    return scopeOf(endpoint) === 'public' ? 1 : 2
  }
  return [...endpoints].sort((a, b) => rank(a) - rank(b))
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
