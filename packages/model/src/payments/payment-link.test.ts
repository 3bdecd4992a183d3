import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { anyText, bits, hex } from '../testing/arbitraries.ts'
import { formatPaymentLink, type PaymentLink, parsePaymentLink } from './payment-link.ts'

const PAYEE = '0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359'
const TOKEN = '0x89205a3a3b2a69de6dbf7f01ed13b2108b2c43e7'

it.each<[string, PaymentLink]>([
  // The examples of EIP-681.
  [`ethereum:${PAYEE}?value=2.014e18`, { chainId: undefined, to: PAYEE, token: undefined, amount: 2014n * 10n ** 15n }],
  [
    `ethereum:${TOKEN}/transfer?address=${PAYEE}&uint256=1`,
    { chainId: undefined, to: PAYEE, token: TOKEN, amount: 1n },
  ],
  [`ethereum:pay-${PAYEE}@11155111`, { chainId: 11155111, to: PAYEE, token: undefined, amount: undefined }],
  [
    `ethereum:${PAYEE}@1?value=5e18&gasLimit=21000`,
    { chainId: 1, to: PAYEE, token: undefined, amount: 5n * 10n ** 18n },
  ],
  [`ethereum:${TOKEN}@1/transfer?uint256=10&address=${PAYEE}`, { chainId: 1, to: PAYEE, token: TOKEN, amount: 10n }],
])('%s is read', (link, expected) => {
  expect(parsePaymentLink(link)).toEqual(expected)
})

it.each([
  ['', 'does not begin with ethereum:'],
  ['bitcoin:x', 'does not begin with ethereum:'],
  ['ethereum:vitalik.eth?value=1', 'names such as those of ENS'],
  [`ethereum:${PAYEE.slice(0, -2)}`, '(19 bytes)'],
  [`ethereum:${PAYEE}@0x1`, 'its chain'],
  [`ethereum:${PAYEE}@0`, 'its chain'],
  [`ethereum:${PAYEE}@99999999999999999`, 'its chain'],
  [`ethereum:${PAYEE}?value=-1`, 'value is no positive whole number'],
  [`ethereum:${PAYEE}?value=1.5`, 'no whole number of the smallest unit'],
  [`ethereum:${PAYEE}?value=1e99`, 'more than any token can hold'],
  [`ethereum:${PAYEE}?value=1e999999999`, 'value is no positive whole number'],
  [`ethereum:${PAYEE}?value=0x10`, 'value is no positive whole number'],
  [`ethereum:${PAYEE}?value=1&value=1000000`, 'stands there twice'],
  [`ethereum:${PAYEE}?value=1&%76alue=1000000`, 'stands there twice'],
  [`ethereum:${PAYEE}?value`, 'no name=value'],
  [`ethereum:${PAYEE}?value=%zz`, 'not encoded'],
  [`ethereum:${PAYEE}?data=0xa9059cbb`, 'parameters that a plain payment does not have'],
  [`ethereum:${TOKEN}/approve?address=${PAYEE}&uint256=1`, 'other than a transfer'],
  [`ethereum:${TOKEN}/transferFrom?address=${PAYEE}&uint256=1`, 'other than a transfer'],
  [`ethereum:${TOKEN}/?value=1`, 'other than a transfer'],
  [`ethereum:${TOKEN}/transfer?uint256=1`, 'the payee: it is empty'],
  [`ethereum:${TOKEN}/transfer?address=${PAYEE}&uint256=1&value=1`, 'sends Ether along'],
  [`ethereum:${TOKEN}/transfer?address=${PAYEE}&uint256=1&uint256=2`, 'stands there twice'],
  [`ethereum:${PAYEE}?value=${'9'.repeat(1000)}`, 'too long'],
])('%s is refused', (link, reason) => {
  expect(() => parsePaymentLink(link)).toThrow(expect.objectContaining({ code: 'PAYMENT_LINK_INVALID' }))
  expect(() => parsePaymentLink(link)).toThrow(reason)
})

const links: fc.Arbitrary<PaymentLink> = fc.record({
  chainId: fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { nil: undefined }),
  to: hex(20),
  token: fc.option(hex(20), { nil: undefined }),
  amount: fc.option(bits(256), { nil: undefined }),
})

test('a link that was written is read as the same payment', () => {
  fc.assert(
    fc.property(links, (link) => {
      expect(parsePaymentLink(formatPaymentLink(link))).toEqual(link)
    }),
  )
})

test('any text is a payment or PAYMENT_LINK_INVALID', () => {
  const shards = fc.array(
    fc.constantFrom(
      'ethereum:',
      PAYEE,
      '@1',
      '/transfer',
      '?',
      '&',
      'value=',
      'address=',
      'uint256=',
      '5e18',
      '%3D',
      '-',
    ),
  )
  const texts = fc.oneof(
    anyText(),
    shards.map((parts) => `ethereum:${parts.join('')}`),
  )
  fc.assert(
    fc.property(texts, (text) => {
      try {
        parsePaymentLink(text)
      } catch (error) {
        expect(isCoded(error, 'PAYMENT_LINK_INVALID'), text).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})
