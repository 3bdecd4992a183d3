import { expect, test } from 'vitest'
import { isOfThisMachine, isPrivate, plainHost } from './addresses.ts'
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

test.each([
  ['10.1.2.3', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.0.1', true],
  ['100.64.0.1', true],
  ['100.128.0.1', false],
  ['169.254.1.1', true],
  ['127.0.0.1', true],
  ['::ffff:10.0.0.1', true],
  ['8.8.8.8', false],
  ['fd00::1', true],
  ['fe80::1', true],
  ['::1', true],
  ['2001:db8::1', false],
  ['hub.example.org', false],
])('%s is private: %s', (address, expected) => {
  expect(isPrivate(address)).toBe(expected)
})

test('loopback and link-local are of this machine alone', () => {
  const addresses = ['127.0.0.1', '::1', '169.254.1.1', 'fe80::1', '10.0.0.1', 'fd00::1', '192.0.2.1']
  expect(addresses.filter(isOfThisMachine)).toEqual(['127.0.0.1', '::1', '169.254.1.1', 'fe80::1'])
  expect(plainHost('::ffff:192.0.2.1')).toBe('192.0.2.1')
})
