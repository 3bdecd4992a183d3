import fc from 'fast-check'
import { getAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { expect, it } from 'vitest'
import { hex } from '../testing/arbitraries.ts'
import { checksumAddress, fromHex, parseAddress } from './address.ts'
import { recoverAddress, signerFromPrivateKey } from './signer.ts'

const code = (expected: string) => expect.objectContaining({ code: expected })
const keys = hex(32).filter((key) => BigInt(key) > 0n && BigInt(key) < 2n ** 255n)

it('addresses are read in lower, upper and checksummed form', () => {
  fc.assert(
    fc.property(hex(20), (address) => {
      expect(checksumAddress(address)).toBe(getAddress(address))
      for (const text of [address, `0x${address.slice(2).toUpperCase()}`, checksumAddress(address)]) {
        expect(parseAddress(text)).toBe(address)
      }
    }),
  )
})

it.each([
  '',
  '0x',
  'vitalik.eth',
  '0x52908400098527886E0F7030069857D2E4169Ee7',
  `0x${'0'.repeat(39)}`,
  `0x${'0'.repeat(41)}`,
])('%j is no address', (text) => {
  expect(() => parseAddress(text)).toThrowError(code('ADDRESS_INVALID'))
})

it("a signature recovers to its signer, and the address is the wallets' one", async () => {
  await fc.assert(
    fc.asyncProperty(keys, hex(32), async (key, digest) => {
      const signer = signerFromPrivateKey(fromHex(key))
      expect(signer.address).toBe(privateKeyToAccount(key).address.toLowerCase())
      expect(recoverAddress(fromHex(digest), await signer.sign(fromHex(digest)))).toBe(signer.address)
    }),
    { numRuns: 30 },
  )
})

it('random bytes are SIGNATURE_INVALID or recover to some address, and nothing else', () => {
  fc.assert(
    fc.property(hex(32), fc.uint8Array({ maxLength: 70 }), fc.constantFrom(0, 27, 28), (digest, bytes, v) => {
      const signature = bytes.length === 65 ? Uint8Array.from([...bytes.subarray(0, 64), v]) : bytes
      try {
        expect(recoverAddress(fromHex(digest), signature)).toMatch(/^0x[0-9a-f]{40}$/)
      } catch (error) {
        expect(error).toEqual(code('SIGNATURE_INVALID'))
      }
    }),
  )
})

it('a key out of range is refused', () => {
  for (const bytes of [new Uint8Array(32), new Uint8Array(31), new Uint8Array(32).fill(255)]) {
    expect(() => signerFromPrivateKey(bytes)).toThrowError(code('KEY_INVALID'))
  }
})
