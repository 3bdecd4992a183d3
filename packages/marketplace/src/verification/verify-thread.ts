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
  /** Which memory holds it. */
  readonly slots: number
  /** That memory, when it comes for the first time. */
  readonly memory: SharedArrayBuffer | undefined
  readonly count: number
}

const { domain, orderTypeHash } = workerData as VerifyThreadData
const hasher = new OrderHasher({ domain, typeHash: orderTypeHash })
const port = parentPort!
const memories = new Map<number, Buffer>()
port.on('message', ({ batch, slots, memory, count }: VerifyRequest) => {
  if (memory) memories.set(slots, Buffer.from(memory))
  const bytes = memories.get(slots)!
  for (let slot = 0; slot < count; slot++) judgeSlot(bytes, slot * SLOT_BYTES, hasher)
  port.postMessage(batch)
})
