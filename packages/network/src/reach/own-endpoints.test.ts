import { formatEndpoint, MAX_RECORD_ENDPOINTS } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/loopback.ts'
import { lacksPublicIpv4, ownEndpoints } from './own-endpoints.ts'

const PORT = 15_010
const addresses = ['127.0.0.1', '192.168.1.7', '192.0.2.7', 'fe80::1', '::1', '2001:db8::7']
const relay = { host: '198.51.100.1', port: 15_020, relay: testSigner(1).address }
const nothing = { told: [], addresses, mapped: undefined, relays: [] }
const texts = (known: Partial<Parameters<typeof ownEndpoints>[0]>) =>
  ownEndpoints({ ...nothing, listening: { host: '0.0.0.0', port: PORT }, ...known }).map(formatEndpoint)

test('who listens everywhere announces his addresses: public, mapped, private, relays', () => {
  const mapped = { host: '203.0.113.5', port: 40_000 }
  expect(texts({ mapped, relays: [relay] })).toEqual([
    '192.0.2.7:15010',
    '203.0.113.5:40000',
    '192.168.1.7:15010',
    `relay:${relay.relay}@198.51.100.1:15020`,
  ])
  expect(texts({ listening: { host: '::', port: PORT } })).toEqual([
    '192.0.2.7:15010',
    '[2001:db8::7]:15010',
    '192.168.1.7:15010',
  ])
})

test('a machine that has loopback alone announces that; one address that is listened on is announced alone', () => {
  expect(texts({ addresses: ['127.0.0.1'] })).toEqual(['127.0.0.1:15010'])
  expect(texts({ listening: { host: '127.0.0.1', port: 1 } })).toEqual(['127.0.0.1:1'])
})

test('what the operator tells is announced as he tells it', () => {
  expect(texts({ told: [{ host: 'hub.example.org', port: 1 }], relays: [relay] })).toEqual([
    'hub.example.org:1',
    `relay:${relay.relay}@198.51.100.1:15020`,
  ])
})

test('a record never has more endpoints than it may, and always the relays', () => {
  fc.assert(
    fc.property(fc.array(fc.ipV4(), { maxLength: 40 }), fc.boolean(), (addresses, hasRelay) => {
      const endpoints = texts({ addresses, relays: hasRelay ? [relay] : [] })
      expect(endpoints.length).toBeLessThanOrEqual(MAX_RECORD_ENDPOINTS)
      expect(new Set(endpoints).size).toBe(endpoints.length)
      if (hasRelay) expect(endpoints.at(-1)).toBe(formatEndpoint(relay))
    }),
  )
})

test.each([
  [['192.168.1.7', 'fd00::1'], true],
  // IPv6 leads here, and most callers have IPv4 alone.
  [['192.168.1.7', '2001:db8::7'], true],
  [['192.168.1.7', '192.0.2.7'], false],
  [['127.0.0.1'], false],
  [['2001:db8::7', 'fd00::1'], false],
  [['hub.example.org'], false],
])('a router is asked for a port where we are at %j: %s', (hosts, isAsked) => {
  expect(lacksPublicIpv4(hosts.map((host) => ({ host, port: PORT })))).toBe(isAsked)
  // That a relay is public makes us no more public.
  expect(lacksPublicIpv4([...hosts.map((host) => ({ host, port: PORT })), relay])).toBe(isAsked)
})
