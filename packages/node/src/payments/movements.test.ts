import type { MarketEvent, TokenTransfer } from '@sonm/chain'
import type { Address, Hex } from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { contracts } from '../testing/fake-wallet.ts'
import { type DealParties, movementsOf } from './movements.ts'

const account: Address = `0x${'01'.repeat(20)}`
const other: Address = `0x${'02'.repeat(20)}`
const third: Address = `0x${'03'.repeat(20)}`

const position = (logIndex: number) => ({
  blockNumber: 7n,
  blockHash: `0x${'bb'.repeat(32)}` as Hex,
  logIndex,
  txHash: `0x${'cc'.repeat(32)}` as Hex,
  timestampSeconds: 1_800_000_000n,
})
const transfer = (from: Address, to: Address, amount: bigint, logIndex = 0): TokenTransfer => {
  return { ...position(logIndex), from, to, amount }
}
const told = (events: readonly MarketEvent[], transfers: readonly TokenTransfer[], parties?: DealParties) =>
  movementsOf(account, events, transfers, contracts, () => parties).map(({ kind, amountWei, counterparty, dealId }) => {
    return [kind, amountWei, counterparty, dealId]
  })
const { pricePerSecond, lockedWei, billedUntilSeconds, amendments } = sampleDeal()
const money = { pricePerSecond, lockedWei, billedUntilSeconds, amendments }
const bill = (paidWei: bigint) => ({ kind: 'dealBilled', dealId: 9n, paidWei, money }) as const

it.each<[string, TokenTransfer, unknown[][]]>([
  ['received', transfer(other, account, 5n), [['received', 5n, other, 0n]]],
  ['sent', transfer(account, other, 5n), [['sent', 5n, other, 0n]]],
  ['sent to himself', transfer(account, account, 5n), [['sent', 5n, undefined, 0n]]],
  ['given by the faucet', transfer(contracts.faucet, account, 5n), [['faucet', 5n, contracts.faucet, 0n]]],
])('SNM that was %s', (_, moved, expected) => {
  expect(told([], [moved])).toEqual(expected)
})

test('a deposit and a withdrawal are told once, though the token tells of them as well', () => {
  const deposited: MarketEvent = { ...position(1), kind: 'deposited', account, amountWei: 5n }
  expect(told([deposited], [transfer(account, contracts.market, 5n)])).toEqual([['deposit', 5n, undefined, 0n]])
  const withdrawn: MarketEvent = { ...position(1), kind: 'withdrawn', account, amountWei: 5n }
  expect(told([withdrawn], [transfer(contracts.market, account, 5n)])).toEqual([['withdrawal', 5n, undefined, 0n]])
})

test('a deposit for somebody else left the wallet, and one by somebody else came to the market', () => {
  const deposited: MarketEvent = { ...position(1), kind: 'deposited', account: other, amountWei: 5n }
  expect(told([deposited], [transfer(account, contracts.market, 5n)])).toEqual([['sent', 5n, contracts.market, 0n]])
  expect(told([{ ...deposited, account }], [])).toEqual([['deposit', 5n, undefined, 0n]])
})

test('a deal that is billed or closed is a payment to its buyer, an earning to its master, and nothing to others', () => {
  const closing = { kind: 'dealClosed', dealId: 9n, paidWei: 3n, returnedWei: 1n, by: other } as const
  for (const body of [bill(3n), closing]) {
    const events = [{ ...position(1), ...body }]
    expect(told(events, [], { buyer: account, master: third })).toEqual([['payment', 3n, third, 9n]])
    expect(told(events, [], { buyer: other, master: account })).toEqual([['earning', 3n, other, 9n]])
    expect(told(events, [], { buyer: other, master: third })).toEqual([])
    expect(told(events, [])).toEqual([])
  }
  expect(told([{ ...position(1), ...bill(0n) }], [], { buyer: account, master: third })).toEqual([])
})

test('a bond goes from the master to the buyer', () => {
  const events = [{ ...position(1), kind: 'bondPaid', dealId: 9n, amountWei: 5n } as const]
  expect(told(events, [], { buyer: account, master: third })).toEqual([['earning', 5n, third, 9n]])
  expect(told(events, [], { buyer: other, master: account })).toEqual([['payment', 5n, other, 9n]])
})

test('the sum of what is told is what the account has gained, in wallet, market and deals together', () => {
  // A random life: each step moves money, and says so as the contracts do.
  const amounts = fc.bigInt({ min: 1n, max: 1000n })
  const steps = fc.array(
    fc.record({
      act: fc.constantFrom('receive', 'send', 'deposit', 'withdraw', 'pay', 'earn', 'drip'),
      amount: amounts,
    }),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(steps, (life) => {
      let wealth = 0n
      const events: MarketEvent[] = []
      const transfers: TokenTransfer[] = []
      for (const [at, { act, amount }] of life.entries()) {
        const place = { ...position(at * 2), txHash: `0x${at.toString(16).padStart(64, '0')}` as Hex }
        const moved = (from: Address, to: Address) => transfers.push({ ...place, from, to, amount })
        const next = { ...place, logIndex: place.logIndex + 1 }
        if (act === 'receive') moved(other, account)
        if (act === 'drip') moved(contracts.faucet, account)
        if (act === 'send') moved(account, other)
        if (act === 'deposit') {
          moved(account, contracts.market)
          events.push({ ...next, kind: 'deposited', account, amountWei: amount })
        }
        if (act === 'withdraw') {
          moved(contracts.market, account)
          events.push({ ...next, kind: 'withdrawn', account, amountWei: amount })
        }
        if (act === 'pay') events.push({ ...next, ...bill(amount), dealId: 1n })
        if (act === 'earn') events.push({ ...next, ...bill(amount), dealId: 2n })
        if (['receive', 'drip', 'earn'].includes(act)) wealth += amount
        if (['send', 'pay'].includes(act)) wealth -= amount
      }
      const signs: Record<string, bigint> = { received: 1n, faucet: 1n, earning: 1n, sent: -1n, payment: -1n }
      const partiesOf = (dealId: bigint) =>
        dealId === 1n ? { buyer: account, master: other } : { buyer: other, master: account }
      const movements = movementsOf(account, events, transfers, contracts, partiesOf)
      expect(movements).toHaveLength(life.length)
      expect(movements.reduce((sum, { kind, amountWei }) => sum + (signs[kind] ?? 0n) * amountWei, 0n)).toBe(wealth)
    }),
  )
})
