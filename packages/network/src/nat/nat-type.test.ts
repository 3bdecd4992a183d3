import { expect, test } from 'vitest'
import { gatewayOfRoutes } from './default-gateway.ts'
import { natTypeOf } from './nat-type.ts'

const seen = (port: number, host = '203.0.113.5') => ({ localPort: 4000, endpoint: { host, port } })

test.each([
  ['nobody says', [], 'unknown'],
  ['the own address is seen', [seen(9, '192.0.2.7')], 'none'],
  ['two relays see the same port', [seen(5000), seen(5000)], 'endpoint-independent'],
  ['two relays see different ports', [seen(5000), seen(5001)], 'symmetric'],
  ['one relay sees the port as it is', [seen(4000)], 'endpoint-independent'],
  ['one relay sees another port', [seen(5000)], 'unknown'],
] as const)('when %s', (_, ports, type) => {
  expect(natTypeOf(['10.0.0.2', '::ffff:192.0.2.7'], ports)).toBe(type)
})

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
