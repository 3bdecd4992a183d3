import { type ResourceLimits, Worker } from 'node:worker_threads'
import { type Logger, messageOf } from '@sonm/common'
import { domainSeparator, fail, keccak256, ORDER_TYPE, type OrderDomain, type SignedOrder } from '@sonm/model'
import { marketplaceLimits } from '../limits.ts'
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
/** It makes no garbage: with the room that Node allots, a thread would take half as much memory again. */
const SMALL: ResourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 }
/** A batch that has ended so many threads is given up: it is the batch. */
const MAX_TRIES = 3

/** Memory for a batch, which is used again for others. */
interface Slots {
  readonly id: number
  readonly memory: SharedArrayBuffer
  readonly slots: OrderSlots
}

interface Batch {
  readonly number: number
  readonly slots: Slots
  readonly count: number
  readonly done: (error?: Error) => void
  tries: number
}

interface Thread {
  readonly worker: Worker
  readonly batches: Set<Batch>
  /** Memory that it has been given: to hand it over costs more than all else that is said. */
  readonly known: Set<Slots>
}

/** Judges orders in threads of their own, over memory that is shared with them. A thread that dies is replaced, and its batches are judged again. */
export class VerifyPool implements OrderVerifier {
  readonly lanes: number
  readonly #options: VerifyPoolOptions
  readonly #threadData: VerifyThreadData
  /** Memory of batches that nobody uses now. */
  readonly #free: Slots[] = []
  readonly #maxBatch: number
  readonly #threads = new Set<Thread>()
  #nextBatch = 0
  #nextSlots = 0
  #isClosed = false

  constructor(options: VerifyPoolOptions) {
    this.#options = options
    this.#maxBatch = options.maxBatch ?? marketplaceLimits.ordersPerBatch
    const domain = domainSeparator(options.domain)
    this.#threadData = { domain, orderTypeHash: keccak256(Buffer.from(ORDER_TYPE)) }
    this.lanes = options.threads * BATCHES_PER_THREAD
    this.#startThreads()
  }

  async verify(orders: readonly SignedOrder[]): Promise<readonly Verdict[]> {
    const maxBatch = this.#maxBatch
    if (orders.length > maxBatch) throw new Error(`a batch has ${maxBatch} orders at most`)
    const free = this.#free.pop() ?? this.#newSlots()
    for (let slot = 0; slot < orders.length; slot++) free.slots.write(slot, orders[slot]!)
    await this.#judged(free, orders.length)
    const verdicts = orders.map((_, slot) => free.slots.verdict(slot))
    this.#free.push(free)
    return verdicts
  }

  #newSlots(): Slots {
    const memory = new SharedArrayBuffer(this.#maxBatch * SLOT_BYTES)
    return { id: this.#nextSlots++, memory, slots: new OrderSlots(memory) }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const threads = [...this.#threads]
    this.#threads.clear()
    for (const { batches } of threads) for (const batch of batches) batch.done(fail('ORDER_VERIFIER_FAILED', {}))
    await Promise.all(threads.map(({ worker }) => worker.terminate()))
  }

  #judged(slots: Slots, count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error) => (error ? reject(error) : resolve())
      this.#send({ number: this.#nextBatch++, slots, count, tries: 0, done })
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
    const { number, slots, count } = batch
    const memory = thread.known.has(slots) ? undefined : slots.memory
    thread.known.add(slots)
    const request: VerifyRequest = { batch: number, slots: slots.id, memory, count }
    thread.worker.postMessage(request)
  }

  /** Those that are missing; only when there is work for them, so that one that cannot run is not started without end. */
  #startThreads(): void {
    while (this.#threads.size < this.#options.threads) this.#threads.add(this.#startThread())
  }

  #startThread(): Thread {
    const { threadModule = new URL('./verify-thread.ts', import.meta.url) } = this.#options
    const worker = new Worker(threadModule, { workerData: this.#threadData, resourceLimits: SMALL })
    const thread: Thread = { worker, batches: new Set(), known: new Set() }
    // A thread that nobody waits for keeps no process alive.
    worker.unref()
    worker.on('message', (answered: number) => {
      for (const batch of thread.batches) {
        if (batch.number !== answered) continue
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
