import { create } from '@bufbuild/protobuf'
import { BalancesSchema, TokenSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { balancesText, tokenText } from './balance.ts'

const ME = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'
const ONE = 10n ** 18n

test('a balance has USD where there is a price, and none where there is not', () => {
  const balances = { address: ME, ethWei: ONE.toString(), snmWei: (4n * ONE).toString(), marketFreeWei: '0' }
  const bare = balancesText(create(BalancesSchema, balances))
  expect(bare).toMatch(/ether +1 ETH\n +wallet +4 SNM\n/)
  expect(bare).not.toContain('USD')
  const prices = { snm: (ONE / 20n).toString(), eth: '' }
  const priced = balancesText(create(BalancesSchema, { ...balances, prices }))
  expect(priced).toMatch(/wallet +4 SNM \(about 0\.2 USD\)/)
  expect(priced).toMatch(/ether +1 ETH\n/)
})

test('what another account has in deals is not known, which is not nothing', () => {
  const balances = { address: ME, ethWei: '0', snmWei: '0', marketFreeWei: '0' }
  expect(balancesText(create(BalancesSchema, balances))).toMatch(/in deals +not known: this node keeps/)
  expect(balancesText(create(BalancesSchema, { ...balances, marketLockedWei: '0' }))).toMatch(/in deals +0 SNM$/)
})

test('what is held of a token is told with its contract, whatever it calls itself', () => {
  const token = {
    address: '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    symbol: 'USDC',
    decimals: 6,
    balance: '1234567',
  }
  expect(tokenText(create(TokenSchema, token))).toBe(
    'Holds  1.234567 USDC\ntoken  0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  )
  expect(tokenText(create(TokenSchema, { ...token, symbol: '' }))).toContain('does not tell its name')
})
