import { isIPv4 } from 'node:net'
import { type Endpoint, formatEndpoint, MAX_RECORD_ENDPOINTS } from '@sonm/model'
import { isOfThisMachine, isPrivate, isWildcard, plainHost } from '../nat/addresses.ts'

/** What is known of how others may reach us. */
export interface OwnEndpoints {
  /** Told by the operator: then we do not guess. */
  readonly told: readonly Endpoint[]
  readonly listening: Endpoint
  /** The addresses of this machine's interfaces. */
  readonly addresses: readonly string[]
  /** What the router leads here. */
  readonly mapped: Endpoint | undefined
  /** Relays at which we have a place. */
  readonly relays: readonly Endpoint[]
}

/**
 * What is announced, best first: public addresses, what the router leads here, private addresses (whoever is in the same
 * network or behind the same NAT uses them), relays.
 */
export function ownEndpoints({ told, listening, addresses, mapped, relays }: OwnEndpoints): readonly Endpoint[] {
  const direct = told.length > 0 ? told : listenedOn(listening, addresses)
  const isPublic = ({ host }: Endpoint) => !isPrivate(host)
  const all = [
    ...direct.filter(isPublic),
    ...(mapped ? [mapped] : []),
    ...direct.filter((endpoint) => !isPublic(endpoint)),
  ]
  const seen = new Set<string>()
  const once = [...all.slice(0, MAX_RECORD_ENDPOINTS - relays.length), ...relays].filter((endpoint) => {
    const text = formatEndpoint(endpoint)
    return !seen.has(text) && seen.add(text)
  })
  return once.slice(0, MAX_RECORD_ENDPOINTS)
}

function listenedOn(listening: Endpoint, addresses: readonly string[]): readonly Endpoint[] {
  if (!isWildcard(listening.host)) return [listening]
  const usable = addresses.filter((address) => listening.host === '::' || isIPv4(address))
  const elsewhere = usable.filter((address) => !isOfThisMachine(address))
  return (elsewhere.length > 0 ? elsewhere : usable).map((host) => ({ host, port: listening.port }))
}

/**
 * Whether a router should be asked for a port: IPv4 callers reach us in a private network alone. On loopback nobody shall
 * reach us, and IPv6 has no NAT.
 */
export function lacksPublicIpv4(endpoints: readonly Endpoint[]): boolean {
  const direct = endpoints.filter(({ relay }) => relay === undefined).map(({ host }) => plainHost(host))
  const ipv4 = direct.filter((host) => isIPv4(host) && !isOfThisMachine(host))
  return ipv4.length > 0 && ipv4.every(isPrivate)
}
