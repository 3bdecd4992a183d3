import { seededRandom } from '@sonm/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Address, Hex } from '../identity/address.ts'
import { signerFromPrivateKey } from '../identity/signer.ts'
import { hex } from '../testing/arbitraries.ts'
import { signAttestation, verifyAttestation } from './attestation.ts'
import { cancelSigner, signCancel } from './cancel.ts'

const domain = { chainId: 31337, market: `0x${'3a'.repeat(20)}` as Address }
const author = signerFromPrivateKey(seededRandom(1).bytes(32))
const coded = (code: string) => expect.objectContaining({ name: 'CodedError', code })

const statements = fc.record({
  atMs: fc.bigInt({ min: 0n, max: 2n ** 63n }),
  orders: fc.array(fc.record({ orderHash: hex(32), held: fc.boolean() }), { minLength: 1, maxLength: 4 }),
})

test('a cancel names its signer, and none of another order, time, market or chain does', async () => {
  await fc.assert(
    fc.asyncProperty(hex(32), hex(32), fc.bigInt({ min: 0n, max: 2n ** 63n }), async (orderHash, other, atSeconds) => {
      fc.pre(orderHash !== other)
      const cancel = await signCancel(domain, author, { orderHash, atSeconds })
      expect(cancelSigner(domain, cancel)).toBe(author.address)
      const changed = [
        { ...cancel, orderHash: other },
        { ...cancel, atSeconds: atSeconds + 1n },
      ]
      for (const lie of changed) expect(signerOrNobody(domain, lie)).not.toBe(author.address)
      for (const elsewhere of [
        { ...domain, chainId: 1 },
        { ...domain, market: author.address },
      ]) {
        expect(signerOrNobody(elsewhere, cancel)).not.toBe(author.address)
      }
    }),
    { numRuns: 20 },
  )
})

test.each([
  ['a hash that is too short', { orderHash: '0x12' as Hex }, 'ORDER_INVALID'],
  ['a time beyond 64 bits', { atSeconds: 2n ** 64n }, 'ORDER_INVALID'],
  ['a time before all time', { atSeconds: -1n }, 'ORDER_INVALID'],
  ['no signature', { signature: '0x' as Hex }, 'SIGNATURE_INVALID'],
  ['a signature of zeros', { signature: `0x${'00'.repeat(65)}` as Hex }, 'SIGNATURE_INVALID'],
])('a cancel with %s is refused', async (_, change, code) => {
  const cancel = await signCancel(domain, author, { orderHash: `0x${'11'.repeat(32)}`, atSeconds: 1n })
  expect(() => cancelSigner(domain, { ...cancel, ...change })).toThrow(coded(code))
})

test('an attestation holds for what was said, by whom and when, and for nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(statements, async (said) => {
      const signed = await signAttestation(domain, author, said)
      verifyAttestation(domain, signed)
      const [first, ...rest] = signed.orders
      const lies = [
        { ...signed, atMs: signed.atMs + 1n },
        { ...signed, orders: [{ ...first!, held: !first!.held }, ...rest] },
        { ...signed, orders: rest },
        { ...signed, marketplace: domain.market },
      ]
      for (const lie of lies) expect(() => verifyAttestation(domain, lie)).toThrow(coded('SIGNATURE_INVALID'))
      expect(() => verifyAttestation({ ...domain, chainId: 1 }, signed)).toThrow(coded('SIGNATURE_INVALID'))
    }),
    { numRuns: 20 },
  )
})

/** A changed text has another digest, from which some key, or none, is recovered. */
function signerOrNobody(...given: Parameters<typeof cancelSigner>): Address | undefined {
  try {
    return cancelSigner(...given)
  } catch {
    return undefined
  }
}
