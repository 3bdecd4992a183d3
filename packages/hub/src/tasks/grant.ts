import type { ExecutorKind, Resources, TaskLimits } from '@sonm/model'

const RESOURCES = ['memoryBytes', 'cpuHundredths', 'diskBytes'] as const
const WORDS = {
  memoryBytes: { unit: 2 ** 20, word: 'MiB of memory' },
  cpuHundredths: { unit: 100, word: 'cores' },
  diskBytes: { unit: 2 ** 20, word: 'MiB of disk' },
} as const

/** Rounded apart, so that what is wanted never looks like what is free. */
function shortageText(name: (typeof RESOURCES)[number], wanted: number, free: number): string {
  const { unit, word } = WORDS[name]
  const digits = name === 'cpuHundredths' ? 100 : 1
  const [up, down] = [Math.ceil((wanted / unit) * digits) / digits, Math.floor((free / unit) * digits) / digits]
  return `${up} ${word} wanted, ${down} free`
}

/** What every task costs its machine however little it asks for, so that a slice bounds how many there are. */
const LEAST = { memoryBytes: 64 * 2 ** 20, cpuHundredths: 10, diskBytes: 0 }

/**
 * What a task gets of its deal: what it asks for and at least its least share, or all of the slice, and never more. The
 * files of a wasm task live in memory until it ends, so that it may write no more of them than it has memory.
 * @param running what the deal's other tasks hold
 * @param contentBytes the inputs and modules of this task and of those, each content once: they lie on the worker's disk beside what tasks write
 * @returns its limits, or what is missing, in words
 */
export function grantLimits(
  slice: Resources,
  executor: ExecutorKind,
  wanted: Partial<TaskLimits> | undefined,
  running: readonly TaskLimits[],
  contentBytes = 0,
): { readonly limits: TaskLimits } | { readonly shortages: readonly string[] } {
  const total = { memoryBytes: slice.ramBytes, cpuHundredths: slice.cpuHundredths, diskBytes: slice.storageBytes }
  const share = (name: keyof typeof total, most: number) =>
    Math.min(most, Math.max(LEAST[name], wanted?.[name] ?? most))
  const writableBytes = Math.max(0, total.diskBytes - contentBytes)
  const memoryBytes = share('memoryBytes', total.memoryBytes)
  const granted = {
    memoryBytes,
    cpuHundredths: share('cpuHundredths', total.cpuHundredths),
    diskBytes: share('diskBytes', executor === 'wasm' ? Math.min(writableBytes, memoryBytes) : writableBytes),
  }
  const needed = { ...granted, diskBytes: granted.diskBytes + contentBytes }
  const missing = RESOURCES.flatMap((name) => {
    const free = total[name] - running.reduce((sum, limits) => sum + limits[name], 0)
    return needed[name] > free ? [shortageText(name, needed[name], Math.max(0, free))] : []
  })
  const limits: TaskLimits = {
    ...granted,
    ...(wanted?.wallTimeMs !== undefined ? { wallTimeMs: wanted.wallTimeMs } : {}),
    ...(wanted?.cpuTimeMs !== undefined ? { cpuTimeMs: wanted.cpuTimeMs } : {}),
  }
  return missing.length > 0 ? { shortages: missing } : { limits }
}
