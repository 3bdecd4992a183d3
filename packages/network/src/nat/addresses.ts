import { isIPv4, isIPv6 } from 'node:net'

/** An address as a socket tells it, without the frame of IPv4 in IPv6. */
export function plainHost(address: string): string {
  return address.replace(/^::ffff:(?=[0-9.]+$)/i, '')
}

/** Whether an address is of a network that the internet does not route: RFC 1918, RFC 6598, RFC 4193, loopback, link-local. */
export function isPrivate(address: string): boolean {
  const host = plainHost(address)
  if (isIPv4(host)) {
    const [a, b] = host.split('.').map(Number) as [number, number]
    return (
      a === 10 ||
      a === 127 ||
      a === 0 ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254) ||
      (a === 100 && b >= 64 && b < 128)
    )
  }
  return isIPv6(host) && /^(::1?$|f[cd]|fe[89ab])/i.test(host)
}

/** Loopback and link-local: it means nothing on another machine. */
export function isOfThisMachine(address: string): boolean {
  const host = plainHost(address)
  return /^(127\.|0\.|169\.254\.)/.test(host) || /^(::1?$|fe[89ab])/i.test(host)
}

/** Whether a host to listen on means all of this machine's addresses. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
