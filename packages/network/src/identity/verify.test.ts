import { createHash, webcrypto, X509Certificate } from 'node:crypto'
import 'reflect-metadata'
import { BasicConstraintsExtension, Extension, X509CertificateGenerator } from '@peculiar/x509'
import { systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { signerFromPrivateKey } from '@sonm/model'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { testSigner } from '../testing/loopback.ts'
import { createCertificate } from './certificate.ts'
import { integerTo32Bytes, readDer, readDerList, Tag, writeDer, writeDerInteger } from './der.ts'
import { decodeSignedKey, encodeSignedKey, makeSignedKey, SIGNED_KEY_OID, verifySignedKey } from './signed-key.ts'
import { verifyCertificate } from './verify.ts'

const signer = testSigner(7)
const invalid = expect.objectContaining({ code: 'PEER_IDENTITY_INVALID' })
const verifying = (raw: Uint8Array, clock = systemClock) => {
  try {
    return verifyCertificate(raw, clock)
  } catch (error) {
    return error
  }
}
const rawOf = (certPem: string) => new Uint8Array(new X509Certificate(certPem).raw)

/** A certificate of which a test bends one thing. */
async function forge(bend: {
  curve?: string
  notBeforeMs?: number
  notAfterMs?: number
  extensions?: (spki: Uint8Array) => Promise<Extension[]>
}): Promise<Uint8Array> {
  const algorithm = { name: 'ECDSA', namedCurve: bend.curve ?? 'P-256', hash: 'SHA-256' }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const spki = new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey))
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=sonm',
    notBefore: new Date(bend.notBeforeMs ?? systemClock.nowMs() - 1000),
    notAfter: new Date(bend.notAfterMs ?? systemClock.nowMs() + 60_000),
    keys,
    signingAlgorithm: algorithm,
    extensions: bend.extensions ? await bend.extensions(spki) : [await proof(spki)],
  })
  return new Uint8Array(certificate.rawData)
}

async function proof(spki: Uint8Array): Promise<Extension> {
  return new Extension(SIGNED_KEY_OID, true, Buffer.from(await makeSignedKey(signer, spki)))
}

describe('a certificate', () => {
  let raw: Uint8Array
  beforeAll(async () => {
    raw = rawOf((await createCertificate({ signer, clock: systemClock, random: systemRandom })).certPem)
  })

  test('proves the address of its signer', async () => {
    expect(verifying(raw)).toBe(signer.address)
    expect(verifying(await forge({}))).toBe(signer.address)
  })

  test('is refused before and after its time', async () => {
    const clock = new VirtualClock()
    const { certPem, notAfterMs } = await createCertificate({ signer, clock, random: systemRandom })
    const at = (nowMs: number) => verifying(rawOf(certPem), new VirtualClock(nowMs))
    const notBeforeMs = clock.nowMs() - limits.certificateBackdateMs
    expect(notAfterMs).toBe(clock.nowMs() + limits.certificateValidityMs)
    expect(at(notBeforeMs)).toBe(signer.address)
    expect(at(notAfterMs)).toBe(signer.address)
    expect(at(notBeforeMs - 1)).toEqual(invalid)
    expect(at(notAfterMs + 1)).toEqual(invalid)
  })

  test('is refused when it is valid for longer than the limit', async () => {
    const notBeforeMs = Math.floor(systemClock.nowMs() / 1000) * 1000
    const until = (notAfterMs: number) => forge({ notBeforeMs, notAfterMs })
    expect(verifying(await until(notBeforeMs + limits.certificateMaxValidityMs))).toBe(signer.address)
    expect(verifying(await until(notBeforeMs + limits.certificateMaxValidityMs + 1000))).toEqual(invalid)
  })

  test('is refused with a signature made over another TLS key, taken from another certificate', async () => {
    let stolen: Extension | undefined
    await forge({
      extensions: async (spki) => {
        stolen = await proof(spki)
        return [stolen]
      },
    })
    expect(verifying(await forge({ extensions: async () => [stolen!] }))).toEqual(invalid)
  })

  test('is refused without the signed key, with two, with another critical extension, on another curve', async () => {
    const bent = [
      forge({ extensions: async () => [] }),
      forge({ extensions: async () => [new BasicConstraintsExtension(false)] }),
      forge({ extensions: async (spki) => [await proof(spki), await proof(spki)] }),
      forge({ extensions: async (spki) => [await proof(spki), new Extension('1.2.3.4', true, Buffer.from([5, 0]))] }),
      forge({ extensions: async () => [new Extension(SIGNED_KEY_OID, true, Buffer.alloc(0))] }),
      forge({ curve: 'P-384' }),
    ]
    for (const raw of await Promise.all(bent)) expect(verifying(raw)).toEqual(invalid)
  })

  test('may carry further extensions that are not critical', async () => {
    const extensions = async (spki: Uint8Array) => [
      new Extension('1.2.3.4', false, Buffer.from([5, 0])),
      await proof(spki),
    ]
    expect(verifying(await forge({ extensions }))).toBe(signer.address)
  })

  test('with any byte changed proves nothing', () => {
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(raw)
        changed[at]! ^= flip
        expect(verifying(changed)).toEqual(invalid)
      }),
      { numRuns: 1000 },
    )
  })

  test('of random bytes, cut off, or followed by more, is refused and crashes nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6000 }), fc.nat(raw.length - 1), (noise, length) => {
        expect(verifying(noise)).toEqual(invalid)
        expect(verifying(raw.slice(0, length))).toEqual(invalid)
      }),
    )
  })
})

describe('the signed key', () => {
  const spki = new TextEncoder().encode('a public key')

  test('is the structure of the libp2p TLS specification', async () => {
    // SEQUENCE { OCTET STRING protobuf { 1: 2 (Secp256k1), 2: compressed key }, OCTET STRING DER signature }
    const [key, signature] = readDerList(readDer(await makeSignedKey(signer, spki), Tag.sequence))
    expect(Buffer.from(key!.content.subarray(0, 4)).toString('hex')).toBe('08021221')
    expect(key!.content).toHaveLength(37)
    expect(signature!.content[0]).toBe(Tag.sequence)
  })

  test('proves every key, and only over what it signed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array(), async (seed, message) => {
        const signer = signerFromPrivateKey(createHash('sha256').update(seed).digest())
        const extension = await makeSignedKey(signer, message)
        expect(verifySignedKey(extension, message)).toBe(signer.address)
        expect(() => verifySignedKey(extension, Uint8Array.of(...message, 0))).toThrow()
      }),
      { numRuns: 50 },
    )
  })

  test('is read back as it was written', async () => {
    const extension = await makeSignedKey(signer, spki)
    expect(encodeSignedKey(decodeSignedKey(extension))).toEqual(extension)
  })

  test('with a high s, the malleable twin, is refused', async () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const signedKey = decodeSignedKey(await makeSignedKey(signer, spki))
    const s = BigInt(`0x${Buffer.from(signedKey.signature.subarray(32)).toString('hex')}`)
    const twin = Uint8Array.from(signedKey.signature)
    twin.set(Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex'), 32)
    expect(() => verifySignedKey(encodeSignedKey({ ...signedKey, signature: twin }), spki)).toThrow()
  })

  test('with a key that is no point of the curve is refused', async () => {
    // x = 5 has no y on secp256k1.
    const key = Uint8Array.of(0x08, 0x02, 0x12, 0x21, 2, ...new Uint8Array(31), 5)
    const one = writeDerInteger(Uint8Array.of(1))
    const extension = writeDer(
      Tag.sequence,
      writeDer(Tag.octetString, key),
      writeDer(Tag.octetString, writeDer(Tag.sequence, one, one)),
    )
    expect(() => verifySignedKey(extension, spki)).toThrow('no point of the curve')
  })

  test('in any other encoding is refused', async () => {
    const extension = await makeSignedKey(signer, spki)
    fc.assert(
      fc.property(fc.nat(extension.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(extension)
        changed[at]! ^= flip
        let address: unknown
        try {
          address = verifySignedKey(changed, spki)
        } catch {
          return
        }
        // Only a changed key or signature that happens to recover to its own other key could get here; never to ours.
        expect(address).not.toBe(signer.address)
      }),
      { numRuns: 1000 },
    )
    expect(() => decodeSignedKey(Uint8Array.of(...extension, 0))).toThrow()
  })

  test('of random bytes is refused and crashes nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(() => decodeSignedKey(noise)).toThrow()
      }),
    )
  })
})

test('DER integers are minimal, and come back as 32 bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      expect(integerTo32Bytes(readDer(writeDerInteger(bytes), Tag.integer))).toEqual(bytes)
    }),
  )
  for (const content of [[], [0x80], [0, 1], [0, 0], new Array(34).fill(1)]) {
    expect(() => integerTo32Bytes(Uint8Array.from(content))).toThrow()
  }
})
