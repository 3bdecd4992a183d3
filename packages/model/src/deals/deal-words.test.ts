import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { encodeAbiParameters, keccak256 } from 'viem'
import { expect, it } from 'vitest'
import type { Hex } from '../identity/address.ts'
import { deals } from '../testing/arbitraries.ts'
import type { Deal } from './deal.ts'
import { packDeal, unpackBuyerTerms, unpackDeal, unpackMoney, unpackUsdTerms } from './deal-words.ts'

it('what is packed is unpacked, so no two deals are packed alike', () => {
  fc.assert(
    fc.property(deals, (deal) => {
      expect(unpackDeal(packDeal(deal))).toEqual(deal)
    }),
  )
})

interface Vectors {
  readonly deals: readonly {
    readonly name: string
    readonly terms: Readonly<Record<string, string>>
    readonly deal: { readonly money: string } & Readonly<Record<(typeof HEX_WORDS)[number], Hex>>
    readonly hash: Hex
  }[]
}
const HEX_WORDS = ['buyerTerms', 'hubTerms', 'masterTerms', 'usdTerms', 'askHash'] as const

function dealOf(terms: Vectors['deals'][number]['terms']): Deal {
  const number = (field: string) => BigInt(terms[field]!)
  const bytes = (field: string) => terms[field]!.toLowerCase() as Hex
  return {
    id: number('id'),
    buyer: bytes('buyer'),
    hub: bytes('hub'),
    master: bytes('master'),
    pricePerSecond: number('pricePerSecond'),
    usdPerSecond: number('usdPerSecond'),
    snmPerUsdCap: number('snmPerUsdCap'),
    startedAtSeconds: number('startedAt'),
    durationSeconds: number('durationSeconds'),
    billedUntilSeconds: number('billedUntil'),
    lockedWei: number('locked'),
    bondWei: number('bond'),
    amendments: Number(terms.amendments),
    askHash: bytes('askHash'),
  }
}

const path = new URL('../../../../contracts/vectors/deals.json', import.meta.url)
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors

it('has vectors of every field', () => {
  expect(vectors.deals.length).toBeGreaterThan(15)
})

it.each(vectors.deals)('is packed as the contract does: $name', ({ terms, deal: words, hash }) => {
  const deal = dealOf(terms)
  const packed = packDeal(deal)
  expect({ ...packed, money: String(packed.money) }).toEqual(words)
  expect(unpackDeal({ ...words, money: BigInt(words.money) })).toEqual(deal)
  const values = [packed.money, ...HEX_WORDS.map((name) => packed[name])]
  const types = ['uint256', ...HEX_WORDS.map(() => 'bytes32')].map((type) => ({ type }))
  expect(keccak256(encodeAbiParameters(types, values))).toBe(hash)
})

it('is told apart word by word, as events bring them', () => {
  fc.assert(
    fc.property(deals, (deal) => {
      const { money, buyerTerms, usdTerms } = packDeal(deal)
      const parts = { ...unpackMoney(money), ...unpackBuyerTerms(buyerTerms), ...unpackUsdTerms(usdTerms) }
      expect({ ...deal, ...parts }).toEqual(deal)
    }),
  )
})
