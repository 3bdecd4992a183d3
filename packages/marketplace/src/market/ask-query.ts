import {
  type Address,
  BENCHMARK_COUNT,
  type BenchmarkVector,
  type ExecutorKind,
  fail,
  MAX_BENCHMARK,
  NO_BENCHMARKS,
} from '@sonm/model'
import { readHex, readNumber, readOneOf, type SearchRequest } from '@sonm/protocol'

/** What a buyer wants of an ask. */
export interface AskQuery {
  /** Who asks; undefined sees only what is for everybody. */
  readonly buyer: Address | undefined
  /** undefined: any price. */
  readonly maxPricePerSecond: bigint | undefined
  /** 0: spot. */
  readonly durationSeconds: bigint
  readonly minBenchmarks: BenchmarkVector
  readonly netFlags: number
  /** The ask must run each of them. */
  readonly executors: readonly ExecutorKind[]
  /** undefined: any hub. */
  readonly hub: Address | undefined
}

export const ANY_ASK: AskQuery = {
  buyer: undefined,
  maxPricePerSecond: undefined,
  durationSeconds: 0n,
  minBenchmarks: NO_BENCHMARKS,
  netFlags: 0,
  executors: [],
  hub: undefined,
}

/** @throws INPUT_INVALID naming the field */
export function queryFromMessage(request: SearchRequest): AskQuery {
  const { minBenchmarks, netFlags } = request
  if (minBenchmarks.length !== 0 && minBenchmarks.length !== BENCHMARK_COUNT) {
    throw fail('INPUT_INVALID', { field: 'min_benchmarks', reason: `there must be ${BENCHMARK_COUNT}, or none` })
  }
  const tooLarge = minBenchmarks.findIndex((value) => value > MAX_BENCHMARK)
  if (tooLarge >= 0) throw fail('INPUT_INVALID', { field: `min_benchmarks[${tooLarge}]`, reason: 'it is out of range' })
  if (netFlags > 7) throw fail('INPUT_INVALID', { field: 'net_flags', reason: 'there is an unknown flag' })
  if (request.executors.length > 8) throw fail('INPUT_INVALID', { field: 'executors', reason: 'there are too many' })
  return {
    buyer: request.buyer === '' ? undefined : readHex('buyer', request.buyer, 20),
    maxPricePerSecond:
      request.maxPricePerSecond === '' ? undefined : readNumber('max_price_per_second', request.maxPricePerSecond),
    durationSeconds: request.durationSeconds,
    minBenchmarks: minBenchmarks.length === 0 ? NO_BENCHMARKS : minBenchmarks,
    netFlags,
    executors: request.executors.map((name) => readOneOf('executors', name, ['container', 'wasm', 'noop'])),
    hub: request.hub === '' ? undefined : readHex('hub', request.hub, 20),
  }
}
