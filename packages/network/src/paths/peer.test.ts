import { checksumAddress } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/loopback.ts'
import { formatEndpoint, formatPeer, parseEndpoint, parsePeer, pinned } from './peer.ts'

const { address } = testSigner(1)

test('a peer is read back as it was written', () => {
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain())
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
      const peer = { address, endpoint: { host, port } }
      expect(parsePeer(formatPeer(peer))).toEqual(peer)
    }),
  )
})

test('an IPv6 host stands in brackets, and an address may carry its checksum', () => {
  expect(formatEndpoint({ host: '::1', port: 80 })).toBe('[::1]:80')
  expect(parsePeer(`${checksumAddress(address)}@[::1]:80`)).toEqual({ address, endpoint: { host: '::1', port: 80 } })
})

test.each([
  '',
  'localhost',
  'localhost:',
  ':80',
  'localhost:0',
  'localhost:65536',
  'localhost:8a',
  '::1:80',
  'a b:80',
  '[x]:80',
])("'%s' is no endpoint", (text) => {
  expect(() => parseEndpoint(text)).toThrow(expect.objectContaining({ code: 'ENDPOINT_INVALID' }))
})

test('a peer without an address, or with a wrong one, is refused', () => {
  expect(() => parsePeer('localhost:80')).toThrow(expect.objectContaining({ code: 'PEER_INVALID' }))
  expect(() => parsePeer('0x12@localhost:80')).toThrow(expect.objectContaining({ code: 'ADDRESS_INVALID' }))
})

test('pinned peers are known without asking, all others are asked for', async () => {
  const other = testSigner(2).address
  const endpoint = { host: 'localhost', port: 1 }
  const found = { host: 'localhost', port: 2 }
  const resolve = pinned([{ address, endpoint }], async () => [found])
  expect(await resolve(address)).toEqual([endpoint])
  expect(await resolve(other)).toEqual([found])
  expect(await pinned([])(other)).toEqual([])
})
