import { X509Certificate } from 'node:crypto'
import { type Clock, messageOf } from '@sonm/common'
import { type Address, fail, formatRoughDuration } from '@sonm/model'
import { limits } from '../limits.ts'
import { DerError, type DerValue, readDer, readDerList, Tag } from './der.ts'
import { SIGNED_KEY_OID, verifySignedKey } from './signed-key.ts'
import { SIGNED_VALIDITY_OID, type Validity, verifySignedValidity } from './signed-validity.ts'

/** The extensions that prove something, by what is said when one is missing. */
const PROOFS: ReadonlyMap<string, string> = new Map([
  [SIGNED_KEY_OID, 'the certificate carries no Ethereum key'],
  [SIGNED_VALIDITY_OID, 'the Ethereum key did not say how long the certificate holds'],
])

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
    const validity = { notBeforeMs: certificate.validFromDate.getTime(), notAfterMs: certificate.validToDate.getTime() }
    checkValidity(validity, clock.nowMs())
    // The key as OpenSSL read it, because that is the key whose possession the handshake proved.
    const spki = key.export({ type: 'spki', format: 'der' })
    const proofs = readProofs(raw)
    const address = verifySignedKey(proofs.get(SIGNED_KEY_OID)!, spki)
    verifySignedValidity(proofs.get(SIGNED_VALIDITY_OID)!, { address, spki, validity })
    return address
  } catch (cause) {
    throw fail('PEER_IDENTITY_INVALID', { reason: messageOf(cause) }, { cause })
  }
}

function checkValidity({ notBeforeMs, notAfterMs }: Validity, nowMs: number): void {
  if (!(notAfterMs - notBeforeMs <= limits.certificateMaxValidityMs)) {
    throw new DerError('the certificate is valid for too long')
  }
  // It was made so long after its beginning, and is replaced when half of its life is over: so much is known of its owner's clock.
  const madeMs = notBeforeMs + limits.certificateBackdateMs
  const replacedMs = madeMs + limits.certificateValidityMs / 2
  const told = `: the clock of who checks it says ${new Date(nowMs).toISOString()}, and that of its owner is`
  if (!(nowMs >= notBeforeMs)) {
    const range = `${rough(madeMs - nowMs)} to ${rough(replacedMs - nowMs)}`
    throw new DerError(`the certificate is not valid yet${told} ${range} fast, unless the other is slow`)
  }
  if (!(nowMs <= notAfterMs)) {
    const range = `${rough(nowMs - replacedMs)} to ${rough(nowMs - madeMs)}`
    throw new DerError(`the certificate has expired${told} ${range} slow, unless the other is fast`)
  }
}

const rough = (ms: number) => formatRoughDuration(BigInt(Math.max(0, Math.round(ms / 1000))))

/** The values of the extensions that prove something; each must be there once, and no other extension may be critical. */
function readProofs(raw: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const [body] = readDerList(readDer(raw, Tag.sequence))
  if (body?.tag !== Tag.sequence) throw new DerError('the certificate is malformed')
  const holders = readDerList(body.content).filter((value) => value.tag === Tag.extensions)
  if (holders.length !== 1) throw new DerError('the certificate has no extensions')
  const found = new Map<string, Uint8Array>()
  for (const extension of readDerList(readDer(holders[0]!.content, Tag.sequence))) {
    const { oid, critical, value } = readExtension(extension)
    if (!PROOFS.has(oid)) {
      if (critical) throw new DerError('the certificate has an unknown critical extension')
    } else if (found.has(oid)) {
      throw new DerError('a proof stands twice in the certificate')
    } else {
      found.set(oid, value)
    }
  }
  for (const [oid, missing] of PROOFS) if (!found.has(oid)) throw new DerError(missing)
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
