import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { Clock } from '@sonm/common'
import { addressBeside, gatewayOfRoutes, natPmp, type PortMapper, upnp } from '@sonm/network'

/** The addresses of this machine, in the order of its interfaces. */
export function interfaceAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))
}

/** The ways to ask this machine's router for a port. NAT-PMP, the faster, needs to know where the router is. */
export function portMappers(clock: Clock): readonly PortMapper[] {
  const interfaces = () => Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const localAddress = () => addressBeside(defaultGateway(), interfaces())
  return [natPmp({ gateway: defaultGateway, clock }), upnp({ localAddress, clock })]
}

/** Undefined also where the system is not Linux. */
function defaultGateway(): string | undefined {
  try {
    return gatewayOfRoutes(readFileSync('/proc/net/route', 'utf8'))
  } catch {
    return undefined
  }
}
