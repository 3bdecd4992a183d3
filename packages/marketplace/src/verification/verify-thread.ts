import { parentPort, workerData } from 'node:worker_threads'
import { judgeSlot } from './judge-slot.ts'
import { SLOT_BYTES } from './slot-layout.ts'

/** What the pool gives a thread to judge; it answers with the batch's number when the memory holds the verdicts. */
export interface VerifyRequest {
  readonly batch: number
  readonly memory: SharedArrayBuffer
  readonly count: number
}

const domain = workerData as Uint8Array
const port = parentPort!
port.on('message', ({ batch, memory, count }: VerifyRequest) => {
  for (let slot = 0; slot < count; slot++) judgeSlot(new Uint8Array(memory, slot * SLOT_BYTES, SLOT_BYTES), domain)
  port.postMessage(batch)
})
