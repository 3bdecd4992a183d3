import type { ExecutorKind, Resources, TaskLimits } from '@sonm/model'

const RESOURCES = ['memoryBytes', 'cpuHundredths', 'diskBytes'] as const

/** What every task costs its machine however little it asks for, so that a slice bounds how many there are. */
const LEAST = { memoryBytes: 64 * 2 ** 20, cpuHundredths: 10, diskBytes: 0 }

/**
 * What a task gets of its deal: what it asks for and at least its least share, or all of the slice, and never more. The
 * files of a wasm task live in memory until it ends, so that it may write no more of them than it has memory.
 * @param running what the deal's other tasks hold
 * @returns its limits, or what is missing; entries as of `shortages`
 */
export function grantLimits(
  slice: Resources,
  executor: ExecutorKind,
  wanted: Partial<TaskLimits> | undefined,
  running: readonly TaskLimits[],
): { readonly limits: TaskLimits } | { readonly shortages: readonly string[] } {
  const total = { memoryBytes: slice.ramBytes, cpuHundredths: slice.cpuHundredths, diskBytes: slice.storageBytes }
  const share = (name: keyof typeof total, most: number) =>
    Math.min(most, Math.max(LEAST[name], wanted?.[name] ?? most))
  const memoryBytes = share('memoryBytes', total.memoryBytes)
  const granted = {
    memoryBytes,
    cpuHundredths: share('cpuHundredths', total.cpuHundredths),
    diskBytes: share('diskBytes', executor === 'wasm' ? Math.min(total.diskBytes, memoryBytes) : total.diskBytes),
  }
  const missing = RESOURCES.flatMap((name) => {
    const free = total[name] - running.reduce((sum, limits) => sum + limits[name], 0)
    return granted[name] > free ? [`${name}: ${granted[name]} wanted, ${Math.max(0, free)} free`] : []
  })
  const limits: TaskLimits = {
    ...granted,
    ...(wanted?.wallTimeMs !== undefined ? { wallTimeMs: wanted.wallTimeMs } : {}),
    ...(wanted?.cpuTimeMs !== undefined ? { cpuTimeMs: wanted.cpuTimeMs } : {}),
  }
  return missing.length > 0 ? { shortages: missing } : { limits }
}
