import {
  type AskDetails,
  type AskQuery,
  BENCHMARK_COUNT,
  type Condition,
  type Hex,
  normalWord,
  type Order,
  type SearchMoment,
  type SortKey,
  type WordField,
  writeDetails,
  ZERO_ADDRESS,
} from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import fc from 'fast-check'
import type { SupplierFacts } from '../book/search.ts'
import type { LiveOrder } from '../orders/live-order.ts'
import { DETAILS } from './world.ts'

// What the tests of the book draw: asks, queries, and scripts of what happens to a book.

export const ACCOUNTS = ['a', 'b', 'c', 'd'].map((digit) => `0x${digit.repeat(40)}` as const)
const BIG = 2n ** 60n
const ONE = 10n ** 18n
const RATES = [undefined, ONE / 3n, ONE, 7n * ONE]

const MACHINES: readonly Partial<AskDetails>[] = [
  {},
  { country: 'DE', region: 'DE-BY', executors: ['container', 'wasm'], ports: 3 },
  { country: 'IT', architecture: 'arm64', executors: [] },
  gpus(['NVIDIA', 'GeForce RTX 4090']),
  gpus(['AMD', 'Radeon RX 7900'], ['NVIDIA', 'Tesla T4']),
]
const DOCUMENTS = MACHINES.map((machine) => writeDetails({ ...DETAILS, ...machine }))

function gpus(...cards: readonly (readonly [string, string])[]): Partial<AskDetails> {
  const described = cards.map(([vendor, model]) => ({ vendor, model, memoryBytes: 2 ** 30 }))
  return { resources: { ...DETAILS.resources, gpus: described } }
}

// Few values, so that ties and limits are hit; large ones that share a code.
const figures = fc.constantFrom(0n, 1n, 2n, 513n, BIG, BIG + 1n)
const lanes = fc.array(fc.tuple(fc.constantFrom(2, 3, 15), figures), { maxLength: 3 })
const prices = fc.constantFrom(0n, 1n, 2n, 3n, BIG, BIG + 1n)
const suppliers = fc.record<SupplierFacts>({
  master: fc.constantFrom(undefined, ...ACCOUNTS),
  identity: fc.integer({ min: 1, max: 4 }),
  reliability: fc.constantFrom(0, 9_800, 9_900),
  isCountryContradicted: fc.boolean(),
})

const drafts = fc.record({
  author: fc.nat(2),
  bound: fc.option(fc.constantFrom(2, 3), { freq: 4, nil: undefined }),
  price: prices,
  isUsd: fc.boolean(),
  duration: fc.nat(3),
  expires: fc.integer({ min: 10, max: 13 }),
  placed: fc.nat(9),
  flags: fc.nat(7),
  identityLevel: fc.nat(4),
  document: fc.nat(DOCUMENTS.length - 1),
  lanes,
})
export type Draft = {
  author: number
  bound: number | undefined
  price: bigint
  isUsd: boolean
  duration: number
  expires: number
  placed: number
  flags: number
  identityLevel: number
  document: number
  lanes: [number, bigint][]
}

export function liveAsk(draft: Draft, sequence: number): LiveOrder {
  const order: Order = sampleOrder({
    author: ACCOUNTS[draft.author]!,
    counterparty: draft.bound === undefined ? ZERO_ADDRESS : ACCOUNTS[draft.bound]!,
    nonce: 2n ** 200n + BigInt(sequence),
    epoch: sequence % 5 === 0 ? 2n ** 63n + BigInt(sequence) : BigInt(sequence % 3),
    expiresAtSeconds: BigInt(draft.expires),
    durationSeconds: BigInt(draft.duration),
    pricePerSecond: draft.price,
    denomination: draft.isUsd ? 'USD' : 'SNM',
    snmPerUsdCap: draft.isUsd ? 2n ** 90n + BigInt(sequence) : 0n,
    netFlags: draft.flags,
    identityLevel: draft.identityLevel,
    bond: sequence % 5 === 0 ? 7n : 0n,
    benchmarks: Array.from(
      { length: BENCHMARK_COUNT },
      (_, lane) => draft.lanes.findLast(([at]) => at === lane)?.[1] ?? 0n,
    ),
  })
  const details = DOCUMENTS[draft.document]!
  // It differs early, as hashes do: thousands that differ late all meet in one place of the table of ids.
  const hash: Hex = `0x${sequence.toString(16).padStart(8, '0').padEnd(64, '0')}`
  const signature: Hex = `0x${sequence.toString(16).padStart(128, 'c')}${['1b', '1c'][sequence % 2]}`
  return { sequence, hash, placedAtMs: draft.placed * 1000 + 500, signed: { order, details, signature } }
}

const op = fc.constantFrom('<', '<=', '=', '!=', '>=', '>')
const word = (field: WordField, ...words: string[]): fc.Arbitrary<Condition> =>
  fc.record({
    kind: fc.constant('word' as const),
    field: fc.constant(field),
    op: fc.constantFrom('in', 'in', 'not-in'),
    values: fc.subarray(words, { minLength: 1 }).map((some) => some.map((text) => normalWord(field, text))),
  })
const number = (field: Extract<Condition, { kind: 'number' }>['field'], ...values: bigint[]): fc.Arbitrary<Condition> =>
  fc.record({ kind: fc.constant('number' as const), field: fc.constant(field), op, value: fc.constantFrom(...values) })
const conditions: fc.Arbitrary<Condition> = fc.oneof(
  number('benchmark:cpu-cores', 0n, 1n, 2n, 513n),
  number('benchmark:ram-size', BIG, BIG + 1n, 2n ** 64n, -1n),
  number('benchmark:gpu-cuckaroo29', 1n),
  number('benchmark:unknown', 0n, 1n),
  number('duration', 0n, 1n, 3n),
  number('identity', 1n, 3n),
  number('reliability', 9_800n, 9_850n),
  number('ports', 0n, 3n),
  number('age', 0n, 3n, 8n),
  number('latency', 5n),
  fc.record({
    kind: fc.constant('price' as const),
    op,
    price: fc.record({ denomination: fc.constantFrom('SNM', 'USD'), pricePerSecond: prices }),
  }),
  word('country', 'DE', 'IT', 'FR'),
  word('region', 'DE-BY', 'IT-RM'),
  word('arch', 'amd64', 'arm64', 'riscv'),
  word('executor', 'container', 'wasm', 'noop'),
  word('net', 'overlay', 'outbound', 'incoming'),
  word('gpu.model', 'RTX 4090', 'T4', 'H100'),
  word('gpu.vendor', 'nvidia', 'amd', 'intel'),
  word('hub', ...ACCOUNTS),
  word('supplier', ...ACCOUNTS),
)
const keys: fc.Arbitrary<SortKey> = fc.record({
  field: fc.constantFrom('price', 'reliability', 'benchmark:cpu-cores', 'ports', 'age', 'latency'),
  descending: fc.boolean(),
})
export const queries: fc.Arbitrary<AskQuery> = fc.record({
  buyer: fc.constantFrom(undefined, ...ACCOUNTS),
  buyerIdentity: fc.nat(4),
  conditions: fc.array(conditions, { maxLength: 3 }),
  order: fc.oneof(fc.constant([]), fc.array(keys, { maxLength: 2 })),
})
export const moments: fc.Arbitrary<SearchMoment> = fc.record({
  nowSeconds: fc.constantFrom(5n, 9n),
  usdPerSnm: fc.constantFrom(...RATES),
})

export const steps = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('insert' as const), draft: drafts, supplier: suppliers }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('update' as const), author: fc.nat(3), supplier: suppliers }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), now: fc.bigInt({ min: 9n, max: 12n }) }) },
)
export type Step = typeof steps extends fc.Arbitrary<infer Value> ? Value : never
