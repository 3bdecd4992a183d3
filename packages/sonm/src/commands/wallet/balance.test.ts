import { create } from '@bufbuild/protobuf'
import { BalancesSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { balancesText } from './balance.ts'

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
