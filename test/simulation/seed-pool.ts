import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { systemClock } from '@sonm/common'
import type { SeedResult } from './run-seed.ts'
import type { Answer } from './seed-worker.ts'

/** A world takes a tenth of a second; one that takes so long goes round and round at one moment of its time. */
const LONGEST_MS = 120_000

/** Runs seeds on all cores; a world that throws or hangs counts as a defect of its seed. */
export async function runSeeds(
  seeds: readonly number[],
  onResult: (result: SeedResult) => void = () => {},
  threads = availableParallelism(),
): Promise<readonly SeedResult[]> {
  const waiting = [...seeds]
  const results: SeedResult[] = []
  const work = async () => {
    let worker = startWorker()
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const answer = await ask(worker, seed)
      const result = 'result' in answer ? answer.result : broken(seed, answer.error)
      results.push(result)
      onResult(result)
      if ('result' in answer) continue
      await worker.terminate()
      worker = startWorker()
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(threads, seeds.length) }, work))
  return results.sort((a, b) => a.seed - b.seed)
}

function startWorker(): Worker {
  return new Worker(new URL('./seed-worker.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // A world leaves much behind that lives for a moment only.
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  })
}

function broken(seed: number, error: string): SeedResult {
  return { seed, defects: [`the world broke: ${error}`], deals: 0, tasks: 0, virtualSeconds: 0 }
}

function ask(worker: Worker, seed: number): Promise<Answer> {
  return new Promise((resolve) => {
    const fail = (error: string) => finish({ seed, error })
    const onError = (error: Error) => fail(error.stack ?? error.message)
    const cancel = systemClock.after(LONGEST_MS, () => fail(`it did not end within ${LONGEST_MS / 1000} s`))
    const finish = (answer: Answer) => {
      cancel()
      worker.off('message', finish)
      worker.off('error', onError)
      resolve(answer)
    }
    worker.once('message', finish)
    worker.once('error', onError)
    worker.postMessage(seed)
  })
}
