import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { hashTypedData } from 'viem'
import { describe, expect, it } from 'vitest'
import { type Address, fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { signerFromPrivateKey } from '../identity/signer.ts'
import { bits, hex } from '../testing/arbitraries.ts'
import { sampleDeal } from '../testing/sample-deal.ts'
import { type Amendment, amendmentDigest, amendmentGivers, amendmentSigner, signAmendment } from './amendment.ts'

const domain = { chainId: 31337, market: `0x${'4d'.repeat(20)}` } as const
const amendments: fc.Arbitrary<Amendment> = fc.record({
  dealId: bits(256),
  sequence: fc.nat(2 ** 24 - 1),
  pricePerSecond: bits(96),
  durationSeconds: bits(40),
  expiresAtSeconds: bits(64),
})

const types = {
  Amendment: [
    { name: 'dealId', type: 'uint256' },
    { name: 'sequence', type: 'uint24' },
    { name: 'pricePerSecond', type: 'uint96' },
    { name: 'durationSeconds', type: 'uint40' },
    { name: 'expiresAt', type: 'uint64' },
  ],
} as const

describe('the digest of an amendment', () => {
  it("is viem's", () => {
    fc.assert(
      fc.property(amendments, fc.nat(2 ** 31), hex(20), (amendment, chainId, market) => {
        const { durationSeconds, expiresAtSeconds, ...same } = amendment
        const message = { ...same, durationSeconds: Number(durationSeconds), expiresAt: expiresAtSeconds }
        const known = { name: 'SONM Market', version: '1', chainId, verifyingContract: market }
        const expected = hashTypedData({ domain: known, types, primaryType: 'Amendment', message })
        expect(toHex(amendmentDigest({ chainId, market }, amendment))).toBe(expected)
      }),
    )
  })

  const path = new URL('../../../../contracts/vectors/amendments.json', import.meta.url)
  const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors

  it.each(vectors.amendments)("is the contract's, and so is who has signed: $name", (vector) => {
    const { amendment: raw, digest, signer, signature } = vector
    const shared = { chainId: Number(vectors.domain.chainId), market: vectors.domain.verifyingContract }
    const amendment: Amendment = {
      dealId: BigInt(raw.dealId!),
      sequence: Number(raw.sequence),
      pricePerSecond: BigInt(raw.pricePerSecond!),
      durationSeconds: BigInt(raw.durationSeconds!),
      expiresAtSeconds: BigInt(raw.expiresAt!),
    }
    expect(toHex(amendmentDigest(shared, amendment))).toBe(digest)
    expect(amendmentSigner(shared, amendment, signature)).toBe(signer.toLowerCase())
    expect(amendmentSigner(domain, amendment, signature)).not.toBe(signer.toLowerCase())
  })
})

interface Vectors {
  readonly domain: { readonly chainId: string; readonly verifyingContract: Address }
  readonly amendments: readonly {
    readonly name: string
    readonly amendment: Readonly<Record<string, string>>
    readonly digest: Hex
    readonly signer: string
    readonly signature: Hex
  }[]
}

it('a signature of an amendment is of its signer, and no other bytes are anybody’s', async () => {
  const signer = signerFromPrivateKey(keccak256(new TextEncoder().encode('buyer')))
  await fc.assert(
    fc.asyncProperty(amendments, fc.nat(64), fc.integer({ min: 1, max: 255 }), async (amendment, at, mask) => {
      const signature = await signAmendment(domain, signer, amendment)
      expect(amendmentSigner(domain, amendment, signature)).toBe(signer.address)
      const other = fromHex(signature)
      other[at]! ^= mask
      expect(amendmentSigner(domain, amendment, toHex(other))).not.toBe(signer.address)
    }),
  )
  const [sample] = fc.sample(amendments, 1)
  for (const nothing of ['0x', `0x${'00'.repeat(65)}`, `0x${'11'.repeat(64)}`] as const) {
    expect(amendmentSigner(domain, sample!, nothing)).toBeUndefined()
  }
})

it('gives at most what it takes: whoever loses by it must agree', () => {
  fc.assert(
    fc.property(amendments, bits(96), bits(40), fc.boolean(), (amendment, price, durationSeconds, inUsd) => {
      const deal = sampleDeal({
        durationSeconds,
        ...(inUsd ? { usdPerSecond: price + 1n } : { pricePerSecond: price }),
      })
      const before = inUsd ? deal.usdPerSecond : deal.pricePerSecond
      const gives = amendmentGivers(deal, amendment)
      const dearer = amendment.pricePerSecond > before
      const cheaper = amendment.pricePerSecond < before
      if (dearer || amendment.durationSeconds < durationSeconds) expect(gives.buyer).toBe(true)
      if (cheaper || amendment.durationSeconds > durationSeconds) expect(gives.supplier).toBe(true)
      const unchanged = !dearer && !cheaper && amendment.durationSeconds === durationSeconds
      expect(gives.buyer || gives.supplier).toBe(!unchanged)
    }),
  )
})
