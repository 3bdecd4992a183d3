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
import { readSignature, writeSignature } from './signature.ts'
import { decodeSignedKey, encodeSignedKey, makeSignedKey, SIGNED_KEY_OID, verifySignedKey } from './signed-key.ts'
import { makeSignedValidity, SIGNED_VALIDITY_OID, type Validity, validitySigningBytes } from './signed-validity.ts'
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

interface Facts {
  readonly spki: Uint8Array
  readonly validity: Validity
}

/** A certificate of which a test bends one thing. */
async function forge(
  bend: {
    keys?: CryptoKeyPair
    curve?: string
    notBeforeMs?: number
    notAfterMs?: number
    extensions?: (facts: Facts) => Promise<Extension[]>
  } = {},
): Promise<Uint8Array> {
  const algorithm = { name: 'ECDSA', namedCurve: bend.curve ?? 'P-256', hash: 'SHA-256' }
  const keys = bend.keys ?? (await tlsKeys(bend.curve))
  const spki = new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey))
  const nowMs = Math.floor(systemClock.nowMs() / 1000) * 1000
  const { notBeforeMs = nowMs - 1000, notAfterMs = nowMs + 60_000 } = bend
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=sonm',
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(notAfterMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: await (bend.extensions ?? proofs)({ spki, validity: { notBeforeMs, notAfterMs } }),
  })
  return new Uint8Array(certificate.rawData)
}

async function tlsKeys(namedCurve = 'P-256'): Promise<CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify'])
  return keys as CryptoKeyPair
}

const extension = (oid: string, value: Uint8Array) => new Extension(oid, true, Buffer.from(value))

async function keyProof({ spki }: Facts): Promise<Extension> {
  return extension(SIGNED_KEY_OID, await makeSignedKey(signer, spki))
}

async function validityProof({ spki, validity }: Facts, by = signer): Promise<Extension> {
  return extension(SIGNED_VALIDITY_OID, await makeSignedValidity(by, spki, validity))
}

async function proofs(facts: Facts): Promise<Extension[]> {
  return [await keyProof(facts), await validityProof(facts)]
}

/** The malleable twin of a signature: n - s in the place of s. */
function twinOf(signature: Uint8Array): Uint8Array {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
  const twin = Uint8Array.from(signature)
  twin.set(Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex'), 32)
  return twin
}

describe('a certificate', () => {
  let raw: Uint8Array
  beforeAll(async () => {
    raw = rawOf((await createCertificate({ signer, clock: systemClock, random: systemRandom })).certPem)
  })

  test('proves the address of its signer', async () => {
    expect(verifying(raw)).toBe(signer.address)
    expect(verifying(await forge())).toBe(signer.address)
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

  test('is refused with proofs made for another TLS key, taken from another certificate', async () => {
    const stolen: Extension[] = []
    const take = async (facts: Facts) => {
      stolen.push(...(await proofs(facts)))
      return stolen
    }
    expect(verifying(await forge({ extensions: take }))).toBe(signer.address)
    expect(verifying(await forge({ extensions: async () => stolen }))).toEqual(invalid)
  })

  test('is refused with new dates when the TLS key signs them alone: an old signature never connects', async () => {
    const keys = await tlsKeys()
    let old: Extension[] = []
    const take = async (facts: Facts) => {
      old = await proofs(facts)
      return old
    }
    const hourMs = 3_600_000
    const notBeforeMs = Math.floor(systemClock.nowMs() / 1000) * 1000
    const first = { keys, notBeforeMs, notAfterMs: notBeforeMs + hourMs }
    expect(verifying(await forge({ ...first, extensions: take }), new VirtualClock(notBeforeMs))).toBe(signer.address)
    const again = async (laterMs: number, longerMs: number) => {
      const bent = { notBeforeMs: first.notBeforeMs + laterMs, notAfterMs: first.notAfterMs + laterMs + longerMs }
      const raw = await forge({ keys, ...bent, extensions: async () => old })
      return verifying(raw, new VirtualClock(bent.notAfterMs))
    }
    expect(await again(0, 0)).toBe(signer.address)
    expect(await again(0, 1000)).toEqual(invalid)
    expect(await again(1000, -1000)).toEqual(invalid)
    expect(await again(5 * 365 * 24 * hourMs, 0)).toEqual(invalid)
  })

  test('is refused when the Ethereum key signed anything but this time of this key', async () => {
    const signing = async (message: Uint8Array) => {
      const digest = createHash('sha256').update(message).digest()
      return extension(SIGNED_VALIDITY_OID, writeSignature(await signer.sign(digest)))
    }
    const bent = (bend: (message: Uint8Array) => Uint8Array) =>
      forge({
        extensions: async (facts) => [
          await keyProof(facts),
          await signing(bend(validitySigningBytes(facts.spki, facts.validity))),
        ],
      })
    expect(verifying(await bent((message) => message))).toBe(signer.address)
    for (let at = 0; at < 18 + 32 + 8 + 8; at++) {
      const flip = (message: Uint8Array) => message.map((byte, index) => (index === at ? byte ^ 1 : byte))
      expect(verifying(await bent(flip)), `byte ${at}`).toEqual(invalid)
    }
    expect(verifying(await bent((message) => Uint8Array.of(...message, 0)))).toEqual(invalid)
  })

  test('is refused when another peer signed its time', async () => {
    const extensions = async (facts: Facts) => [await keyProof(facts), await validityProof(facts, testSigner(8))]
    expect(verifying(await forge({ extensions }))).toEqual(invalid)
  })

  test('is refused with the malleable twin of the signature over its time', async () => {
    const extensions = async (facts: Facts) => {
      const signature = readSignature(await makeSignedValidity(signer, facts.spki, facts.validity))
      return [await keyProof(facts), extension(SIGNED_VALIDITY_OID, writeSignature(twinOf(signature)))]
    }
    expect(verifying(await forge({ extensions }))).toEqual(invalid)
  })

  test('is refused without either proof, with one twice, with another critical extension, on another curve', async () => {
    const bent: ((facts: Facts) => Promise<Extension[]>)[] = [
      async () => [],
      async () => [new BasicConstraintsExtension(false)],
      async (facts) => [await keyProof(facts)],
      async (facts) => [await validityProof(facts)],
      async (facts) => [...(await proofs(facts)), await keyProof(facts)],
      async (facts) => [...(await proofs(facts)), await validityProof(facts)],
      async (facts) => [...(await proofs(facts)), extension('1.2.3.4', Buffer.from([5, 0]))],
      async (facts) => [extension(SIGNED_KEY_OID, Buffer.alloc(0)), await validityProof(facts)],
      async (facts) => [await keyProof(facts), extension(SIGNED_VALIDITY_OID, Buffer.alloc(0))],
    ]
    for (const extensions of bent) expect(verifying(await forge({ extensions }))).toEqual(invalid)
    expect(verifying(await forge({ curve: 'P-384' }))).toEqual(invalid)
  })

  test('may carry further extensions that are not critical', async () => {
    const extensions = async (facts: Facts) => [
      new Extension('1.2.3.4', false, Buffer.from([5, 0])),
      ...(await proofs(facts)),
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

  test('is refused unread when it is longer than ours can be, whatever it says', async () => {
    const { certificateMaxBytes } = limits
    const padded = Buffer.concat([raw, Buffer.alloc(certificateMaxBytes + 1 - raw.length)])
    expect(() => verifyCertificate(padded, systemClock)).toThrow('too large')
    expect(() => verifyCertificate(padded.subarray(1), systemClock)).not.toThrow('too large')
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
    const signedKey = decodeSignedKey(await makeSignedKey(signer, spki))
    const twin = encodeSignedKey({ ...signedKey, signature: twinOf(signedKey.signature) })
    expect(() => verifySignedKey(twin, spki)).toThrow()
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

test('the signed time is a tag, the hash of the key, and the two dates in seconds', () => {
  const spki = new TextEncoder().encode('a public key')
  const signed = Buffer.from(validitySigningBytes(spki, { notBeforeMs: 7_000, notAfterMs: 0x01_0203_0405 * 1000 }))
  expect(signed.subarray(0, 18).toString()).toBe('sonm-tls-validity:')
  expect(signed.subarray(18, 50).equals(createHash('sha256').update(spki).digest())).toBe(true)
  expect(signed.subarray(50).toString('hex')).toBe('0000000000000007' + '0000000102030405')
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
