import { isIPv4, isIPv6 } from 'node:net'
import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../testing/arbitraries.ts'
import { formatEndpoint, parseAnnouncedEndpoint, parseEndpoint } from './endpoint.ts'

const parses = (text: string): boolean => {
  try {
    parseEndpoint(text)
    return true
  } catch (error) {
    expect(isCoded(error, 'ENDPOINT_INVALID')).toBe(true)
    return false
  }
}

test.each([
  ['192.0.2.1:15010', { host: '192.0.2.1', port: 15010 }],
  ['hub.example.org:1', { host: 'hub.example.org', port: 1 }],
  ['localhost:65535', { host: 'localhost', port: 65535 }],
  ['[2001:db8::1]:15010', { host: '2001:db8::1', port: 15010 }],
  ['[::ffff:192.0.2.1]:80', { host: '::ffff:192.0.2.1', port: 80 }],
])('%s is read, and written as it was', (text, endpoint) => {
  expect(parseEndpoint(text)).toEqual(endpoint)
  expect(formatEndpoint(endpoint)).toBe(text)
})

test.each([
  '',
  ':1',
  'a',
  'a:',
  'a:0',
  'a:00080',
  'a:65536',
  'a:1x',
  'a b:1',
  'a\n:1',
  '-a:1',
  'a-:1',
  'a..b:1',
  'a.:1',
  '1.2.3:1',
  '256.1.1.1:1',
  '01.2.3.4:1',
  '2001:db8::1:80',
  '[::1:80',
  '[1.2.3.4]:80',
  '[fe80::1%eth0]:80',
  '[:::]:1',
  `${'a'.repeat(64)}:1`,
  `${'a.'.repeat(130)}b:1`,
  'ä:1',
])('%j is refused', (text) => {
  expect(parses(text)).toBe(false)
})

test('IPv6 addresses are told as Node tells them', () => {
  const part = fc.constantFrom('', '0', 'ffff', '12345', 'g', '1.2.3.4', '2001', ':', '1.2.3')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV6(),
        fc.array(part, { maxLength: 10 }).map((parts) => parts.join(':')),
      ),
      (text) => {
        expect(parses(`[${text}]:80`)).toBe(isIPv6(text))
      },
    ),
    { numRuns: 2000 },
  )
})

test('a host of four numbers is read only when it is an IPv4 address', () => {
  const number = fc.oneof(fc.nat(300).map(String), fc.constantFrom('00', '01', '1000'))
  fc.assert(
    fc.property(fc.array(number, { minLength: 4, maxLength: 4 }), (parts) => {
      expect(parses(`${parts.join('.')}:80`)).toBe(isIPv4(parts.join('.')))
    }),
  )
})

test('no text makes it throw anything but ENDPOINT_INVALID', () => {
  fc.assert(fc.property(anyText(400), (text) => void parses(text)))
})

const RELAY = `0x${'ab'.repeat(20)}` as const

test('an endpoint of a relay is read, and written as it was; elsewhere than in a record it is none', () => {
  const text = `relay:${RELAY}@[2001:db8::1]:15020`
  expect(parseAnnouncedEndpoint(text)).toEqual({ host: '2001:db8::1', port: 15020, relay: RELAY })
  expect(formatEndpoint(parseAnnouncedEndpoint(text))).toBe(text)
  expect(parseAnnouncedEndpoint('192.0.2.1:80')).toEqual({ host: '192.0.2.1', port: 80 })
  expect(parses(text)).toBe(false)
})

test.each([
  'relay:',
  'relay:@a:1',
  `relay:${RELAY}`,
  `relay:${RELAY.toUpperCase()}@a:1`,
  `relay:0x${'AB'.repeat(20)}@a:1`,
  `relay:${RELAY}@a`,
  `relay:${RELAY}@relay:${RELAY}@a:1`,
  `relay:${RELAY}@a:1\n`,
  `RELAY:${RELAY}@a:1`,
])('%j is no endpoint of a relay', (text) => {
  expect(() => parseAnnouncedEndpoint(text)).toThrow(expect.objectContaining({ code: 'ENDPOINT_INVALID' }))
})

test('no text makes the reading of a record throw anything but ENDPOINT_INVALID', () => {
  const text = fc.oneof(
    anyText(400),
    anyText(100).map((rest) => `relay:${rest}`),
  )
  fc.assert(
    fc.property(text, (text) => {
      try {
        expect(formatEndpoint(parseAnnouncedEndpoint(text))).toBe(text)
      } catch (error) {
        expect(isCoded(error, 'ENDPOINT_INVALID')).toBe(true)
      }
    }),
  )
})
