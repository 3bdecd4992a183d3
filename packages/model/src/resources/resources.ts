import { formatSize } from '../units/sizes.ts'
import { BENCHMARK_INDEX, BENCHMARKS, type BenchmarkVector } from './benchmarks.ts'

/** A slice of a machine. */
export interface Resources {
  /** Hundredths of a core. */
  readonly cpuHundredths: number
  readonly ramBytes: number
  readonly storageBytes: number
  /** Identities of whole cards; a card is never shared between plans. */
  readonly gpuIds: readonly string[]
}

/** The least that can be sold, as in the original market. */
export const MINIMUM_RESOURCES: Resources = {
  cpuHundredths: 1,
  ramBytes: 4 * 2 ** 20,
  storageBytes: 64 * 2 ** 20,
  gpuIds: [],
}

export const NO_RESOURCES: Resources = { cpuHundredths: 0, ramBytes: 0, storageBytes: 0, gpuIds: [] }

export function addResources(a: Resources, b: Resources): Resources {
  return {
    cpuHundredths: a.cpuHundredths + b.cpuHundredths,
    ramBytes: a.ramBytes + b.ramBytes,
    storageBytes: a.storageBytes + b.storageBytes,
    gpuIds: [...a.gpuIds, ...b.gpuIds],
  }
}

/** What of `wanted` does not fit into `total` beside `used`; empty when all fits. In words: "8 cores wanted, 4 free". */
export function shortages(total: Resources, used: Resources, wanted: Resources): readonly string[] {
  const missing: string[] = []
  const check = (name: SizeName) => {
    const free = Math.max(0, total[name] - used[name])
    if (wanted[name] > total[name] - used[name]) missing.push(shortageText(name, wanted[name], free))
  }
  check('cpuHundredths')
  check('ramBytes')
  check('storageBytes')
  const seen = new Set<string>()
  for (const id of wanted.gpuIds) {
    if (!total.gpuIds.includes(id)) missing.push(`GPU ${id} is not in this machine`)
    else if (used.gpuIds.includes(id) || seen.has(id)) missing.push(`GPU ${id} is already sold`)
    seen.add(id)
  }
  return missing
}

export type SizeName = 'cpuHundredths' | 'ramBytes' | 'storageBytes'

/** "1 core", "2 GiB of memory". */
export function sizeText(name: SizeName, size: number, options: { readonly exact?: boolean } = {}): string {
  if (name === 'cpuHundredths') return `${size / 100} ${size === 100 ? 'core' : 'cores'}`
  return `${formatSize(size, options)} of ${name === 'ramBytes' ? 'memory' : 'disk'}`
}

/** What is wanted never looks like what is free. */
function shortageText(name: SizeName, wanted: number, free: number): string {
  if (name === 'cpuHundredths') return `${sizeText(name, wanted)} wanted, ${free / 100} free`
  const exact = formatSize(wanted) === formatSize(free)
  return `${sizeText(name, wanted, { exact })} wanted, ${free === 0 ? 0 : formatSize(free, { exact })} free`
}

/** A machine as its worker measured it. */
export interface Machine {
  readonly resources: Resources
  readonly benchmarks: BenchmarkVector
  readonly gpuMemoryBytes: Readonly<Record<string, number>>
}

/** The benchmarks of a slice: each value divided by its rule (see BENCHMARKS), sizes and counts taken from the slice itself. */
export function benchmarksOfSlice(machine: Machine, slice: Resources): BenchmarkVector {
  const gpuMemoryBytes = slice.gpuIds.map((id) => machine.gpuMemoryBytes[id] ?? 0)
  const exact: Readonly<Record<string, bigint>> = {
    'cpu-cores': BigInt(Math.ceil(slice.cpuHundredths / 100)),
    'ram-size': BigInt(slice.ramBytes),
    'storage-size': BigInt(slice.storageBytes),
    'gpu-count': BigInt(slice.gpuIds.length),
    'gpu-mem': gpuMemoryBytes.length > 0 ? BigInt(Math.min(...gpuMemoryBytes)) : 0n,
  }
  return BENCHMARKS.map(({ code, index, split }) => {
    const whole = machine.benchmarks[index] ?? 0n
    if (exact[code] !== undefined) return exact[code]
    if (code.startsWith('gpu-') && slice.gpuIds.length === 0) return 0n
    if (split !== 'proportional') return whole
    if (code.startsWith('gpu-')) return portion(whole, slice.gpuIds.length, machine.resources.gpuIds.length)
    return portion(whole, slice.cpuHundredths, machine.resources.cpuHundredths)
  })
}

/** The part of a value that belongs to `part` of `total`, rounded down: slices together never sell more than the whole. */
function portion(whole: bigint, part: number, total: number): bigint {
  return total === 0 ? 0n : (whole * BigInt(part)) / BigInt(total)
}

/** A lane of a vector by its code, as a number of its unit. */
export function benchmarkOf(vector: BenchmarkVector, code: string): bigint {
  return vector[BENCHMARK_INDEX[code] ?? -1] ?? 0n
}
