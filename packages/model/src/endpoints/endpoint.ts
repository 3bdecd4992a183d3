import { fail } from '../errors/catalog.ts'
import type { Address } from '../identity/address.ts'

/** Where a peer listens: an IPv4 or IPv6 address or a DNS name, and a TCP port. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  /** Who listens there, when it is a relay that leads to the peer; undefined: the peer itself. */
  readonly relay?: Address
}

/** A DNS name is 253 characters at most; with the port it stays below this. */
export const MAX_ENDPOINT_LENGTH = 260
const RELAY_PREFIX = 'relay:'

/** Reads `host:port`; an IPv6 host stands in brackets. @throws ENDPOINT_INVALID */
export function parseEndpoint(text: string): Endpoint {
  const invalid = (reason: string) => fail('ENDPOINT_INVALID', { text: text.slice(0, MAX_ENDPOINT_LENGTH), reason })
  if (text.length > MAX_ENDPOINT_LENGTH) throw invalid('it is too long')
  const colon = text.lastIndexOf(':')
  const portText = text.slice(colon + 1)
  const port = Number(portText)
  if (colon <= 0 || !/^[1-9][0-9]{0,4}$/.test(portText) || port > 65_535) {
    throw invalid('it must end in a colon and a port from 1 to 65535')
  }
  const host = text.slice(0, colon)
  if (host.startsWith('[') && host.endsWith(']') && isIPv6(host.slice(1, -1))) return { host: host.slice(1, -1), port }
  if (!isHostName(host)) {
    throw invalid('the host must be a name, an IPv4 address, or an IPv6 address in brackets')
  }
  return { host, port }
}

/**
 * Reads an endpoint as a record holds it: `host:port`, or `relay:0xRELAY@host:port` for a relay that leads to the peer.
 * @throws ENDPOINT_INVALID
 */
export function parseAnnouncedEndpoint(text: string): Endpoint {
  if (!text.startsWith(RELAY_PREFIX)) return parseEndpoint(text)
  const at = text.indexOf('@')
  const relay = text.slice(RELAY_PREFIX.length, Math.max(at, 0))
  if (!/^0x[0-9a-f]{40}$/.test(relay)) {
    const reason = 'a relay must be written as relay:0xADDRESS@host:port, the address in small letters'
    throw fail('ENDPOINT_INVALID', { text: text.slice(0, MAX_ENDPOINT_LENGTH), reason })
  }
  return { ...parseEndpoint(text.slice(at + 1)), relay: relay as Address }
}

/** As `parseAnnouncedEndpoint` reads it. */
export function formatEndpoint({ host, port, relay }: Endpoint): string {
  const listening = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  return relay === undefined ? listening : `${RELAY_PREFIX}${relay}@${listening}`
}

/** A DNS name (RFC 1123, underscores allowed) or an IPv4 address; a last label of digits alone makes it the latter. */
function isHostName(host: string): boolean {
  if (host.length > 253) return false
  const labels = host.split('.')
  if (!labels.every((label) => /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label))) return false
  return !/^[0-9]+$/.test(labels.at(-1)!) || isIPv4(host)
}

function isIPv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
}

/** RFC 4291: eight groups, one run of them as '::', the last two perhaps as IPv4. A zone (%eth0) means nothing elsewhere. */
function isIPv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const endsInIPv4 = last.includes('.')
  if (endsInIPv4 && (!isIPv4(last) || !text.endsWith(last))) return false
  const hex = endsInIPv4 ? groups.slice(0, -1) : groups
  if (!hex.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false
  const count = hex.length + (endsInIPv4 ? 2 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}
