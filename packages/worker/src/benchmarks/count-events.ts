// A thread that works for ever and counts: who started it measures the time, and ends it.
import { parentPort, workerData } from 'node:worker_threads'
import { sysbenchEvent } from './primes.ts'

const counter = new BigInt64Array(workerData as SharedArrayBuffer)
// The first event is compiled while it runs; it does not count.
sysbenchEvent()
parentPort?.postMessage('warm')
while (true) {
  sysbenchEvent()
  Atomics.add(counter, 0, 1n)
}
