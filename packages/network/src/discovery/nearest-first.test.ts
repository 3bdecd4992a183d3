import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scopeOf } from '../nat/addresses.ts'
import { nearestFirst, systemNetworks } from './nearest-first.ts'

const at = (host: string) => ({ host, port: 15010 })
const home = '192.168.1.7/24'

test('a private address of our own network comes first, one of another network last', () => {
  const endpoints = ['203.0.113.1', '10.0.0.1', '192.168.1.2', 'hub.example.org', '192.168.2.2'].map(at)
  const hosts = nearestFirst(endpoints, [home]).map(({ host }) => host)
  expect(hosts).toEqual(['192.168.1.2', '203.0.113.1', 'hub.example.org', '10.0.0.1', '192.168.2.2'])
})

test('a relay on our network is no shorter way than a public address', () => {
  const relayed = { ...at('192.168.1.9'), relay: `0x${'aa'.repeat(20)}` as const }
  expect(nearestFirst([at('203.0.113.1'), relayed], [home])[0]!.host).toBe('203.0.113.1')
})

test('IPv4 and IPv6 take turns: addresses of one that lead nowhere do not keep the other waiting', () => {
  const endpoints = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '2001:db8::1', '2001:db8::2'].map(at)
  const hosts = (list: typeof endpoints) => nearestFirst(list, [home]).map(({ host }) => host)
  expect(hosts(endpoints)).toEqual(['203.0.113.1', '2001:db8::1', '203.0.113.2', '2001:db8::2', '203.0.113.3'])
  expect(hosts(endpoints.toReversed()).slice(0, 2)).toEqual(['2001:db8::2', '203.0.113.3'])
})

test('nothing is lost or invented, and within a family the order of the record holds', () => {
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain())
  fc.assert(
    fc.property(fc.array(host), (hosts) => {
      const endpoints = hosts.map(at)
      const sorted = nearestFirst(endpoints, [home])
      expect(sorted.map((endpoint) => endpoint.host).sort()).toEqual([...hosts].sort())
      for (const scope of ['public', 'private'] as const) {
        for (const family of [true, false]) {
          const isOurs = ({ host }: { host: string }) => host.startsWith('192.168.1.')
          const of = (list: readonly { host: string; port: number }[]) =>
            list.filter(
              (endpoint) => scopeOf(endpoint.host) === scope && !isOurs(endpoint) && isIPv6(endpoint.host) === family,
            )
          expect(of(sorted)).toEqual(of(endpoints))
        }
      }
    }),
  )
})

test('this machine is on its own loopback', () => {
  expect(nearestFirst([at('203.0.113.1'), at('127.0.0.1')], systemNetworks())[0]!.host).toBe('127.0.0.1')
})
