import fc from 'fast-check'
import { expect, it } from 'vitest'
import { deals } from '../testing/arbitraries.ts'
import { packDeal, unpackDeal } from './deal-words.ts'

it('what is packed is unpacked, so no two deals are packed alike', () => {
  fc.assert(
    fc.property(deals, (deal) => {
      expect(unpackDeal(packDeal(deal))).toEqual(deal)
    }),
  )
})
