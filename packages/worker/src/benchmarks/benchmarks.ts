import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Clock, sleep } from '@sonm/common'
import { BENCHMARK_INDEX, type BenchmarkVector, benchmarkVector } from '@sonm/model'
import type { Hardware } from '../hardware/hardware.ts'

/** Events per second of `sysbench cpu`. */
export interface CpuScore {
  readonly multi: number
  readonly single: number
}

export interface BenchmarkOptions {
  readonly hardware: Hardware
  readonly clock: Clock
  /** Keeps the measured values, so that a restart of the same machine sells the same. */
  readonly dataDir: string
  /** How long to measure altogether, 1,000 ms by default; starting the threads comes on top. */
  readonly durationMs?: number
}

/** The machine's benchmark vector. What is measured is measured once for a processor and kept; sizes and counts are the hardware's own. */
export async function runBenchmarks(options: BenchmarkOptions): Promise<BenchmarkVector> {
  const { hardware, clock, dataDir, durationMs = 1000 } = options
  const path = join(dataDir, 'benchmarks.json')
  const processor = createHash('sha256').update(JSON.stringify(hardware.cpu)).digest('hex')
  const kept = await readKept(path)
  if (kept?.processor === processor) return vectorOf(hardware, kept.score)
  const single = await eventsPerSecond(clock, 1, durationMs / 2)
  const multi = await eventsPerSecond(clock, hardware.cpu.cores, durationMs / 2)
  const score: CpuScore = { multi, single }
  await mkdir(dataDir, { recursive: true })
  await writeFile(`${path}.new`, JSON.stringify({ processor, score }))
  await rename(`${path}.new`, path)
  return vectorOf(hardware, score)
}

/** Puts what is known of a machine into its lanes; what was not measured is 0. */
export function vectorOf(hardware: Hardware, { multi, single }: CpuScore): BenchmarkVector {
  const { cpu, ramBytes, storageBytes, gpus } = hardware
  const sold = gpus.filter(({ vendor }) => vendor !== 'intel')
  const values: Readonly<Record<string, number>> = {
    'cpu-sysbench-multi': multi,
    'cpu-sysbench-single': single,
    'cpu-cores': cpu.cores,
    'ram-size': ramBytes,
    'storage-size': storageBytes,
    'gpu-count': sold.length,
    'gpu-mem': sold.length === 0 ? 0 : Math.min(...sold.map(({ memoryBytes }) => memoryBytes)),
    'gpu-nvidia': sold.some(({ vendor }) => vendor === 'nvidia') ? 1 : 0,
    'gpu-radeon': sold.some(({ vendor }) => vendor === 'amd') ? 1 : 0,
  }
  const lanes = Object.entries(values).map(([code, value]) => [BENCHMARK_INDEX[code], BigInt(Math.floor(value))])
  return benchmarkVector(Object.fromEntries(lanes))
}

interface Kept {
  readonly processor: string
  readonly score: CpuScore
}

/** A file that is missing or damaged only costs another second. */
async function readKept(path: string): Promise<Kept | undefined> {
  try {
    const { processor, score } = JSON.parse(await readFile(path, 'utf8')) as Kept
    return Number.isFinite(score.multi) && Number.isFinite(score.single) ? { processor, score } : undefined
  } catch {
    return undefined
  }
}

async function eventsPerSecond(clock: Clock, threads: number, durationMs: number): Promise<number> {
  const shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)
  const counter = new BigInt64Array(shared)
  const program = new URL(`./count-events${extname(import.meta.url)}`, import.meta.url)
  const workers = Array.from({ length: threads }, () => new Worker(program, { workerData: shared }))
  try {
    await Promise.all(workers.map(warm))
    const [startMs, before] = [clock.monotonicMs(), Atomics.load(counter, 0)]
    await sleep(clock, durationMs)
    const [endMs, after] = [clock.monotonicMs(), Atomics.load(counter, 0)]
    return (Number(after - before) * 1000) / Math.max(1, endMs - startMs)
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function warm(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
}
