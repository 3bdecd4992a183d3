import type { NetworkInterfaceInfo } from 'node:os'
import { contains, subnets } from './addresses.ts'

/**
 * The router of a machine's default route, from the text of Linux's /proc/net/route; undefined: there is none.
 * Its numbers are in hex, the bytes of an address in the order of this machine, which is little-endian wherever Node runs.
 */
export function gatewayOfRoutes(text: string): string | undefined {
  const routes = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, destination, gateway]) => destination === '00000000' && gateway !== '00000000')
    .filter(([, , gateway]) => /^[0-9A-F]{8}$/i.test(gateway ?? ''))
    .sort((a, b) => Number(a[6]) - Number(b[6]))
  const gateway = routes[0]?.[2]
  return gateway && [...Buffer.from(gateway, 'hex')].reverse().join('.')
}

/** This machine's address in the router's network; where no router is known, the first that is not for itself alone. */
export function addressBeside(
  gateway: string | undefined,
  interfaces: readonly NetworkInterfaceInfo[],
): string | undefined {
  const candidates = interfaces.filter(({ family, internal }) => family === 'IPv4' && !internal)
  const holdsGateway = ({ cidr }: NetworkInterfaceInfo) =>
    gateway !== undefined && cidr !== null && contains(subnets([cidr]), gateway)
  return (candidates.find(holdsGateway) ?? candidates[0])?.address
}
