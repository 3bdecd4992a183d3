import { isCoded, silentLogger } from '@sonm/common'
import {
  detailsHash,
  fromHex,
  type Hex,
  type Order,
  orderDigest,
  orderHash,
  type SignedOrder,
  toHex,
  writeDetails,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import { hex, orders } from '@sonm/model/testing'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { packed } from '../testing/packed.ts'
import { DETAILS, DOMAIN, signer } from '../testing/world.ts'
import { inProcessVerifier, type OrderVerifier, type Verdict } from './order-verifier.ts'
import { VerifyPool } from './verify-pool.ts'

const author = signer(1)
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

const pool = new VerifyPool({ domain: DOMAIN, threads: 2, maxBatch: 64, logger: silentLogger })
afterAll(() => pool.close())

const reference = inProcessVerifier(DOMAIN)
const verifiers: readonly [string, OrderVerifier][] = [
  ['in this thread', reference],
  ['in threads', pool],
]

/** Any order, signed by its author; without details, for those are checked before. */
const signedOrders: fc.Arbitrary<Promise<SignedOrder>> = orders.map(async (any) => {
  const counterparty = any.counterparty === author.address ? (`0x${'01'.repeat(20)}` as const) : any.counterparty
  const order: Order = { ...any, author: author.address, counterparty, detailsHash: ZERO_BYTES32 }
  return { order, details: '', signature: toHex(await author.sign(orderDigest(DOMAIN, order))) }
})

/** What a stranger may do to a signature. */
const SPOILERS: Readonly<Record<string, (signed: SignedOrder, noise: Hex) => SignedOrder>> = {
  'another v': (signed) => ({ ...signed, signature: `0x${signed.signature.slice(2, -2)}1d` }),
  'the other v': (signed) => {
    const v = signed.signature.endsWith('1b') ? '1c' : '1b'
    return { ...signed, signature: `0x${signed.signature.slice(2, -2)}${v}` }
  },
  'a high s': (signed) => {
    const s = CURVE_ORDER - BigInt(`0x${signed.signature.slice(66, 130)}`)
    const v = signed.signature.endsWith('1b') ? '1c' : '1b'
    return { ...signed, signature: `${signed.signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${v}` as Hex }
  },
  'a point off the curve': (signed) => ({ ...signed, signature: `0x${'ff'.repeat(32)}${'01'.repeat(32)}1b` }),
  'no r at all': (signed) => ({ ...signed, signature: `0x${'00'.repeat(64)}1b` }),
  noise: (signed, noise) => ({ ...signed, signature: `0x${noise.slice(2)}1c` }),
  'another price': (signed) => {
    const pricePerSecond = signed.order.pricePerSecond === 1n ? 2n : 1n
    return { ...signed, order: { ...signed.order, pricePerSecond } }
  },
}

/** Any ask that a call may bring in its plain form, signed by its author. */
const plainAsks: fc.Arbitrary<Promise<SignedOrder>> = orders.map(async (any) => {
  const details = writeDetails(DETAILS)
  const order: Order = {
    ...any,
    side: 'ask',
    author: author.address,
    counterparty: ZERO_ADDRESS,
    detailsHash: detailsHash(details),
    nonce: any.nonce % 10n ** 77n,
    epoch: any.epoch % 2n ** 49n,
    expiresAtSeconds: (any.expiresAtSeconds % 2n ** 40n) + 60n,
  }
  return { order, details, signature: toHex(await author.sign(orderDigest(DOMAIN, order))) }
})

function outcome(verdict: Verdict | undefined) {
  return isCoded(verdict) ? `${verdict.code}: ${verdict.what}` : verdict
}

describe.each(verifiers)('%s', (_, verifier) => {
  test('an order that its author signed has the hash that the contract gives it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(signedOrders, { maxLength: 8 }), async (coming) => {
        const batch = await Promise.all(coming)
        expect(await verifier.verify(batch)).toEqual(batch.map(({ order }) => orderHash(DOMAIN, order)))
      }),
      { numRuns: 25 },
    )
  })

  test.each(Object.entries(SPOILERS))('%s is a flaw of this order alone', async (_, spoil) => {
    await fc.assert(
      fc.asyncProperty(signedOrders, signedOrders, hex(64), async (one, other, noise) => {
        const [good, bad] = [await one, spoil(await other, noise)]
        const [first, second, third] = await verifier.verify([good, bad, good])
        expect([first, third]).toEqual([orderHash(DOMAIN, good.order), orderHash(DOMAIN, good.order)])
        expect(outcome(second)).toMatch(/^SIGNATURE_INVALID: /)
        expect(outcome(second)).toBe(outcome((await reference.verify([bad]))[0]))
      }),
      { numRuns: 5 },
    )
  })

  test('an ask that was read from the bytes of a call has the same hash, and the same flaws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plainAsks, { minLength: 1, maxLength: 6 }), async (coming) => {
        const asks = await Promise.all(coming)
        expect(await verifier.verify(packed(asks))).toEqual(asks.map(({ order }) => orderHash(DOMAIN, order)))
        const spoiled = asks.map((signed) => ({ ...signed, signature: asks[0]!.signature }))
        const verdicts = await verifier.verify(packed(spoiled))
        expect(verdicts.map(outcome)).toEqual((await reference.verify(spoiled)).map(outcome))
      }),
      { numRuns: 10 },
    )
  })

  test('many batches at once are each answered with their own', async () => {
    const batches = await Promise.all(
      fc
        .sample(fc.array(signedOrders, { minLength: 1, maxLength: 6 }), { numRuns: 20, seed: 1 })
        .map((all) => Promise.all(all)),
    )
    const verdicts = await Promise.all(batches.map((batch) => verifier.verify(batch)))
    expect(verdicts).toEqual(batches.map((batch) => batch.map(({ order }) => orderHash(DOMAIN, order))))
    expect(fromHex(verdicts[0]![0] as Hex)).toHaveLength(32)
  })
})
