import fc from 'fast-check'
import { getAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { expect, it } from 'vitest'
import { anyText, hex } from '../testing/arbitraries.ts'
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

const SUM = '0x52908400098527886E0F7030069857D2E4169EE7'

it.each([
  ['', 'it is empty'],
  ['0x', 'must be 0x and 40 hex digits'],
  ['vitalik.eth', 'names such as those of ENS are not resolved'],
  ['pay.example.xyz', 'names such as those of ENS are not resolved'],
  ['0x52908400098527886E0F7030069857D2E4169Ee7', 'its checksum'],
  [SUM.slice(0, -2), '(19 bytes) after 0x, and an address has 40 (20 bytes): 2 too few'],
  [`${SUM}00`, '(21 bytes) after 0x, and an address has 40 (20 bytes): 2 too many'],
  [SUM.slice(0, -1), 'it has 39 hex digits after 0x, and an address has 40 (20 bytes): 1 too few'],
  [SUM.slice(2), 'must begin with 0x'],
  [`0X${SUM.slice(2)}`, 'with a small x'],
  [` ${SUM}`, 'a space before or after'],
  [`${SUM}\n`, 'a space before or after'],
  [SUM.replace('9', 'О'), 'character 5 is no hex digit'],
  ['ethereum:0x5290', 'payment link'],
  ['alice', 'must be 0x and 40 hex digits'],
])('%j is no address, and it is said why', (text, reason) => {
  expect(() => parseAddress(text)).toThrowError(code('ADDRESS_INVALID'))
  expect(() => parseAddress(text)).toThrowError(reason)
})

it('a private key that was taken for an address is repeated nowhere', () => {
  for (const prefix of ['', '0x']) {
    const key = prefix + 'c0ffee'.repeat(11).slice(0, 64)
    try {
      parseAddress(key)
      expect.unreachable()
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain(key)
      expect(String(error)).toContain('never give a key')
    }
  }
})

it('any text is an address or ADDRESS_INVALID in a short line, and one wrong character is found by the checksum or the digits', () => {
  fc.assert(
    fc.property(anyText(200), (text) => {
      try {
        expect(parseAddress(text)).toMatch(/^0x[0-9a-f]{40}$/)
      } catch (error) {
        expect(error).toEqual(code('ADDRESS_INVALID'))
        expect(String(error).length).toBeLessThan(400)
        expect(String(error)).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      }
    }),
  )
  fc.assert(
    fc.property(
      hex(20),
      fc.integer({ min: 2, max: 41 }),
      fc.constantFrom(...'0123456789abcdefABCDEF'),
      (raw, at, digit) => {
        const sum = checksumAddress(raw)
        const spoiled = sum.slice(0, at) + digit + sum.slice(at + 1)
        // An address of one case alone carries no checksum; and of some thousand wrong ones the checksum misses one.
        fc.pre(/[a-f]/.test(spoiled) && /[A-F]/.test(spoiled) && getAddress(spoiled.toLowerCase()) !== spoiled)
        expect(() => parseAddress(spoiled)).toThrowError(code('ADDRESS_INVALID'))
      },
    ),
  )
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
