import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../identity/address.ts'
import { signerFromPrivateKey } from '../identity/signer.ts'
import { isNewer, MAX_RECORD_ENDPOINTS, recordSigningBytes, signRecord, verifyRecord } from './record.ts'

const signer = signerFromPrivateKey(new Uint8Array(32).fill(7))
const stranger = signerFromPrivateKey(new Uint8Array(32).fill(8))
const NOW = 1_767_225_600n
const facts = { endpoints: ['192.0.2.1:15010', '[2001:db8::1]:15010'], sequence: 7n, expiresAtSeconds: NOW + 600n }

test('a record is valid until it expires', async () => {
  const record = await signRecord(signer, facts)
  verifyRecord(record, NOW)
  verifyRecord(record, NOW + 599n)
  expect(() => verifyRecord(record, NOW + 600n)).toThrow(expect.objectContaining({ code: 'ENDPOINT_RECORD_EXPIRED' }))
})

test('the signed bytes are as documented', () => {
  expect(new TextDecoder().decode(recordSigningBytes({ ...facts, address: signer.address }))).toBe(
    `sonm endpoint record 1\naddress ${signer.address}\nsequence 7\nexpires 1767226200\n` +
      'endpoint 192.0.2.1:15010\nendpoint [2001:db8::1]:15010\n',
  )
})

test.each([
  ['another address', { address: stranger.address }],
  ['another endpoint', { endpoints: ['192.0.2.2:15010'] }],
  ['the endpoints in another order', { endpoints: [...facts.endpoints].reverse() }],
  ['a higher sequence', { sequence: 8n }],
  ['a later expiry', { expiresAtSeconds: NOW + 601n }],
])('a signature is good for no record with %s', async (_, changed) => {
  const record = await signRecord(signer, facts)
  expect(() => verifyRecord({ ...record, ...changed }, NOW)).toThrow(
    expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
  )
})

test.each([
  ['no endpoint', { endpoints: [] }],
  ['too many endpoints', { endpoints: Array.from({ length: MAX_RECORD_ENDPOINTS + 1 }, (_, i) => `192.0.2.${i}:1`) }],
  ['a line feed in an endpoint', { endpoints: ['a:1\nendpoint b:1'] }],
  ['a host that is none', { endpoints: ['http://a:1'] }],
  ['a negative sequence', { sequence: -1n }],
  ['a sequence beyond 64 bits', { sequence: 2n ** 64n }],
])('a record with %s is neither signed nor accepted', async (_, changed) => {
  const invalid = expect.objectContaining({ code: 'ENDPOINT_RECORD_INVALID' })
  await expect(signRecord(signer, { ...facts, ...changed })).rejects.toEqual(invalid)
  const record = await signRecord(signer, facts)
  expect(() => verifyRecord({ ...record, ...changed }, NOW)).toThrow(invalid)
})

test('a record that lives too long is refused, however well it is signed', async () => {
  const record = await signRecord(signer, { ...facts, expiresAtSeconds: NOW + 661n })
  expect(() => verifyRecord(record, NOW)).toThrow(expect.objectContaining({ code: 'ENDPOINT_RECORD_INVALID' }))
  verifyRecord(record, NOW + 1n)
})

test('no signature of a stranger passes', async () => {
  const record = await signRecord(signer, facts)
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 65, maxLength: 65 }), (bytes) => {
      expect(() => verifyRecord({ ...record, signature: toHex(bytes) }, NOW)).toThrow(
        expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
      )
    }),
  )
})

test('of two records the one with the higher sequence is newer', () => {
  const record = { ...facts, address: signer.address }
  expect(isNewer({ ...record, sequence: 8n }, record)).toBe(true)
  expect(isNewer(record, record)).toBe(false)
  expect(isNewer({ ...record, sequence: 6n, expiresAtSeconds: NOW + 700n }, record)).toBe(false)
})
