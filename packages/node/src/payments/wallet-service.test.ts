import { isCoded } from '@sonm/common'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { contracts } from '../testing/fake-wallet.ts'
import { buyer, createWorld, startNode, type World } from '../testing/world.ts'

const PAYEE = `0x${'77'.repeat(20)}` as const
const TOKEN = `0x${'70'.repeat(20)}` as const
const ONE = 10n ** 18n

let world: World
let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  world = createWorld()
  world.wallet.tokens.set(TOKEN, { address: TOKEN, symbol: 'USDC', decimals: 6 })
  world.wallet.held.set(TOKEN, 900n)
  node = await startNode(world)
})
afterEach(async () => {
  await node.node.stop()
  await node.store.destroy()
})

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}
const plan = (to: string, asset: string, amount: bigint, kind = 'send') =>
  node.wallet.planPayment({ kind, to, asset, amount: amount.toString() })

describe('a plan', () => {
  it('says what a payment in SNM would do and cost, and does nothing', async () => {
    world.prices = { snm: 5n * 10n ** 16n, eth: 2000n * ONE }
    expect(await plan(PAYEE, '', 400n)).toMatchObject({
      kind: 'send',
      from: buyer.address,
      to: PAYEE,
      token: { address: contracts.snm, symbol: 'SNM', decimals: 18 },
      amount: '400',
      balanceBefore: '1000000000',
      balanceAfter: '999999600',
      feeWei: '1000',
      maxFeeWei: '3000',
      prices: { snm: '50000000000000000', eth: '2000000000000000000000' },
      warnings: [],
    })
    expect(world.chain.writes).toEqual([])
    expect(world.wallet.quoted).toEqual([{ kind: 'token', token: contracts.snm, to: PAYEE, amount: 400n }])
  })

  it('counts the fee of a payment in Ether, and warns when too little is left', async () => {
    expect(await plan(PAYEE, 'ETH', ONE / 2n)).toMatchObject({
      token: { address: '', symbol: 'ETH' },
      balanceAfter: (ONE / 2n - 1000n).toString(),
      warnings: [],
    })
    expect((await plan(PAYEE, 'eth', ONE - 3000n)).warnings).toEqual([expect.stringContaining('another transaction')])
  })

  it('leaves what there is where one pays oneself, but for the fee', async () => {
    for (const [asset, fee] of [
      ['', 0n],
      ['ETH', 1000n],
    ] as const) {
      const { balanceBefore, balanceAfter } = await plan(buyer.address, asset, 400n)
      expect(BigInt(balanceBefore) - BigInt(balanceAfter)).toBe(fee)
    }
  })

  it('of a withdrawal of more than is free speaks of no offers', async () => {
    const refused = await plan('', '', 10n ** 10n, 'withdraw').catch((thrown: unknown) => thrown)
    expect(refused).toMatchObject({ code: 'BALANCE_INSUFFICIENT', todo: expect.stringMatching(/^Withdraw less/) })
  })

  it('tells a token by its contract, and shows one that pretends to be SNM for what it is', async () => {
    expect(await plan(PAYEE, TOKEN, 900n)).toMatchObject({ token: { symbol: 'USDC', decimals: 6 }, balanceAfter: '0' })
    world.wallet.tokens.set(TOKEN, { address: TOKEN, symbol: 'SNM', decimals: 18 })
    expect((await plan(PAYEE, TOKEN, 1n)).warnings).toContainEqual(expect.stringMatching(/calls itself SNM, but/))
    expect((await plan(PAYEE, contracts.snm, 1n)).warnings).toEqual([])
  })

  it('warns of a contract as payee, and of oneself', async () => {
    world.wallet.contractsAt.add(PAYEE)
    expect((await plan(PAYEE, '', 1n)).warnings).toEqual([expect.stringContaining('A contract stands at')])
    expect((await plan(buyer.address, '', 1n)).warnings).toEqual([expect.stringContaining('your own account')])
  })

  it('says the same of a deposit and a withdrawal', async () => {
    const market = { to: contracts.market, balanceBefore: '1000000000', balanceAfter: '999999993' }
    expect(await plan('', '', 7n, 'deposit')).toMatchObject({ kind: 'deposit', ...market, warnings: [] })
    await node.wallet.deposit({ amountWei: '50' })
    const back = { to: buyer.address, balanceBefore: '50', balanceAfter: '43' }
    expect(await plan('', '', 7n, 'withdraw')).toMatchObject({ kind: 'withdraw', ...back, warnings: [] })
  })

  it.each<[string, string, string, bigint, string]>([
    ['nothing', PAYEE, '', 0n, 'INPUT_INVALID'],
    ['more than any token can hold', PAYEE, TOKEN, 2n ** 256n, 'INPUT_INVALID'],
    ['more SNM than there is', PAYEE, '', 10n ** 10n, 'SNM_INSUFFICIENT'],
    ['more Ether than there is', PAYEE, 'ETH', 2n * ONE, 'ETH_INSUFFICIENT'],
    ['more of a token than there is', PAYEE, TOKEN, 901n, 'TOKEN_INSUFFICIENT'],
    ['a token that is none', PAYEE, PAYEE, 1n, 'TOKEN_INVALID'],
    ['something that is no asset', PAYEE, 'BTC', 1n, 'ADDRESS_INVALID'],
    ['to nobody', '', '', 1n, 'ADDRESS_INVALID'],
    ['to a name of ENS', 'vitalik.eth', '', 1n, 'ADDRESS_INVALID'],
    ['to a name that is not known', 'alice', '', 1n, 'CONTACT_UNKNOWN'],
    ['to the zero address', `0x${'00'.repeat(20)}`, '', 1n, 'PAYEE_REFUSED'],
    ['to the market', contracts.market, '', 1n, 'PAYEE_REFUSED'],
    ['to the contract of SNM', contracts.snm, 'ETH', 1n, 'PAYEE_REFUSED'],
    ["to the token's own contract", TOKEN, TOKEN, 1n, 'PAYEE_REFUSED'],
  ])('of paying %s is refused, and so is the payment', async (_, to, asset, amount, code) => {
    expect(await codeOf(plan(to, asset, amount))).toBe(code)
    if (/^0x/.test(to)) expect(await codeOf(node.wallet.send({ to, asset, amount: amount.toString() }))).toBe(code)
    expect(world.chain.writes).toEqual([])
    expect((await node.wallet.listHistory({})).movements).toEqual([])
  })

  it('of an unknown kind is refused; a payment to a name is made to the address that was planned', async () => {
    expect(await codeOf(plan(PAYEE, '', 1n, 'steal'))).toBe('INPUT_INVALID')
    expect(await codeOf(node.wallet.send({ to: 'alice', asset: '', amount: '1' }))).toBe('INPUT_INVALID')
  })
})

describe('a payment', () => {
  it('goes out in SNM, Ether or a token', async () => {
    await node.wallet.send({ to: PAYEE, asset: '', amount: '5' })
    await node.wallet.send({ to: PAYEE, asset: 'ETH', amount: '6' })
    await node.wallet.send({ to: PAYEE, asset: TOKEN, amount: '7' })
    expect(world.chain.writes).toEqual([`transferSnm ${PAYEE} 5`, `transferEth ${PAYEE} 6`, `transferEth ${PAYEE} 0`])
    expect(await node.wallet.getToken({ asset: TOKEN })).toMatchObject({ symbol: 'USDC', balance: '893' })
    expect(await node.wallet.getToken({ asset: 'ETH' })).toMatchObject({ address: '', balance: (ONE - 6n).toString() })
  })

  it('in Ether is in the history, with its fee, though no event tells of it', async () => {
    await node.wallet.send({ to: PAYEE, asset: 'ETH', amount: '6' })
    expect((await node.wallet.listHistory({})).movements).toMatchObject([
      {
        kind: 'sent',
        token: { address: '', symbol: 'ETH' },
        amount: '6',
        counterparty: PAYEE,
        state: 'confirmed',
        feeWei: '70000',
      },
    ])
  })
})

describe('the faucet', () => {
  it('is planned like a payment: what it gives, and what asking costs', async () => {
    const given = { kind: 'faucet', to: buyer.address, token: { symbol: 'SNM' }, amount: '100' }
    const held = { balanceBefore: '1000000000', balanceAfter: '1000000100' }
    const planned = await node.wallet.planPayment({ kind: 'faucet' })
    expect(planned).toMatchObject({ ...given, ...held, feeWei: '1000', maxFeeWei: '3000', warnings: [] })
    world.chain.ethWei = 0n
    expect(await codeOf(node.wallet.planPayment({ kind: 'faucet' }))).toBe('FAUCET_NEEDS_ETHER')
    world.wallet.isDev = true
    const first = await node.wallet.planPayment({ kind: 'faucet' })
    expect(first).toMatchObject({
      ...given,
      feeWei: '170000',
      warnings: [expect.stringContaining('gives the account')],
    })
    expect([world.chain.ethWei, world.chain.writes]).toEqual([0n, []])
  })

  it('gives Ether first on a development chain to an account that has none', async () => {
    world.chain.ethWei = 0n
    world.wallet.isDev = true
    await node.wallet.requestFaucet({})
    expect(world.chain.writes).toEqual(['requestFaucet'])
    expect(world.chain.ethWei).toBe(ONE)
    await node.wallet.requestFaucet({})
    expect(world.chain.ethWei).toBe(ONE)
  })

  it('says elsewhere where to get it, and makes none', async () => {
    world.chain.ethWei = 0n
    const error = await node.wallet.requestFaucet({}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'FAUCET_NEEDS_ETHER', todo: expect.stringContaining('Get test Ether first') })
    expect(world.chain.ethWei).toBe(0n)
    expect(world.chain.writes).toEqual([])
  })
})

describe('the address book', () => {
  const put = (name: string, address: string = PAYEE, replace = false) =>
    node.wallet.putContact({ contact: { name, address }, replace })

  it('names who is paid, in any case of letters', async () => {
    await put('Alice B')
    expect(await plan('alice b', '', 1n)).toMatchObject({ to: PAYEE, toName: 'Alice B' })
    expect(await plan(PAYEE, '', 1n)).toMatchObject({ to: PAYEE, toName: 'Alice B' })
    expect((await node.wallet.listContacts({})).contacts).toMatchObject([{ name: 'Alice B', address: PAYEE }])
    expect(await node.wallet.removeContact({ name: 'ALICE B' })).toMatchObject({ name: 'Alice B' })
    expect(await codeOf(node.wallet.removeContact({ name: 'alice b' }))).toBe('CONTACT_UNKNOWN')
  })

  it('changes the address of a name only when it is told to', async () => {
    await put('alice')
    await put('alice')
    expect(await codeOf(put('Alice', buyer.address))).toBe('INPUT_INVALID')
    await put('Alice', buyer.address, true)
    expect((await node.wallet.listContacts({})).contacts).toMatchObject([{ name: 'Alice', address: buyer.address }])
  })

  it('pays an own account by its name, and lets no contact take that', async () => {
    world.ownAccounts.push({ name: 'Savings', address: PAYEE })
    expect(await plan('savings', '', 1n)).toMatchObject({ to: PAYEE, toName: 'Savings' })
    expect(await plan(PAYEE, '', 1n)).toMatchObject({ to: PAYEE, toName: 'Savings' })
    for (const replace of [false, true])
      expect(await codeOf(put('SAVINGS', buyer.address, replace))).toBe('INPUT_INVALID')
    expect((await node.wallet.listContacts({})).contacts).toEqual([])
  })

  it('pays nobody by a name that stands for two, as a home of before may have it', async () => {
    await put('savings', buyer.address)
    world.ownAccounts.push({ name: 'savings', address: PAYEE })
    expect(await codeOf(plan('savings', '', 1n))).toBe('INPUT_INVALID')
    expect(await plan(PAYEE, '', 1n)).toMatchObject({ to: PAYEE })
  })

  it('takes what begins as an address for nothing else', async () => {
    world.ownAccounts.push({ name: '0xsavings', address: PAYEE }, { name: '2nd', address: PAYEE })
    expect(await codeOf(plan('0xsavings', '', 1n))).toBe('ADDRESS_INVALID')
    expect(await plan('2nd', '', 1n)).toMatchObject({ to: PAYEE })
  })

  it.each([
    ['', PAYEE, 'INPUT_INVALID'],
    ['0xalice', PAYEE, 'INPUT_INVALID'],
    ['alice.eth', PAYEE, 'INPUT_INVALID'],
    ['аlice', PAYEE, 'INPUT_INVALID'],
    ['alice ', PAYEE, 'INPUT_INVALID'],
    ['a\nb', PAYEE, 'INPUT_INVALID'],
    ['a'.repeat(41), PAYEE, 'INPUT_INVALID'],
    ['alice', PAYEE.slice(0, -2), 'ADDRESS_INVALID'],
    ['alice', contracts.market, 'PAYEE_REFUSED'],
  ])('takes no %j for %s', async (name, address, code) => {
    expect(await codeOf(put(name, address))).toBe(code)
    expect((await node.wallet.listContacts({})).contacts).toEqual([])
  })
})

test('without a price that can be trusted there is no USD, and a source that fails keeps nobody from his balance', async () => {
  expect((await node.wallet.getBalances({})).prices).toMatchObject({ snm: '', eth: '' })
  Object.defineProperty(world, 'prices', {
    get() {
      throw new Error('the feed is gone')
    },
  })
  expect((await node.wallet.getBalances({})).prices).toMatchObject({ snm: '', eth: '' })
})
