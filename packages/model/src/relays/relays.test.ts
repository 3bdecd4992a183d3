import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../identity/address.ts'
import { signerFromPrivateKey } from '../identity/signer.ts'
import { MAX_GRANT_SECONDS, signGrant, verifyGrant } from './grant.ts'
import { MAX_RESERVATION_SECONDS, signReservation, verifyReservation } from './reservation.ts'

const hub = signerFromPrivateKey(new Uint8Array(32).fill(7))
const [relay, otherRelay, buyer] = [1, 2, 3].map((byte) => signerFromPrivateKey(new Uint8Array(32).fill(byte)).address)
const NOW = 1_767_225_600n
const signed = (facts = {}) => signReservation(hub, { relay: relay!, expiresAtSeconds: NOW + 600n, ...facts })
const granted = (facts = {}) =>
  signGrant(hub, { relay: relay!, buyer: buyer!, dealId: 7n, untilSeconds: NOW + 600n, ...facts })
const coded = (code: string) => expect.objectContaining({ code })

test('a reservation is good at its relay until it expires', async () => {
  const reservation = await signed()
  verifyReservation(reservation, relay!, NOW)
  verifyReservation(reservation, relay!, NOW + 599n)
  const invalid = coded('RELAY_RESERVATION_INVALID')
  expect(() => verifyReservation(reservation, relay!, NOW + 600n)).toThrow(invalid)
  expect(() => verifyReservation(reservation, otherRelay!, NOW)).toThrow(invalid)
})

test('a reservation that lasts too long is refused, however well it is signed', async () => {
  const reservation = await signed({ expiresAtSeconds: NOW + MAX_RESERVATION_SECONDS + 61n })
  expect(() => verifyReservation(reservation, relay!, NOW)).toThrow(coded('RELAY_RESERVATION_INVALID'))
  verifyReservation(reservation, relay!, NOW + 1n)
})

test('a signature is good for no reservation with other facts, and a grant is none', async () => {
  const reservation = await signed()
  const invalid = coded('SIGNATURE_INVALID')
  const changes = [{ address: buyer! }, { expiresAtSeconds: NOW + 601n }]
  for (const change of changes)
    expect(() => verifyReservation({ ...reservation, ...change }, relay!, NOW)).toThrow(invalid)
  const { signature } = await granted()
  expect(() => verifyReservation({ ...reservation, signature }, relay!, NOW)).toThrow(invalid)
})

test('a grant is good at its relay until its time', async () => {
  const grant = await granted()
  verifyGrant(grant, relay!, NOW)
  const invalid = coded('RELAY_GRANT_INVALID')
  expect(() => verifyGrant(grant, relay!, NOW + 600n)).toThrow(invalid)
  expect(() => verifyGrant(grant, otherRelay!, NOW)).toThrow(invalid)
  const none = await granted({ dealId: 0n })
  expect(() => verifyGrant(none, relay!, NOW)).toThrow(invalid)
  const long = await granted({ untilSeconds: NOW + MAX_GRANT_SECONDS + 61n })
  expect(() => verifyGrant(long, relay!, NOW)).toThrow(invalid)
})

test('a signature is good for no grant with other facts', async () => {
  const grant = await granted()
  const invalid = coded('SIGNATURE_INVALID')
  for (const change of [{ hub: buyer! }, { buyer: otherRelay! }, { dealId: 8n }, { untilSeconds: NOW + 599n }]) {
    expect(() => verifyGrant({ ...grant, ...change }, relay!, NOW)).toThrow(invalid)
  }
})

test('no signature of a stranger passes', async () => {
  const [reservation, grant] = [await signed(), await granted()]
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 66 }), (bytes) => {
      const signature = toHex(bytes)
      expect(() => verifyReservation({ ...reservation, signature }, relay!, NOW)).toThrow(coded('SIGNATURE_INVALID'))
      expect(() => verifyGrant({ ...grant, signature }, relay!, NOW)).toThrow(coded('SIGNATURE_INVALID'))
    }),
  )
})
