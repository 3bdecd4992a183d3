import type { LiveOrder, SupplierFacts } from '@sonm/marketplace'
import {
  type AskDetails,
  type AskQuery,
  BENCHMARKS,
  type Condition,
  detailsHash,
  type Hex,
  NET_FLAGS,
  type NumberField,
  normalWord,
  type Order,
  writeDetails,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import {
  ASKS_PER_HUB,
  COUNTRIES,
  type DataSet,
  dataSet,
  GPU_MODELS,
  SET_PART,
  type SetName,
  type SetQuery,
} from './data-set.ts'

/** Everything lives longer than a bench. */
export const EXPIRES_AT_SECONDS = 4_000_000_000n
const MASTER: Hex = `0x${'6d'.repeat(20)}`

const documents = new Map<number, { details: string; hash: Hex }>()

function documentOf(country: number, gpuModel: number, hub: number) {
  // Hubs name locators of their own: some thousand different documents.
  const key = (hub % 64) * 256 * 16 + country * 16 + gpuModel
  let document = documents.get(key)
  if (!document) {
    // Whole, as it comes from the wire, and not the hundred pieces of which it was put together.
    const details = Buffer.from(writeDetails(detailsOf(country, gpuModel, hub % 64))).toString()
    document = { details, hash: detailsHash(details) }
    documents.set(key, document)
  }
  return document
}

function detailsOf(country: number, gpuModel: number, locator: number): AskDetails {
  const model = GPU_MODELS[gpuModel]!
  const gpus = gpuModel === 0 ? [] : [{ vendor: model === 'MI300X' ? 'AMD' : 'NVIDIA', model, memoryBytes: 2 ** 34 }]
  return {
    resources: { cpuHundredths: 400, ramBytes: 2 ** 34, storageBytes: 2 ** 38, gpus },
    architecture: 'amd64',
    executors: ['container', 'wasm'],
    locators: [`0x${'5a'.repeat(20)}@locator-${locator}.example:15020`],
    country: COUNTRIES[country]!,
  }
}

const REST_OF_HASH = '5a'.repeat(20)

/** Spread where tables look, as hashes are. */
function hashOf(number: number): Hex {
  const word = (factor: number) => (Math.imul(number + 1, factor) >>> 0).toString(16).padStart(8, '0')
  return `0x${word(0x9e3779b1)}${word(0x85ebca6b)}${word(1)}${REST_OF_HASH}`
}

/** The ask of this number, as if it came as the `sequence`-th. @param first the number of the set's first among those of several sets */
export function liveAsk(set: DataSet, at: number, sequence = at + 1, first = 0): LiveOrder {
  const hub = Math.floor((first + at) / ASKS_PER_HUB)
  const { details, hash: detailsHash } = documentOf(set.country[at]!, set.gpuModel[at]!, hub)
  const order: Order = {
    side: 'ask',
    author: `0x${(hub + 1).toString(16).padStart(40, '0')}`,
    counterparty: ZERO_ADDRESS,
    matcher: ZERO_ADDRESS,
    nonce: BigInt(hashOf(sequence)),
    epoch: 0n,
    expiresAtSeconds: EXPIRES_AT_SECONDS,
    durationSeconds: BigInt(set.lanes[16]![at]!),
    pricePerSecond: BigInt(set.price[at]!),
    denomination: 'SNM',
    snmPerUsdCap: 0n,
    identityLevel: 0,
    netFlags: set.flags[at]!,
    bond: 0n,
    tag: ZERO_BYTES32,
    detailsHash,
    benchmarks: BENCHMARKS.map(({ index }) => BigInt(set.lanes[index]![at]!)),
  }
  const signature: Hex = `${hashOf(sequence * 2)}${hashOf(sequence * 2 + 1).slice(2)}1b`
  return { sequence, hash: hashOf(sequence), placedAtMs: sequence, signed: { order, signature, details } }
}

export function supplierOf(set: DataSet, at: number): SupplierFacts {
  return {
    master: MASTER,
    identity: set.lanes[17]![at]!,
    reliability: set.lanes[18]![at]!,
    isCountryContradicted: false,
  }
}

const FIELDS: readonly NumberField[] = [
  ...BENCHMARKS.map(({ code }): NumberField => `benchmark:${code}`),
  'duration',
  'identity',
  'reliability',
]

export function askQuery({ least, flags, countries, gpuModel }: SetQuery): AskQuery {
  const numbers = least.map(
    ({ lane, value }): Condition => ({ kind: 'number', field: FIELDS[lane]!, op: '>=', value: BigInt(value) }),
  )
  const nets = Object.entries(NET_FLAGS)
    .filter(([, flag]) => flags & flag)
    .map(([name]): Condition => ({ kind: 'word', field: 'net', op: 'in', values: [name] }))
  const words: Condition[] = []
  if (countries.length > 0) {
    words.push({ kind: 'word', field: 'country', op: 'in', values: countries.map((at) => COUNTRIES[at]!) })
  }
  if (gpuModel > 0) {
    words.push({ kind: 'word', field: 'gpu.model', op: 'in', values: [normalWord('gpu.model', GPU_MODELS[gpuModel]!)] })
  }
  return { buyer: undefined, buyerIdentity: 1, conditions: [...numbers, ...nets, ...words], order: [] }
}

/** The asks of one set, made in parts, so that few are in memory at once; no hub has asks in two parts. */
export function* asksOfSet(name: SetName, count: number) {
  for (let first = 0; first < count; first += SET_PART) {
    const set = dataSet(name, Math.min(SET_PART, count - first), 0, first)
    for (let at = 0; at < set.count; at++) yield { set, at, ask: liveAsk(set, at, first + at + 1, first) }
  }
}
