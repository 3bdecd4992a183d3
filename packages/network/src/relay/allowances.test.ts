import { expect, test } from 'vitest'
import { testSigner } from '../testing/loopback.ts'
import { Allowances, type Pair } from './allowances.ts'
import { relayLimits } from './limits.ts'

const limits = { ...relayLimits, freeBytesPerPair: 100, freeBytesPerHost: 250, freeWindowMs: 1_000, grantsPerHub: 2 }
const [buyer, hub, other] = [1, 2, 3].map((byte) => testSigner(byte).address)
const pair: Pair = { caller: buyer!, host: '192.0.2.1', peer: hub! }
const used = expect.objectContaining({ code: 'RELAY_ALLOWANCE_USED' })

test('what two peers without a deal send is free up to a limit, and again in the next window', () => {
  const allowances = new Allowances(limits)
  allowances.use(pair, 99, 0)
  allowances.check(pair, 0)
  expect(() => allowances.use(pair, 1, 500)).toThrow(used)
  expect(() => allowances.check(pair, 999)).toThrow(used)
  // Who of the two calls makes no difference.
  expect(() => allowances.check({ caller: hub!, host: '192.0.2.9', peer: buyer! }, 999)).toThrow(used)
  allowances.check(pair, 1_000)
})

test('a host that makes keys has no more than its share', () => {
  const allowances = new Allowances(limits)
  const asKey = (byte: number): Pair => ({ ...pair, caller: testSigner(byte).address })
  for (const byte of [10, 11]) allowances.use(asKey(byte), 99, 0)
  expect(() => allowances.use(asKey(12), 60, 0)).toThrow(used)
  expect(() => allowances.check(asKey(13), 0)).toThrow(used)
  allowances.check({ ...asKey(13), host: '192.0.2.2' }, 0)
})

test('a deal is carried as long as its hub grants it, whoever of the two calls, and nobody else', () => {
  const allowances = new Allowances(limits)
  allowances.grant(hub!, { buyer: buyer!, dealId: 7n, untilMs: 10_000 }, 0)
  const back: Pair = { caller: hub!, host: '192.0.2.9', peer: buyer! }
  for (const each of [pair, back]) allowances.use(each, 1_000_000, 0)
  expect(allowances.dealOf(pair, 9_999)?.carriedBytes).toBe(2_000_000)
  expect(allowances.dealOf(pair, 10_000)).toBeUndefined()
  expect(allowances.dealOf({ ...pair, caller: other! }, 0)).toBeUndefined()
  expect(() => allowances.use({ ...pair, caller: other! }, 1_000, 0)).toThrow(used)
  expect(allowances.grant(hub!, { buyer: buyer!, dealId: 7n, untilMs: 20_000 }, 9_000)).toBe(2_000_000)
  expect(allowances.dealOf(pair, 19_999)?.dealId).toBe(7n)
})

test('a hub grants no more deals at once than it may; ended ones make room', () => {
  const allowances = new Allowances(limits)
  const grant = (dealId: bigint, untilMs: number, nowMs: number) =>
    allowances.grant(hub!, { buyer: buyer!, dealId, untilMs }, nowMs)
  grant(1n, 100, 0)
  grant(2n, 200, 0)
  expect(() => grant(3n, 200, 0)).toThrow(expect.objectContaining({ code: 'RELAY_BUSY' }))
  grant(1n, 150, 0)
  grant(3n, 300, 150)
})

test('what has ended is forgotten, also of hubs that never come again', () => {
  const allowances = new Allowances(limits)
  allowances.grant(hub!, { buyer: buyer!, dealId: 7n, untilMs: 100 }, 0)
  allowances.grant(other!, { buyer: buyer!, dealId: 8n, untilMs: 300 }, 0)
  allowances.use({ ...pair, caller: other! }, 1, 0)
  expect(allowances.size).toEqual({ grants: 2, pairs: 1, hosts: 1 })
  allowances.sweep(200)
  expect(allowances.size).toEqual({ grants: 1, pairs: 1, hosts: 1 })
  expect(allowances.dealOf({ ...pair, peer: other! }, 200)?.dealId).toBe(8n)
  allowances.sweep(1_000)
  expect(allowances.size).toEqual({ grants: 0, pairs: 0, hosts: 0 })
})

test('however many ask, nothing that was used is forgotten, and of those who use some the oldest alone gives way', () => {
  const allowances = new Allowances({ ...limits, freeBytesPerHost: 1_000, freeWindows: 3 })
  const asKey = (byte: number): Pair => ({ ...pair, caller: testSigner(byte).address })
  expect(() => allowances.use(asKey(10), 100, 0)).toThrow(used)
  for (let byte = 20; byte < 40; byte++) allowances.check(asKey(byte), 1)
  expect(() => allowances.check(asKey(10), 1)).toThrow(used)
  expect(() => allowances.use(asKey(11), 100, 2)).toThrow(used)
  for (const byte of [12, 13]) allowances.use(asKey(byte), 1, 3)
  expect(() => allowances.check(asKey(11), 4)).toThrow(used)
  allowances.check(asKey(10), 4)
})
