import { parentPort, workerData } from 'node:worker_threads'
import { judgeSlot } from './judge-slot.ts'
import { OrderHasher } from './order-hasher.ts'
import { SLOT_BYTES } from './slot-layout.ts'

/** What a thread is started with. */
export interface VerifyThreadData {
  /** The separator of EIP-712. */
  readonly domain: Uint8Array
  readonly orderTypeHash: Uint8Array
}

/** What the pool gives a thread to judge; it answers with the batch's number when the memory holds the verdicts. */
export interface VerifyRequest {
  readonly batch: number
  readonly memory: SharedArrayBuffer
  readonly count: number
}

const { domain, orderTypeHash } = workerData as VerifyThreadData
const hasher = new OrderHasher({ domain, typeHash: orderTypeHash })
const port = parentPort!
port.on('message', ({ batch, memory, count }: VerifyRequest) => {
  const slots = Buffer.from(memory)
  for (let slot = 0; slot < count; slot++) judgeSlot(slots, slot * SLOT_BYTES, hasher)
  port.postMessage(batch)
})
