import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from '@bufbuild/protobuf'
import { BalancesSchema, TokenSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import type { NodeApi } from '../../api/node-api.ts'
import { addAccount } from '../../home/accounts.ts'
import { openHome } from '../../home/home.ts'
import { accountAddress, balancesText, tokenText } from './balance.ts'

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
  const rest = balancesText(create(BalancesSchema, { ...balances, marketFreeWei: '1', prices }))
  expect(rest).toContain('0.000000000000000001 SNM (less than 0.01 USD)')
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

test('a name is that of a contact or an account in any case, and never that of two', async () => {
  const home = openHome(mkdtempSync(join(tmpdir(), 'sonm-balance-')), 'node')
  const bob = `0x${'77'.repeat(20)}`
  const contacts = [{ name: 'bob', address: bob }]
  const api = { wallet: { listContacts: async () => ({ contacts }) } } as unknown as NodeApi
  const { address } = await addAccount(home, 'savings', { privateKey: new Uint8Array(32).fill(7) }, 'password', {
    scryptN: 2,
  })
  expect(await accountAddress(home, api, 'Savings')).toBe(address)
  expect(await accountAddress(home, api, 'BOB')).toBe(bob)
  expect(await accountAddress(home, api, ME)).toBe(ME)
  contacts.push({ name: 'SAVINGS', address: bob })
  await expect(accountAddress(home, api, 'savings')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  rmSync(home.path, { recursive: true, force: true })
})
