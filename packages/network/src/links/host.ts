import { isIPv6 } from 'node:net'
import { limits } from '../limits.ts'
import { plainHost, scopeOf } from '../nat/addresses.ts'

/** All addresses of this machine's loopback, as `hostOf` tells them. */
const LOOPBACK_HOST = 'loopback'

/**
 * The machine at the other end, as what it uses is counted: an IPv4 address, or the /64 of an IPv6 address, of which a
 * single machine may use as many addresses as it likes.
 * @param remoteAddress as a socket tells it; it has none when it was closed already
 */
export function hostOf(remoteAddress = ''): string {
  const address = plainHost(remoteAddress)
  if (scopeOf(address) === 'loopback') return LOOPBACK_HOST
  return isIPv6(address) ? `${prefixOf(address).join(':')}::/64` : address
}

/** The first four groups of an IPv6 address. */
function prefixOf(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail === undefined) return groups.slice(0, 4)
  const after = tail === '' ? [] : tail.split(':')
  const zeros = new Array<string>(8 - groups.length - after.length).fill('0')
  return [...groups, ...zeros, ...after].slice(0, 4)
}

/** How many connections to us a host may have. */
export function connectionsOf(host: string): number {
  return host === LOOPBACK_HOST ? limits.connectionsOfLoopback : limits.connectionsPerHost
}
