import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { addressBeside, gatewayOfRoutes } from './default-gateway.ts'

const ROUTES = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
wlan0	00000000	0100A8C0	0003	0	0	600	00000000	0	0	0
eth0	00000000	FE01A8C0	0003	0	0	100	00000000	0	0	0
eth0	0001A8C0	00000000	0001	0	0	100	00FFFFFF	0	0	0
`

test('the router is that of the default route with the lowest metric', () => {
  expect(gatewayOfRoutes(ROUTES)).toBe('192.168.1.254')
  expect(gatewayOfRoutes('')).toBeUndefined()
  expect(gatewayOfRoutes('Iface\nlo\t00000000\tnonsense\t0\t0\t0\t0\n')).toBeUndefined()
})

const at = (address: string, internal = false, family = 'IPv4') =>
  ({ address, internal, family, cidr: `${address}/${family === 'IPv4' ? 24 : 64}` }) as NetworkInterfaceInfo
const INTERFACES = [at('127.0.0.1', true), at('172.17.0.1'), at('fd00::7', false, 'IPv6'), at('192.168.1.7')]

test('a router is told our address in its own network, not that of another bridge', () => {
  expect(addressBeside('192.168.1.254', INTERFACES)).toBe('192.168.1.7')
  expect(addressBeside('172.17.0.254', INTERFACES)).toBe('172.17.0.1')
})

test('without a router that is known it is the first address that others may see', () => {
  expect(addressBeside(undefined, INTERFACES)).toBe('172.17.0.1')
  expect(addressBeside('10.0.0.1', INTERFACES)).toBe('172.17.0.1')
  expect(addressBeside(undefined, [at('127.0.0.1', true)])).toBeUndefined()
})
