import { parentPort } from 'node:worker_threads'
import { runSeed, type SeedResult } from './run-seed.ts'

/** One thread of the pool: takes a seed, gives back what came of it. */
export type Answer = { readonly result: SeedResult } | { readonly seed: number; readonly error: string }

// A trace of each expected error would cost more than the rest of the world; replay shows them.
Error.stackTraceLimit = 0

const port = parentPort!
port.on('message', async (seed: number) => {
  try {
    port.postMessage({ result: await runSeed(seed) } satisfies Answer)
  } catch (error) {
    port.postMessage({
      seed,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    } satisfies Answer)
  }
})
