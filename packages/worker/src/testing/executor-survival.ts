import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Executor, ExecutorSpec, ExecutorTask } from '../executors/executor.ts'

export interface SurvivalHarness {
  readonly kind: 'wasm' | 'docker'
  readonly workerId: string
  open(dataDir: string): Executor
  /** Prints `tick 0`, `tick 1`, ... for ever. */
  readonly runLong: ExecutorSpec
  readonly memoryBytes: number
}

const program = fileURLToPath(new URL('./hold-task.ts', import.meta.url))

/** What every executor whose tasks outlive it must do. Call it at the top level of a test file. */
export function executorSurvival({ kind, workerId, open, runLong, memoryBytes }: SurvivalHarness): void {
  /** Resolves once the worker has told `count` lines; it is killed then. */
  async function holdUntilKilled(dataDir: string, task: ExecutorTask, count: number): Promise<void> {
    const worker = spawn(process.execPath, [program, kind, dataDir, workerId, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let told = 0
    for await (const _ of createInterface(worker.stdout)) if (++told === count) worker.kill('SIGKILL')
    expect(told).toBeGreaterThanOrEqual(count)
  }

  test(`${kind}: a worker that is killed -9, again and again, leaves a task that runs on, and the next one has its end and its whole log`, async () => {
    const folder = await mkdtemp(join(tmpdir(), `sonm-${kind}-killed-`))
    const [dataDir, inputsDir, outputsDir] = ['data', 'in', 'out'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    await mkdir(inputsDir)
    const limits = { memoryBytes, cpuHundredths: 100, diskBytes: 2 ** 26, outputBytes: 2 ** 20, wallTimeMs: 600_000 }
    const task = { taskId: 'survivor', spec: runLong, limits, inputsDir, outputsDir }
    for (const lines of [3, 40, 60]) await holdUntilKilled(dataDir, task, lines)
    const next = open(dataDir)
    expect(await next.list()).toHaveLength(1)
    await next.adopt('survivor')
    for await (const { offset } of next.logs('survivor', { follow: true })) if (offset === 100) break
    const end = await next.stop('survivor', 0)
    expect(end).toMatchObject({ reason: 'stopped' })
    const lines: string[] = []
    for await (const { line } of next.logs('survivor')) lines.push(line)
    expect(lines).toEqual(lines.map((_, index) => `tick ${index}`))
    await next.close()
    const last = open(dataDir)
    expect(await last.wait('survivor')).toEqual(end)
    await last.remove('survivor')
    await last.close()
    await rm(folder, { recursive: true, force: true })
  })
}
