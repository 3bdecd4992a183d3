import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Certificate } from '../identity/certificate.ts'

/**
 * What a thief can show who has a certificate and not its key: TLS compares the public half of a key with the certificate
 * before it uses it, so this key has the public half of the stolen one and the private half of another.
 */
export function withoutItsKey(stolen: Certificate, own: Certificate): { cert: string; key: string } {
  const { d } = createPrivateKey(own.keyPem).export({ format: 'jwk' })
  const publicHalf = new X509Certificate(stolen.certPem).publicKey.export({ format: 'jwk' })
  const key = createPrivateKey({ key: { ...publicHalf, d: d! }, format: 'jwk' })
  return { cert: stolen.certPem, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
