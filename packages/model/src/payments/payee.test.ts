import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { hex } from '../testing/arbitraries.ts'
import { checkPayee } from './payee.ts'

const [snm, market, registry] = [`0x${'a1'.repeat(20)}`, `0x${'a2'.repeat(20)}`, `0x${'a3'.repeat(20)}`] as const
const contracts = { snm, market, registry }
const token = `0x${'a4'.repeat(20)}` as const

it.each([
  [`0x${'00'.repeat(20)}`, 'zero address'],
  [`0x${'00'.repeat(19)}01`, 'belongs to the chain itself'],
  [`0x${'00'.repeat(18)}0100`, 'belongs to the chain itself'],
  [market, 'sonm wallet deposit'],
  [snm, 'contract of the token itself'],
  [token, 'contract of the token itself'],
  [registry, 'holds no money'],
] as const)('nothing is sent to %s', (to, reason) => {
  expect(() => checkPayee(to, contracts, token)).toThrow(expect.objectContaining({ code: 'PAYEE_REFUSED' }))
  expect(() => checkPayee(to, contracts, token)).toThrow(reason)
})

test('anybody else may be paid', () => {
  fc.assert(
    fc.property(
      hex(20).filter((to) => BigInt(to) > 0xffffn),
      (to) => void checkPayee(to, contracts, token),
    ),
  )
})
