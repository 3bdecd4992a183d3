import { AskIndex, type IndexedAsk, type IndexQuery, LANE, OP, Words } from '@sonm/marketplace/testing'
import { BENCHMARK_COUNT, normalWord } from '@sonm/model'
import { ASKS_PER_HUB, COUNTRIES, type DataSet, GPU_MODELS, type SetQuery } from './data-set.ts'

const words = new Words()
const COUNTRY_CODES = COUNTRIES.map((country) => words.country(country))
const MODEL_CODES = GPU_MODELS.map((model) => words.gpuModels(model === '' ? [] : [model]))
/** In the book every ask says whom it admits, and every search asks for it. */
const ADMITS = 1 << 7
/** Asks of a market expire within a day, many in each second. */
const EXPIRES_WITHIN_SECONDS = 1024
const EXPIRES_FROM_SECONDS = 2_000_000_000

/** As a marketplace fills it when it starts. */
export function filledIndex(set: DataSet): AskIndex {
  const index = new AskIndex({ seed: 1 })
  index.defer()
  for (let at = 0; at < set.count; at++) index.insert(indexedAsk(set, at))
  index.settle()
  return index
}

/** The ask of this number as the index takes it, as if it came as the `sequence`-th. */
export function indexedAsk(
  { lanes, price, flags, country, gpuModel }: DataSet,
  at: number,
  sequence = at + 1,
): IndexedAsk {
  const benchmarks: bigint[] = []
  for (let lane = 0; lane < BENCHMARK_COUNT; lane++) benchmarks.push(BigInt(lanes[lane]![at]!))
  return {
    id: idOf(sequence),
    price: BigInt(price[at]!),
    sequence,
    expiresAtSeconds: EXPIRES_FROM_SECONDS + (sequence % EXPIRES_WITHIN_SECONDS),
    benchmarks,
    durationSeconds: lanes[LANE.duration]![at]!,
    identity: lanes[LANE.identity]![at]!,
    reliability: lanes[LANE.reliability]![at]!,
    author: Math.floor(at / ASKS_PER_HUB),
    document: 0,
    flags: flags[at]! | ADMITS,
    country: COUNTRY_CODES[country[at]!]!,
    gpuModel: MODEL_CODES[gpuModel[at]!]!,
  }
}

/** Spread over the table of ids, as hashes are. */
export function idOf(sequence: number): Uint8Array {
  const id = new Uint8Array(32)
  const view = new DataView(id.buffer)
  view.setUint32(0, Math.imul(sequence, 0x9e3779b1))
  view.setUint32(4, Math.imul(sequence, 0x85ebca6b))
  view.setUint32(8, sequence)
  return id
}

export function indexQuery({ least, flags, countries, gpuModel }: SetQuery): IndexQuery {
  const numbers = least.map(({ lane, value }) => ({ lane, op: OP.equal | OP.greater, value: BigInt(value) }))
  const sets: IndexQuery['sets'][number][] = []
  if (countries.length > 0) sets.push({ lane: LANE.country, values: countries.map((at) => COUNTRY_CODES[at]!) })
  if (gpuModel > 0) {
    const model = normalWord('gpu.model', GPU_MODELS[gpuModel]!)
    sets.push({ lane: LANE.gpuModel, values: words.codesOf('gpu.model', [model]) })
  }
  return { numbers, flags: flags | ADMITS, sets, maxPrice: undefined, liveUntilSeconds: 1 }
}
