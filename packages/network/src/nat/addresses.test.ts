import { expect, test } from 'vitest'
import { isOfThisMachine, isPrivate, plainHost, scopeOf } from './addresses.ts'

test.each([
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['localhost', 'loopback'],
  ['0.0.0.0', 'loopback'],
  ['::', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.31.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'private'],
  ['169.254.1.1', 'link'],
  ['fd00::1', 'private'],
  ['fe80::1', 'link'],
  ['fe80::1%eth0', 'link'],
  ['::ffff:10.0.0.1', 'private'],
  ['240.0.0.1', 'reserved'],
  ['ff02::1', 'reserved'],
  ['203.0.113.1', 'public'],
  ['2001:db8::1', 'public'],
  ['hub.example.org', 'public'],
])('%s is %s', (host, scope) => {
  expect(scopeOf(host)).toBe(scope)
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
