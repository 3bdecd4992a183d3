import { parentPort } from 'node:worker_threads'

// A thread that judges five batches and dies in the sixth, with one more waiting.
let left = 5
parentPort!.on('message', () => {
  if (left-- === 0) throw new Error('a bug in native code')
})
await import('../verification/verify-thread.ts')
