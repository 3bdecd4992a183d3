import { X509Certificate } from 'node:crypto'
import { type Clock, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { limits } from '../limits.ts'
import { DerError, type DerValue, readDer, readDerList, Tag } from './der.ts'
import { SIGNED_KEY_OID, verifySignedKey } from './signed-key.ts'

/**
 * The address that a peer's certificate proves. That the peer holds the certificate's private key is proven by TLS 1.3 itself.
 * @param raw the certificate, DER
 * @throws PEER_IDENTITY_INVALID for anything but a certificate as `createCertificate` makes it, valid now
 */
export function verifyCertificate(raw: Uint8Array, clock: Clock): Address {
  try {
    if (raw.length > limits.certificateMaxBytes) throw new DerError('the certificate is too large')
    const certificate = new X509Certificate(raw)
    const key = certificate.publicKey
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new DerError('the TLS key is not of P-256')
    if (!certificate.verify(key)) throw new DerError('the certificate did not sign itself')
    checkValidity(certificate, clock.nowMs())
    // The key as OpenSSL read it, because that is the key whose possession the handshake proved.
    return verifySignedKey(signedKeyExtension(raw), key.export({ type: 'spki', format: 'der' }))
  } catch (cause) {
    throw fail('PEER_IDENTITY_INVALID', { reason: messageOf(cause) }, { cause })
  }
}

function checkValidity(certificate: X509Certificate, nowMs: number): void {
  const notBeforeMs = certificate.validFromDate.getTime()
  const notAfterMs = certificate.validToDate.getTime()
  if (!(notAfterMs - notBeforeMs <= limits.certificateMaxValidityMs)) {
    throw new DerError('the certificate is valid for too long')
  }
  if (!(nowMs >= notBeforeMs)) throw new DerError('the certificate is not valid yet; one of the two clocks is wrong')
  if (!(nowMs <= notAfterMs)) throw new DerError('the certificate has expired, or one of the two clocks is wrong')
}

/** The value of the signed-key extension; it must be there once, and no other extension may be critical. */
function signedKeyExtension(raw: Uint8Array): Uint8Array {
  const [body] = readDerList(readDer(raw, Tag.sequence))
  if (body?.tag !== Tag.sequence) throw new DerError('the certificate is malformed')
  const holders = readDerList(body.content).filter((value) => value.tag === Tag.extensions)
  if (holders.length !== 1) throw new DerError('the certificate has no extensions')
  let found: Uint8Array | undefined
  for (const extension of readDerList(readDer(holders[0]!.content, Tag.sequence))) {
    const { oid, critical, value } = readExtension(extension)
    if (oid !== SIGNED_KEY_OID) {
      if (critical) throw new DerError('the certificate has an unknown critical extension')
    } else if (found) {
      throw new DerError('the signed key stands twice in the certificate')
    } else {
      found = value
    }
  }
  if (!found) throw new DerError('the certificate carries no Ethereum key')
  return found
}

function readExtension({ tag, content }: DerValue): { oid: string; critical: boolean; value: Uint8Array } {
  const parts = tag === Tag.sequence ? readDerList(content) : []
  const [oid, second] = parts
  const critical = second?.tag === Tag.boolean
  const value = critical ? parts[2] : second
  const expected = critical ? 3 : 2
  if (oid?.tag !== Tag.objectIdentifier || value?.tag !== Tag.octetString || parts.length !== expected) {
    throw new DerError('an extension is malformed')
  }
  return { oid: oidText(oid.content), critical, value: value.content }
}

function oidText(content: Uint8Array): string {
  const numbers: number[] = []
  let number = 0
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      numbers.push(number)
      number = 0
    }
  }
  const first = numbers.shift() ?? 0
  const root = Math.min(Math.floor(first / 40), 2)
  return [root, first - root * 40, ...numbers].join('.')
}
