import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { connectionsOf, hostOf } from './host.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['2001:db8::3:4:5:6', '2001:db8:0:0::/64'],
  ['2001:db8:1::3:4:5:6', '2001:db8:1:0::/64'],
  ['::3:4:5:6', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['127.0.0.1', 'loopback'],
  ['127.8.9.10', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  [undefined, ''],
])('%s is counted as %s', (address, host) => {
  expect(hostOf(address)).toBe(host)
})

test('one machine is one host, whichever of its IPv6 addresses it uses', () => {
  const addresses = Array.from({ length: 1000 }, (_, at) => `2001:db8:1:2:${at.toString(16)}::${at.toString(16)}`)
  expect(new Set(addresses.map(hostOf)).size).toBe(1)
})

test('it takes eight hosts to use up all connections, and loopback may have more than a stranger but never all', () => {
  const ofStranger = connectionsOf(hostOf('192.0.2.7'))
  const ofLoopback = connectionsOf(hostOf('::ffff:127.0.0.1'))
  expect(ofStranger * 8).toBeLessThanOrEqual(limits.connections)
  expect(ofStranger).toBeGreaterThan(limits.tunnelsPerPeer + limits.rpcConnectionsPerPeer)
  expect(ofLoopback).toBeGreaterThan(ofStranger)
  expect(ofLoopback * 2).toBeLessThanOrEqual(limits.connections)
})
