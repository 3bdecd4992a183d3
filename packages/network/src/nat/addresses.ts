import { BlockList, isIP } from 'node:net'

/** Who can reach a host at all: everybody, a local network, one cable, this machine alone, or nobody as a single machine. */
export type HostScope = 'public' | 'private' | 'link' | 'loopback' | 'reserved'

const RANGES: Readonly<Record<Exclude<HostScope, 'public'>, readonly string[]>> = {
  // Whoever connects to no address in particular (0.0.0.0, ::) meets himself.
  loopback: ['0.0.0.0/8', '127.0.0.0/8', '::/128', '::1/128'],
  // What a machine gives itself where nobody gives it one; also where clouds tell a machine its secrets.
  link: ['169.254.0.0/16', 'fe80::/10'],
  // RFC 1918, behind a provider's NAT (RFC 6598), RFC 4193.
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
  // For protocols, for measurements, and what is no unicast address.
  reserved: ['192.0.0.0/24', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4', 'ff00::/8'],
}
const SCOPES = Object.entries(RANGES).map(([scope, ranges]) => [scope as HostScope, subnets(ranges)] as const)

/** Every range of IPv4 that the internet does not route. */
export const UNROUTED_IPV4: readonly string[] = Object.values(RANGES)
  .flat()
  .filter((range) => !range.includes(':'))

/** Of an address or a name. A name may lead anywhere, so it is public, but for this machine's own. */
export function scopeOf(host: string): HostScope {
  if (host.toLowerCase() === 'localhost') return 'loopback'
  return SCOPES.find(([, list]) => contains(list, host))?.[0] ?? 'public'
}

/** Whether an address is of a network that the internet does not route. */
export function isPrivate(host: string): boolean {
  const scope = scopeOf(host)
  return scope !== 'public' && scope !== 'reserved'
}

/** Loopback and link-local: it means nothing on another machine. */
export function isOfThisMachine(host: string): boolean {
  const scope = scopeOf(host)
  return scope === 'loopback' || scope === 'link'
}

/** Whether a host to listen on means all of this machine's addresses. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** An address as a socket tells it, without the frame of IPv4 in IPv6. */
export function plainHost(address: string): string {
  return address.replace(/^::ffff:(?=[0-9.]+$)/i, '')
}

/** @param ranges such as 192.168.1.0/24 */
export function subnets(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/** @param host a name is in no range; the zone of an address (`fe80::1%eth0`) says nothing here */
export function contains(list: BlockList, host: string): boolean {
  const address = host.replace(/%.*$/, '')
  const version = isIP(address)
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
}
