import { KeyObject, webcrypto } from 'node:crypto'
import type { Clock, Random } from '@sonm/common'
import type { Signer } from '@sonm/model'
import { limits } from '../limits.ts'
import { makeSignedKey, SIGNED_KEY_OID } from './signed-key.ts'
import { makeSignedValidity, SIGNED_VALIDITY_OID } from './signed-validity.ts'

/** A TLS key and the certificate that ties it to an Ethereum key; PEM. */
export interface Certificate {
  readonly certPem: string
  readonly keyPem: string
  readonly notAfterMs: number
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * Makes a fresh TLS key and a self-signed certificate in which the Ethereum key vouches for it, for so long.
 * @param options.validityMs from now; the certificate also covers `limits.certificateBackdateMs` of the past
 */
export async function createCertificate(options: {
  signer: Signer
  clock: Clock
  random: Random
  validityMs?: number
}): Promise<Certificate> {
  // Loaded when first needed: it takes a tenth of a second, which a program that only asks for help should not wait.
  await import('reflect-metadata')
  const { Extension, X509CertificateGenerator } = await import('@peculiar/x509')
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const spki = new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey))
  const nowMs = options.clock.nowMs()
  // X.509 counts in seconds: rounded outwards, so that the certificate is never shorter than asked.
  const notBeforeMs = Math.floor((nowMs - limits.certificateBackdateMs) / 1000) * 1000
  const notAfterMs = Math.ceil((nowMs + (options.validityMs ?? limits.certificateValidityMs)) / 1000) * 1000
  const signedKey = await makeSignedKey(options.signer, spki)
  const signedValidity = await makeSignedValidity(options.signer, spki, { notBeforeMs, notAfterMs })
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(options.random.bytes(16)).toString('hex'),
    name: 'CN=sonm',
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(notAfterMs),
    keys: keys as CryptoKeyPair,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new Extension(SIGNED_KEY_OID, true, Buffer.from(signedKey)),
      new Extension(SIGNED_VALIDITY_OID, true, Buffer.from(signedValidity)),
    ],
  })
  return {
    certPem: certificate.toString('pem'),
    keyPem: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
    notAfterMs,
  }
}
