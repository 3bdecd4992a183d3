import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { AskDetails } from '../orders/details.ts'
import { BENCHMARKS, benchmarkVector, MAX_BENCHMARK } from '../resources/benchmarks.ts'
import { anyText } from '../testing/arbitraries.ts'
import { sampleOrder } from '../testing/sample-order.ts'
import { isVisible } from '../units/visible.ts'
import type { AskFacts } from './ask-facts.ts'
import { ANY_ASK, type Comparison, type Condition, type WordField } from './ask-query.ts'
import { formatCondition } from './format-query.ts'
import { normalWord } from './normal-word.ts'
import { unmetText } from './offered.ts'
import { parseQuery } from './parse-query.ts'
import { relaxedTo } from './relax.ts'
import { satisfies, unmet } from './satisfies.ts'

const HUB = `0x${'aa'.repeat(20)}` as const
const MASTER = `0x${'bb'.repeat(20)}` as const
const BUYER = `0x${'cc'.repeat(20)}` as const
const NOW = { nowSeconds: 1000n, usdPerSnm: undefined }
const details: AskDetails = {
  resources: {
    cpuHundredths: 400,
    ramBytes: 2 ** 30,
    storageBytes: 2 ** 30,
    gpus: [{ vendor: 'NVIDIA Corporation', model: 'NVIDIA GeForce RTX 4090', memoryBytes: 24 * 2 ** 30 }],
  },
  architecture: 'x64',
  executors: ['container', 'wasm'],
  locators: [],
  country: 'DE',
  region: 'DE-BY',
  ports: 3,
}
const facts: AskFacts = {
  order: sampleOrder({ author: HUB, durationSeconds: 60n, netFlags: 5, benchmarks: benchmarkVector({ 7: 2n }) }),
  details,
  placedAtSeconds: 900n,
  master: MASTER,
  identity: 2,
  reliability: 9800,
  isCountryContradicted: false,
}
const word = (field: WordField, op: 'in' | 'not-in', ...values: string[]): Condition => ({
  kind: 'word',
  field,
  op,
  values: values.map((value) => normalWord(field, value)),
})

const lane = fc.constantFrom(0n, 1n, 2n, 2n ** 53n, 2n ** 53n + 1n, MAX_BENCHMARK)
const code = fc.constantFrom(...BENCHMARKS)

describe('a condition on a number', () => {
  it('means what its sign means, to the last digit', () => {
    fc.assert(
      fc.property(code, lane, lane, ({ code, index }, offered, value) => {
        const ask = { ...facts, order: sampleOrder({ benchmarks: benchmarkVector({ [index]: offered }) }) }
        const meets = (op: Comparison) => satisfies({ kind: 'number', field: `benchmark:${code}`, op, value }, ask, NOW)
        expect(['<', '<=', '=', '!=', '>=', '>'].map((op) => meets(op as Comparison))).toEqual([
          offered < value,
          offered <= value,
          offered === value,
          offered !== value,
          offered >= value,
          offered > value,
        ])
      }),
    )
  })

  it.each([
    ['duration', 60n],
    ['identity', 2n],
    ['reliability', 9800n],
    ['ports', 3n],
    ['age', 100n],
  ] as const)('reads %s', (field, value) => {
    expect(satisfies({ kind: 'number', field, op: '=', value }, facts, NOW)).toBe(true)
    expect(satisfies({ kind: 'number', field, op: '=', value: value + 1n }, facts, NOW)).toBe(false)
  })

  it('on the latency is met by nothing that was not measured', () => {
    const below: Condition = { kind: 'number', field: 'latency', op: '<', value: 30_000n }
    expect(satisfies(below, facts, NOW)).toBe(false)
    expect(satisfies({ ...below, op: '>' }, facts, NOW)).toBe(false)
    expect(satisfies(below, { ...facts, latencyMicros: 29_999 }, NOW)).toBe(true)
    expect(satisfies(below, { ...facts, latencyMicros: 29_999.5 }, NOW)).toBe(false)
  })
})

describe('a condition on the price', () => {
  const price = (denomination: 'SNM' | 'USD', pricePerSecond: bigint): Condition => ({
    kind: 'price',
    op: '<=',
    price: { denomination, pricePerSecond },
  })
  const ask = (denomination: 'SNM' | 'USD', pricePerSecond: bigint): AskFacts => ({
    ...facts,
    order: sampleOrder({ denomination, pricePerSecond }),
  })
  const amount = fc.bigInt({ min: 0n, max: 2n ** 96n })

  it('compares two currencies through the rate, exactly, and neither without one', () => {
    fc.assert(
      fc.property(amount, amount, fc.bigInt({ min: 1n, max: 10n ** 24n }), (offered, limit, usdPerSnm) => {
        const moment = { nowSeconds: 0n, usdPerSnm }
        const one = 10n ** 18n
        expect(satisfies(price('USD', limit), ask('SNM', offered), moment)).toBe(offered * usdPerSnm <= limit * one)
        expect(satisfies(price('SNM', limit), ask('USD', offered), moment)).toBe(offered * one <= limit * usdPerSnm)
        expect(satisfies(price('SNM', limit), ask('SNM', offered), NOW)).toBe(offered <= limit)
        expect(satisfies(price('SNM', limit), ask('USD', offered), NOW)).toBe(false)
      }),
    )
  })
})

describe('a condition on words', () => {
  it.each<[WordField, string, string]>([
    ['arch', 'x86_64', 'arm64'],
    ['gpu.vendor', 'nvidia', 'amd'],
    ['gpu.model', 'RTX_4090', 'RTX 4090 Ti'],
    ['gpu.model', 'rtx-4090', 'RTX 4080'],
    ['country', 'de', 'FR'],
    ['region', 'DE-BY', 'DE-BE'],
    ['executor', 'WASM', 'noop'],
    ['net', 'incoming', 'outbound'],
    ['hub', HUB.toUpperCase().replace('X', 'x'), MASTER],
    ['supplier', MASTER, HUB],
  ])('%s=%s is met, and %s is not', (field, has, hasNot) => {
    expect(satisfies(word(field, 'in', has), facts, NOW)).toBe(true)
    expect(satisfies(word(field, 'in', hasNot, has), facts, NOW)).toBe(true)
    expect(satisfies(word(field, 'in', hasNot), facts, NOW)).toBe(false)
    expect(satisfies(word(field, 'not-in', has, hasNot), facts, NOW)).toBe(false)
    expect(satisfies(word(field, 'not-in', hasNot), facts, NOW)).toBe(true)
  })

  it('on the country is met by no ask whose country is contradicted', () => {
    const liar = { ...facts, isCountryContradicted: true }
    for (const condition of [
      word('country', 'in', 'DE'),
      word('country', 'not-in', 'FR'),
      word('region', 'in', 'DE-BY'),
    ]) {
      expect(satisfies(condition, facts, NOW)).toBe(true)
      expect(satisfies(condition, liar, NOW)).toBe(false)
    }
  })
})

test.each([
  ['NVIDIA GeForce RTX 4090', 'rtx4090'],
  ['GeForce-GTX_1080 Ti', 'gtx1080ti'],
  ['NVIDIA A100-SXM4-80GB', 'a100'],
  ['Tesla V100 PCIe 16GB', 'v100'],
  ['AMD Radeon RX 7900 XTX', 'rx7900xtx'],
  ['Radeon', 'radeon'],
  ['', ''],
])('the model %j is compared as %j', (model, normal) => {
  expect(normalWord('gpu.model', model)).toBe(normal)
  expect(normalWord('gpu.model', normal)).toBe(normal)
})

test('a query is unmet for its rules and its conditions, each by itself', () => {
  const cheaper: Condition = { kind: 'price', op: '<', price: { denomination: 'SNM', pricePerSecond: 10n } }
  const query = { ...ANY_ASK, buyer: BUYER, conditions: [cheaper, word('arch', 'in', 'amd64')] }
  expect(unmet({ ...ANY_ASK, buyer: BUYER }, facts, NOW)).toEqual([])
  expect(unmet(query, facts, NOW)).toEqual([cheaper])
  const bound = (counterparty: typeof HUB) => ({ ...facts, order: sampleOrder({ author: HUB, counterparty }) })
  expect(unmet({ ...ANY_ASK, buyer: HUB }, facts, NOW)).toEqual(['deal-with-self'])
  expect(unmet({ ...ANY_ASK, buyer: MASTER }, facts, NOW)).toEqual(['deal-with-self'])
  expect(unmet(ANY_ASK, bound(BUYER), NOW)).toEqual(['counterparty-of-ask'])
  expect(unmet({ ...ANY_ASK, buyer: BUYER }, bound(BUYER), NOW)).toEqual([])
  const demanding = { ...facts, order: sampleOrder({ identityLevel: 3, expiresAtSeconds: 999n }) }
  expect(unmet(ANY_ASK, demanding, NOW)).toEqual(['expiry-of-ask', 'identity-of-buyer'])
  expect(unmet({ ...ANY_ASK, buyerIdentity: 3 }, { ...demanding, order: sampleOrder() }, NOW)).toEqual([])
})

test('what would have to give way can be asked for, whatever a supplier calls his machine', () => {
  const names = fc
    .oneof(fc.constantFrom('РТХ', '---', '🚀', '"', 'any', "a'b"), anyText(30))
    .filter((name) => isVisible(name) && name.isWellFormed())
  fc.assert(
    fc.property(names, fc.constantFrom('gpu.model', 'gpu.vendor', 'arch'), (name, field) => {
      const gpus = [{ vendor: name, model: name, memoryBytes: 1 }]
      const named = { ...details, architecture: name, resources: { ...details.resources, gpus } }
      const relaxed = relaxedTo(word(field, 'in', 'zzz'), { ...facts, details: named }, NOW)
      if (relaxed?.to === undefined) return
      expect(parseQuery(formatCondition(relaxed.to)).conditions).toEqual([relaxed.to])
    }),
    { numRuns: 500 },
  )
})

test('the price that an offer has is told however small it is', () => {
  const ask = { ...facts, order: sampleOrder({ pricePerSecond: 1n, denomination: 'SNM' }) }
  const condition = { kind: 'price', op: '<', price: { denomination: 'SNM', pricePerSecond: 1n } } as const
  expect(unmetText(condition, ask, NOW)).toContain('(offered: 0.0000000000000036SNM/h)')
})
