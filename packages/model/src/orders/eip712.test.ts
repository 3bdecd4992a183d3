import { readFileSync } from 'node:fs'
import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { hashTypedData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { type Address, fromHex, type Hex, keccak256, toHex, ZERO_BYTES32 } from '../identity/address.ts'
import { signerFromPrivateKey } from '../identity/signer.ts'
import { hex, orders } from '../testing/arbitraries.ts'
import type { OrderDomain } from '../typed-data/typed-data.ts'
import { detailsHash } from './details.ts'
import { orderHash, orderStructHash, packBenchmarks, signOrder, verifyOrder } from './eip712.ts'
import type { Order, SignedOrder } from './order.ts'

const domain: OrderDomain = { chainId: 31337, market: `0x${'4d'.repeat(20)}` }
const privateKey = keccak256(new TextEncoder().encode('author'))
const signer = signerFromPrivateKey(privateKey)
const details = '{"architecture":"x64"}'
const own = (order: Order): Order => ({
  ...order,
  author: signer.address,
  counterparty: order.counterparty === signer.address ? `0x${'01'.repeat(20)}` : order.counterparty,
  detailsHash: detailsHash(details),
})

const types = {
  Order: [
    ['uint8', 'side'],
    ['address', 'author'],
    ['address', 'counterparty'],
    ['address', 'matcher'],
    ['uint256', 'nonce'],
    ['uint64', 'epoch'],
    ['uint64', 'expiresAt'],
    ['uint40', 'durationSeconds'],
    ['uint96', 'pricePerSecond'],
    ['uint8', 'denomination'],
    ['uint96', 'snmPerUsdCap'],
    ['uint8', 'identityLevel'],
    ['uint32', 'netFlags'],
    ['uint96', 'bond'],
    ['bytes32', 'tag'],
    ['bytes32', 'detailsHash'],
    ['uint256[4]', 'benchmarks'],
  ].map(([type, name]) => ({ type: type!, name: name! })),
}

const typedData = (order: Order, { chainId, market }: OrderDomain) => ({
  domain: { name: 'SONM Market', version: '1', chainId, verifyingContract: market },
  types,
  primaryType: 'Order' as const,
  message: {
    ...order,
    side: order.side === 'ask' ? 0 : 1,
    denomination: order.denomination === 'SNM' ? 0 : 1,
    expiresAt: order.expiresAtSeconds,
    benchmarks: packBenchmarks(order.benchmarks),
  },
})

describe('the hash of an order', () => {
  it("is viem's", () => {
    fc.assert(
      fc.property(orders, fc.nat(2 ** 31), hex(20), (order, chainId, market) => {
        expect(orderHash({ chainId, market }, order)).toBe(hashTypedData(typedData(order, { chainId, market })))
      }),
    )
  })

  it('differs when any field, the chain or the market does', () => {
    fc.assert(
      fc.property(orders, orders, (order, other) => {
        const seen = orderHash(domain, order)
        for (const field of Object.keys(order) as (keyof Order)[]) {
          const changed = { ...order, [field]: other[field] }
          const same = JSON.stringify(packed(changed)) === JSON.stringify(packed(order))
          expect(orderHash(domain, changed) === seen).toBe(same)
        }
        expect(orderHash({ ...domain, chainId: 1 }, order)).not.toBe(seen)
        expect(orderHash({ ...domain, market: `0x${'4e'.repeat(20)}` }, order)).not.toBe(seen)
      }),
      { numRuns: 20 },
    )
  })

  const packed = (order: Order) => Object.values(order).map(String)

  it('is that of the contract, by the shared vectors', () => {
    const path = new URL('../../../../contracts/vectors/orders.json', import.meta.url)
    const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors
    const shared = { chainId: Number(vectors.domain.chainId), market: vectors.domain.verifyingContract }
    expect(vectors.orders.length).toBeGreaterThan(3)
    for (const { order: raw, lanes, structHash, digest, signature } of vectors.orders) {
      const order = orderOf(raw, lanes)
      expect(packBenchmarks(order.benchmarks).map(String)).toEqual(raw.benchmarks)
      expect(toHex(orderStructHash(order))).toBe(structHash)
      expect(orderHash(shared, order)).toBe(digest)
      if (signature !== undefined && order.detailsHash === ZERO_BYTES32) {
        expect(verifyOrder(shared, { order, signature, details: '' })).toBe(digest)
      }
    }
  })
})

interface Vectors {
  readonly domain: { readonly chainId: string; readonly verifyingContract: Address }
  readonly orders: readonly {
    readonly order: Readonly<Record<string, string>> & { readonly benchmarks: string & readonly string[] }
    readonly lanes: readonly string[]
    readonly structHash: Hex
    readonly digest: Hex
    readonly signature?: Hex
  }[]
}

function orderOf(raw: Vectors['orders'][number]['order'], lanes: readonly string[]): Order {
  const number = (field: string) => BigInt(raw[field]!)
  const bytes = (field: string) => raw[field] as Hex
  return {
    side: raw.side === '0' ? 'ask' : 'bid',
    author: bytes('author'),
    counterparty: bytes('counterparty'),
    matcher: bytes('matcher'),
    nonce: number('nonce'),
    epoch: number('epoch'),
    expiresAtSeconds: number('expiresAt'),
    durationSeconds: number('durationSeconds'),
    pricePerSecond: number('pricePerSecond'),
    denomination: raw.denomination === '0' ? 'SNM' : 'USD',
    snmPerUsdCap: number('snmPerUsdCap'),
    identityLevel: Number(raw.identityLevel),
    netFlags: Number(raw.netFlags),
    bond: number('bond'),
    tag: bytes('tag'),
    detailsHash: bytes('detailsHash'),
    benchmarks: lanes.map(BigInt),
  }
}

describe('a signed order', () => {
  it('is verified, and is what a wallet would sign', async () => {
    await fc.assert(
      fc.asyncProperty(orders, async (random) => {
        const order = own(random)
        const signed = await signOrder(domain, signer, order, details)
        expect(verifyOrder(domain, signed)).toBe(orderHash(domain, order))
        const wallet = privateKeyToAccount(toHex(privateKey))
        expect(await wallet.signTypedData(typedData(order, domain))).toBe(signed.signature)
      }),
      { numRuns: 20 },
    )
  })

  it('with any bit of its signature flipped is refused', async () => {
    const sample = fc.sample(orders, { seed: 1, numRuns: 1 })[0]!
    const signed = await signOrder(domain, signer, own(sample), details)
    const bytes = fromHex(signed.signature)
    fc.assert(
      fc.property(fc.nat(64), fc.nat(7), (at, bit) => {
        const flipped = Uint8Array.from(bytes)
        flipped[at] = flipped[at]! ^ (1 << bit)
        expect(refusal({ ...signed, signature: toHex(flipped) })).toBe('SIGNATURE_INVALID')
      }),
    )
  })

  it('with the twin of high s, another v, or another length is refused', async () => {
    const sample = fc.sample(orders, { seed: 2, numRuns: 1 })[0]!
    const signed = await signOrder(domain, signer, own(sample), details)
    const { signature } = signed
    const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const s = BigInt(`0x${signature.slice(66, 130)}`)
    const v = signature.slice(130)
    const twin: Hex = `0x${signature.slice(2, 66)}${(n - s).toString(16).padStart(64, '0')}${v === '1b' ? '1c' : '1b'}`
    const wrong = [twin, `${signature}00`, signature.slice(0, -2), '0x', 'text', signature.toUpperCase()]
    const otherV = ['00', '01', '1a', '1d', '25', 'ff'].map((each) => signature.slice(0, 130) + each)
    for (const each of [...wrong, ...otherV]) {
      expect(refusal({ ...signed, signature: each as Hex })).toBe('SIGNATURE_INVALID')
    }
  })

  it('with any field changed is refused', async () => {
    await fc.assert(
      fc.asyncProperty(orders, orders, async (random, other) => {
        const signed = await signOrder(domain, signer, own(random), details)
        for (const field of Object.keys(other) as (keyof Order)[]) {
          if (String(other[field]) === String(signed.order[field])) continue
          const order = { ...signed.order, [field]: other[field] }
          expect(refusal({ ...signed, order })).toMatch(/^(SIGNATURE|ORDER)_INVALID$/)
        }
        expect(refusal({ ...signed, details: `${details} ` })).toBe('ORDER_INVALID')
        expect(refusal(signed, { ...domain, chainId: domain.chainId + 1 })).toBe('SIGNATURE_INVALID')
        expect(refusal(signed, { ...domain, market: `0x${'4e'.repeat(20)}` })).toBe('SIGNATURE_INVALID')
      }),
      { numRuns: 20 },
    )
  })

  it('is not made for another author', async () => {
    const sample = { ...fc.sample(orders, { seed: 3, numRuns: 1 })[0]!, detailsHash: ZERO_BYTES32 }
    await expect(signOrder(domain, signer, sample, '')).rejects.toMatchObject({ code: 'ORDER_INVALID' })
  })
})

function refusal(signed: SignedOrder, at = domain): string | undefined {
  try {
    verifyOrder(at, signed)
    return undefined
  } catch (error) {
    return isCoded(error) ? error.code : String(error)
  }
}
