import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, VirtualClock } from '@sonm/common'
import { BENCHMARK_COUNT, benchmarkOf } from '@sonm/model'
import { afterAll, expect, test } from 'vitest'
import type { Gpu } from '../hardware/gpu.ts'
import type { Hardware } from '../hardware/hardware.ts'
import { runBenchmarks, vectorOf } from './benchmarks.ts'
import { sysbenchEvent } from './primes.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'sonm-benchmarks-'))
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const hardware: Hardware = {
  cpu: { cores: 2, model: 'test', arch: 'x64' },
  ramBytes: 8 * 2 ** 30,
  storageBytes: 100 * 2 ** 30,
  gpus: [],
}
const card = (vendor: Gpu['vendor'], memoryBytes: number): Gpu => ({ vendor, model: '', memoryBytes, index: 0, id: '' })

test('an event finds the primes from 3 to 10,000', () => {
  expect(sysbenchEvent()).toBe(1228)
})

test('a machine is measured once, and a restart gives the same numbers without measuring', async () => {
  const measured = await runBenchmarks({ hardware, clock: systemClock, dataDir, durationMs: 100 })
  expect(measured).toHaveLength(BENCHMARK_COUNT)
  expect(benchmarkOf(measured, 'cpu-sysbench-single')).toBeGreaterThan(0n)
  expect(benchmarkOf(measured, 'cpu-sysbench-multi')).toBeGreaterThan(0n)
  // On a clock that stands still a measurement would never come back.
  expect(await runBenchmarks({ hardware, clock: new VirtualClock(), dataDir })).toEqual(measured)
})

test('another processor, or a damaged file, is measured again', async () => {
  const other = { ...hardware, cpu: { ...hardware.cpu, model: 'other' } }
  const path = join(dataDir, 'benchmarks.json')
  const before = await readFile(path, 'utf8')
  await runBenchmarks({ hardware: other, clock: systemClock, dataDir, durationMs: 20 })
  expect(JSON.parse(await readFile(path, 'utf8')).processor).not.toBe(JSON.parse(before).processor)
  await writeFile(path, '{"processor":')
  const again = await runBenchmarks({ hardware, clock: systemClock, dataDir, durationMs: 20 })
  expect(benchmarkOf(again, 'cpu-cores')).toBe(2n)
})

test('sizes and counts go into their lanes', () => {
  const gpus = [card('nvidia', 24 * 2 ** 30), card('amd', 8 * 2 ** 30), card('intel', 0)]
  const vector = vectorOf({ ...hardware, gpus }, { multi: 2000.7, single: 1000 })
  const expected = [2000n, 1000n, 2n, 2n ** 33n, 100n * 2n ** 30n, 0n, 0n, 2n, 2n ** 33n, 0n, 0n, 0n, 0n, 1n, 1n, 0n]
  expect(vector).toEqual(expected)
})
