import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Address } from './address.ts'
import { findNamed } from './named.ts'

const A: Address = `0x${'11'.repeat(20)}`
const B: Address = `0x${'22'.repeat(20)}`

test('a name in any case gives its one address, and never one of two', () => {
  const entry = fc.record({ name: fc.constantFrom('savings', 'Savings', 'bob', 'BOB'), address: fc.constantFrom(A, B) })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), fc.constantFrom('SAVINGS', 'bob', 'none'), (all, name) => {
      const meant = all.filter((one) => one.name.toLowerCase() === name.toLowerCase()).map((one) => one.address)
      let found: unknown
      try {
        found = findNamed(name, all)?.address
      } catch (error) {
        found = isCoded(error) ? error.code : error
      }
      expect(found).toBe(new Set(meant).size > 1 ? 'INPUT_INVALID' : meant[0])
    }),
  )
})
