import { parentPort } from 'node:worker_threads'

// Instead of judging orders, this thread dies.
parentPort!.on('message', () => process.exit(1))
