/** How a machine's value divides among the plans that sell slices of it. */
export type Split = 'proportional' | 'same' | 'min'

export interface Benchmark {
  /** The lane in an order's vector. */
  readonly index: number
  readonly code: string
  readonly unit: string
  readonly split: Split
}

/** The vector of the original market, index by index (its lanes keep their places so that old files keep their meaning). */
export const BENCHMARKS: readonly Benchmark[] = [
  { index: 0, code: 'cpu-sysbench-multi', unit: 'events/s', split: 'proportional' },
  { index: 1, code: 'cpu-sysbench-single', unit: 'events/s', split: 'same' },
  { index: 2, code: 'cpu-cores', unit: 'cores', split: 'same' },
  { index: 3, code: 'ram-size', unit: 'bytes', split: 'proportional' },
  { index: 4, code: 'storage-size', unit: 'bytes', split: 'proportional' },
  { index: 5, code: 'net-download', unit: 'bit/s', split: 'proportional' },
  { index: 6, code: 'net-upload', unit: 'bit/s', split: 'proportional' },
  { index: 7, code: 'gpu-count', unit: 'cards', split: 'proportional' },
  { index: 8, code: 'gpu-mem', unit: 'bytes', split: 'min' },
  { index: 9, code: 'gpu-eth-hashrate', unit: 'H/s', split: 'proportional' },
  { index: 10, code: 'gpu-cash-hashrate', unit: 'sol/s', split: 'proportional' },
  { index: 11, code: 'gpu-redshift', unit: 'points', split: 'proportional' },
  { index: 12, code: 'cpu-cryptonight', unit: 'H/s', split: 'proportional' },
  { index: 13, code: 'gpu-nvidia', unit: '0/1', split: 'min' },
  { index: 14, code: 'gpu-radeon', unit: '0/1', split: 'min' },
  { index: 15, code: 'gpu-cuckaroo29', unit: 'graphs/s', split: 'proportional' },
]

export const BENCHMARK_COUNT = 16
/** The top bit of a lane stays free: contracts compare four lanes at once and need it as a borrow guard. */
export const MAX_BENCHMARK = 2n ** 63n - 1n

export const BENCHMARK_INDEX: Readonly<Record<string, number>> = Object.fromEntries(
  BENCHMARKS.map(({ code, index }) => [code, index]),
)

/** 16 values, one for each benchmark. */
export type BenchmarkVector = readonly bigint[]

export const NO_BENCHMARKS: BenchmarkVector = Array.from({ length: BENCHMARK_COUNT }, () => 0n)

/** A vector with the given values and 0 elsewhere. */
export function benchmarkVector(values: Readonly<Record<number, bigint>>): BenchmarkVector {
  return NO_BENCHMARKS.map((zero, index) => values[index] ?? zero)
}
