import { create } from '@bufbuild/protobuf'
import { fail } from '@sonm/model'
import { PaymentPlanSchema } from '@sonm/protocol'
import fc from 'fast-check'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import type { NodeApi } from '../../api/node-api.ts'
import { terminal } from '../../output/print.ts'
import { type PayOptions, payAfterAsking } from './pay.ts'
import { planText } from './plan-text.ts'
import { receiveRequest } from './receive.ts'
import { readWish } from './send.ts'

const SNM_CONTRACT = `0x${'5a'.repeat(20)}`
const TOKEN = `0x${'70'.repeat(20)}`
const ME = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'
const PAYEE = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'
const ONE = 10n ** 18n

afterEach(() => vi.restoreAllMocks())

/** Half an Ether of one that there is. */
const PLAN = {
  kind: 'send',
  from: ME,
  to: PAYEE.toLowerCase(),
  token: { address: '', symbol: 'ETH', decimals: 18 },
  amount: (ONE / 2n).toString(),
  balanceBefore: ONE.toString(),
  balanceAfter: (ONE / 2n - 10n ** 15n).toString(),
  feeWei: (10n ** 15n).toString(),
  maxFeeWei: (2n * 10n ** 15n).toString(),
  gas: 21_000n,
}

/** A node on chain 31337 with one token of 6 decimals. */
function fakeApi() {
  const plan = create(PaymentPlanSchema, PLAN)
  const wallet = {
    getToken: async () => ({ address: TOKEN, symbol: 'USDC', decimals: 6 }),
    planPayment: async () => plan,
  }
  const status = { getStatus: async () => ({ address: ME, chainId: 31337n, snmContract: SNM_CONTRACT }) }
  return { plan, api: { wallet, status } as unknown as NodeApi }
}

describe('what shall be sent', () => {
  const wish = (what: string, to?: string, options: { token?: string; amount?: string } = {}) =>
    readWish(fakeApi().api, what, to, options)
  const link = (chain: string, rest = '') => `ethereum:${PAYEE}${chain}${rest}`

  it.each<[string, Promise<unknown>, object]>([
    ['SNM', wish('5 SNM', 'alice'), { to: 'alice', asset: '', amount: (5n * ONE).toString() }],
    ['SNM without its sign', wish('5', PAYEE), { to: PAYEE, asset: '', amount: (5n * ONE).toString() }],
    ['Ether', wish('0.1 ETH', 'alice'), { to: 'alice', asset: 'ETH', amount: (ONE / 10n).toString() }],
    [
      'a token, in its decimals',
      wish('12.5', 'alice', { token: TOKEN }),
      { to: 'alice', asset: TOKEN, amount: '12500000' },
    ],
    [
      'a token by its sign',
      wish('1 usdc', 'alice', { token: TOKEN }),
      { to: 'alice', asset: TOKEN, amount: '1000000' },
    ],
    [
      'Ether by a link',
      wish(link('@31337', '?value=1e17')),
      { to: PAYEE.toLowerCase(), asset: 'ETH', amount: '100000000000000000' },
    ],
    [
      'Ether by a link for any chain',
      wish(link('', '?value=7')),
      { to: PAYEE.toLowerCase(), asset: 'ETH', amount: '7' },
    ],
    [
      'what a link leaves open',
      wish(link('@31337'), undefined, { amount: '0.000001' }),
      { to: PAYEE.toLowerCase(), asset: 'ETH', amount: '1' },
    ],
    [
      'a token by a link',
      wish(`ethereum:${TOKEN}@31337/transfer?address=${PAYEE}&uint256=5`),
      { to: PAYEE.toLowerCase(), asset: TOKEN, amount: '5' },
    ],
  ])('is read: %s', async (_, read, expected) => {
    expect(await read).toEqual(expected)
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['no payee', () => wish('5 SNM'), 'USAGE'],
    ['no amount', () => wish('SNM', 'alice'), 'MONEY_INVALID'],
    ['nothing', () => wish('0 ETH', 'alice'), 'MONEY_INVALID'],
    ['a comma', () => wish('1,5 SNM', 'alice'), 'MONEY_INVALID'],
    ['more than all SNM', () => wish('444000001', 'alice'), 'MONEY_INVALID'],
    ['more decimals than the token has', () => wish('0.0000001', 'alice', { token: TOKEN }), 'MONEY_INVALID'],
    ['Ether in a token', () => wish('1 ETH', 'alice', { token: TOKEN }), 'MONEY_INVALID'],
    ['a currency that only a token can be', () => wish('1 BTC', 'alice'), 'MONEY_INVALID'],
    ['a token that is no address', () => wish('1', 'alice', { token: 'USDC' }), 'ADDRESS_INVALID'],
    ['a link for another chain', () => wish(link('@1', '?value=1')), 'PAYMENT_CHAIN_WRONG'],
    ['a link for nothing', () => wish(link('@31337', '?value=0')), 'PAYMENT_LINK_INVALID'],
    [
      'a link that does something else',
      () => wish(`ethereum:${TOKEN}/approve?address=${PAYEE}&uint256=5`),
      'PAYMENT_LINK_INVALID',
    ],
    ['a link and a payee', () => wish(link('@31337', '?value=1'), 'alice'), 'USAGE'],
    ['a link and another amount', () => wish(link('@31337', '?value=1'), undefined, { amount: '2' }), 'USAGE'],
    ['a link without an amount', () => wish(link('@31337')), 'USAGE'],
    ['two amounts', () => wish('5 SNM', 'alice', { amount: '6' }), 'USAGE'],
  ])('is refused: %s', async (_, read, code) => {
    await expect(read()).rejects.toMatchObject({ code })
  })
})

test('what can be paid is told where something else is named, and nothing of prices by the hour', async () => {
  const refused = await readWish(fakeApi().api, '1 BTC', 'alice', {}).catch((thrown: unknown) => thrown)
  expect(refused).toMatchObject({
    what: "'1 BTC' is no amount of money: it must be in SNM or ETH, or in another token by --token.",
  })
  expect((refused as { todo: string }).todo).not.toContain('/h')
})

describe('a payment', () => {
  const receipt = { txHash: '0xaa', blockNumber: 3n, gasUsed: 21_000n, feeWei: '1000000000000000' }

  async function pay(options: Partial<PayOptions>, refuses = false, toName = '') {
    const { api, plan } = fakeApi()
    plan.toName = toName
    const steps: string[] = []
    vi.spyOn(terminal, 'out').mockImplementation((text) => void steps.push(`out ${text}`))
    const dialog = {
      confirm: async (question: string) => {
        steps.push(question)
        if (refuses) throw fail('DECLINED', {})
      },
      note: (text: string) => void steps.push(`note ${text}`),
    }
    const done = payAfterAsking(
      api,
      { kind: 'send' },
      { out: 'text', ...options },
      async (agreed) => {
        expect(agreed).toBe(plan)
        steps.push('paid')
        return { $typeName: 'sonm.v1.TransactionReceipt', ...receipt }
      },
      dialog,
    )
    return {
      steps,
      failure: await done.then(
        () => undefined,
        (error: unknown) => error,
      ),
    }
  }

  it('shows what will happen and its price, then asks, then pays', async () => {
    const { steps } = await pay({})
    expect(steps[0]).toMatch(/^note You pay +0\.5 ETH\n/)
    expect(steps.slice(1)).toEqual([
      `Pay 0.5 ETH to ${PAYEE}?`,
      'paid',
      expect.stringMatching(/^out Done in block 3.*fee was 0\.001 ETH/),
    ])
  })

  it('to somebody with a name is asked for by name and whole address', async () => {
    expect((await pay({}, false, 'savings')).steps[1]).toBe(`Pay 0.5 ETH to savings (${PAYEE})?`)
  })

  it('is not made when the answer is no, nor in a dry run', async () => {
    const { steps, failure } = await pay({}, true)
    expect(failure).toMatchObject({ code: 'DECLINED' })
    expect(steps).not.toContain('paid')
    const dry = await pay({ dryRun: true, out: 'json' })
    expect(dry.steps).toHaveLength(1)
    expect(JSON.parse(dry.steps[0]!.slice(4))).toMatchObject({
      kind: 'send',
      maxFeeWei: '2000000000000000',
      warnings: [],
    })
  })
})

describe('a plan as text', () => {
  it('of the faucet says what comes, to whom, and what asking costs', () => {
    const token = { address: SNM_CONTRACT, symbol: 'SNM', decimals: 18 }
    const [amount, balanceAfter] = [(100n * ONE).toString(), (101n * ONE).toString()]
    const plan = create(PaymentPlanSchema, { ...PLAN, kind: 'faucet', token, amount, balanceAfter })
    expect(planText(plan, SNM_CONTRACT).split('\n')).toEqual([
      'You get  100 SNM',
      'to       0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      'holds    1 SNM, then 101 SNM',
      'fee      about 0.001 ETH, at most 0.002 ETH',
    ])
  })

  it('has whole addresses, exact amounts and the fee, and no USD without a price', () => {
    expect(planText(create(PaymentPlanSchema, PLAN), SNM_CONTRACT).split('\n')).toEqual([
      'You pay  0.5 ETH',
      `to       ${PAYEE}`,
      'from     0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      'holds    1 ETH, then 0.499 ETH',
      'fee      about 0.001 ETH, at most 0.002 ETH',
    ])
  })

  it('rounds the Ether that is left, as the fee is, and never what is paid', () => {
    const [amount, balanceAfter] = ['100000000000000001', '999578913245135798']
    const text = planText(create(PaymentPlanSchema, { ...PLAN, amount, balanceAfter }), SNM_CONTRACT)
    expect(text).toContain('You pay  0.100000000000000001 ETH')
    expect(text).toContain('holds    1 ETH, then 0.999579 ETH')
  })

  it('says in USD what has a price', () => {
    const prices = { snm: (ONE / 20n).toString(), eth: (2000n * ONE).toString() }
    const text = planText(create(PaymentPlanSchema, { ...PLAN, prices }), SNM_CONTRACT)
    expect(text).toContain('0.5 ETH (about 1000 USD)')
    expect(text).toContain('fee      about 0.001 ETH (about 2 USD)')
  })

  it('shows a foreign token by its contract, without a price, and with what is to be known of it', () => {
    const token = { address: TOKEN, symbol: 'SNM', decimals: 18 }
    const prices = { snm: ONE.toString(), eth: '' }
    const text = planText(
      create(PaymentPlanSchema, { ...PLAN, token, toName: 'alice', prices, warnings: ['Look!'] }),
      SNM_CONTRACT,
    )
    expect(text).toContain(`token    ${TOKEN}`)
    expect(text).toContain(`${PAYEE} (alice)`)
    expect(text).toMatch(/^! Look!$/m)
    expect(text).not.toContain('USD')
  })
})

test('what is asked for by a link is paid by that link', async () => {
  const amounts = fc.constantFrom('5 SNM', '0.1 ETH', '7')
  await fc.assert(
    fc.asyncProperty(amounts, fc.constantFrom(undefined, TOKEN), async (amount, token) => {
      const { api } = fakeApi()
      fc.pre(token === undefined || amount === '7')
      const { link, address } = await receiveRequest(api, amount, token)
      expect(address).toBe('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')
      const paid = await readWish(api, link, undefined, {})
      const wished = await readWish(api, amount, ME, token === undefined ? {} : { token })
      // SNM is the token of its contract, when a link asks for it.
      const asset = wished.asset === '' ? SNM_CONTRACT : wished.asset
      expect(paid).toEqual({ ...wished, asset })
    }),
    { numRuns: 20 },
  )
  expect((await receiveRequest(fakeApi().api, undefined, undefined)).link).toBe(
    'ethereum:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed@31337',
  )
})
