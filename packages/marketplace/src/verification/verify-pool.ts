import { Worker } from 'node:worker_threads'
import { type Logger, messageOf } from '@sonm/common'
import { domainSeparator, fail, ORDER_TYPE, type OrderDomain, type SignedOrder } from '@sonm/model'
import { marketplaceLimits } from '../limits.ts'
import { fastKeccak256 } from './keccak.ts'
import { OrderSlots } from './order-slots.ts'
import type { OrderVerifier, Verdict } from './order-verifier.ts'
import { SLOT_BYTES } from './slot-layout.ts'
import type { VerifyRequest, VerifyThreadData } from './verify-thread.ts'

export interface VerifyPoolOptions {
  readonly domain: OrderDomain
  readonly threads: number
  /** The most orders of one batch; what the intake gives at once by default. */
  readonly maxBatch?: number
  readonly logger: Logger
  /** The module that a thread runs; tests hand in one that dies. */
  readonly threadModule?: URL
}

/** While a thread judges one batch, its next one waits beside it, so that it never waits for us. */
const BATCHES_PER_THREAD = 2
/** A batch that has ended so many threads is given up: it is the batch. */
const MAX_TRIES = 3

interface Batch {
  readonly request: VerifyRequest
  readonly done: (error?: Error) => void
  tries: number
}

interface Thread {
  readonly worker: Worker
  readonly batches: Set<Batch>
}

/** Judges orders in threads of their own, over memory that is shared with them. A thread that dies is replaced, and its batches are judged again. */
export class VerifyPool implements OrderVerifier {
  readonly lanes: number
  readonly #options: VerifyPoolOptions
  readonly #threadData: VerifyThreadData
  /** Memory of batches that nobody uses now. */
  readonly #free: SharedArrayBuffer[] = []
  readonly #maxBatch: number
  readonly #threads = new Set<Thread>()
  #nextBatch = 0
  #isClosed = false

  constructor(options: VerifyPoolOptions) {
    this.#options = options
    this.#maxBatch = options.maxBatch ?? marketplaceLimits.ordersPerBatch
    const domain = domainSeparator(options.domain)
    this.#threadData = { domain, orderTypeHash: fastKeccak256(Buffer.from(ORDER_TYPE)) }
    this.lanes = options.threads * BATCHES_PER_THREAD
    this.#startThreads()
  }

  async verify(orders: readonly SignedOrder[]): Promise<readonly Verdict[]> {
    const maxBatch = this.#maxBatch
    if (orders.length > maxBatch) throw new Error(`a batch has ${maxBatch} orders at most`)
    const memory = this.#free.pop() ?? new SharedArrayBuffer(maxBatch * SLOT_BYTES)
    const slots = new OrderSlots(memory)
    for (let slot = 0; slot < orders.length; slot++) slots.write(slot, orders[slot]!)
    await this.#judged({ batch: this.#nextBatch++, memory, count: orders.length })
    const verdicts = orders.map((_, slot) => slots.verdict(slot))
    this.#free.push(memory)
    return verdicts
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const threads = [...this.#threads]
    this.#threads.clear()
    for (const { batches } of threads) for (const batch of batches) batch.done(fail('ORDER_VERIFIER_FAILED', {}))
    await Promise.all(threads.map(({ worker }) => worker.terminate()))
  }

  #judged(request: VerifyRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#send({ request, tries: 0, done: (error) => (error ? reject(error) : resolve()) })
    })
  }

  /** To the thread that has the least to do. */
  #send(batch: Batch): void {
    if (this.#isClosed) {
      batch.done(fail('ORDER_VERIFIER_FAILED', {}))
      return
    }
    this.#startThreads()
    const thread = [...this.#threads].reduce((least, other) =>
      other.batches.size < least.batches.size ? other : least,
    )
    batch.tries++
    thread.batches.add(batch)
    thread.worker.postMessage(batch.request)
  }

  /** Those that are missing; only when there is work for them, so that one that cannot run is not started without end. */
  #startThreads(): void {
    while (this.#threads.size < this.#options.threads) this.#threads.add(this.#startThread())
  }

  #startThread(): Thread {
    const { threadModule = new URL('./verify-thread.ts', import.meta.url) } = this.#options
    const worker = new Worker(threadModule, { workerData: this.#threadData })
    const thread: Thread = { worker, batches: new Set() }
    // A thread that nobody waits for keeps no process alive.
    worker.unref()
    worker.on('message', (answered: number) => {
      for (const batch of thread.batches) {
        if (batch.request.batch !== answered) continue
        thread.batches.delete(batch)
        batch.done()
        return
      }
    })
    let reason = 'it ended'
    worker.on('error', (error) => {
      reason = messageOf(error)
    })
    worker.once('exit', () => this.#lost(thread, reason))
    return thread
  }

  #lost(thread: Thread, reason: string): void {
    if (this.#isClosed) return
    this.#options.logger.error({ reason, batches: thread.batches.size }, 'a thread that judges signatures has died')
    this.#threads.delete(thread)
    for (const batch of thread.batches) {
      if (batch.tries < MAX_TRIES) this.#send(batch)
      else batch.done(fail('ORDER_VERIFIER_FAILED', {}))
    }
  }
}
