import { type Clock, type Logger, messageOf, type Startable, sleep } from '@sonm/common'
import type { ChainClient, MarketEvent } from '../client.ts'
import { type Checkpoint, extend } from './checkpoint.ts'

export interface FollowerOptions {
  readonly chain: Pick<ChainClient, 'latest' | 'blockHash' | 'events'>
  readonly clock: Clock
  readonly logger: Logger
  /** The first block to read when there is no checkpoint. */
  readonly startBlock: bigint
  /** What the caller has stored; undefined or empty: nothing was read yet. */
  readonly checkpoint?: Checkpoint | undefined
  /** How many blocks must stand on an event's block before it is handed over; 0 on a devnet. */
  readonly confirmations: number
  /** How often the chain is asked for a new block; 1,000 by default. */
  readonly pollIntervalMs?: number
  /** The longest pause while the chain does not answer; 30,000 by default. */
  readonly maxBackoffMs?: number
  /** The most blocks of one request; 2,000 by default: many endpoints refuse more. */
  readonly maxBlocksPerStep?: number
  /**
   * Takes the events of the next blocks, in the chain's order, and stores their effect and the checkpoint in one
   * transaction. Called with no events too, so that the checkpoint moves on. If it throws, the same blocks come again.
   */
  onEvents(events: readonly MarketEvent[], checkpoint: Checkpoint): Promise<void>
  /** Undoes the effect of every event above `toBlock` and stores the checkpoint, in one transaction. If it throws, it comes again. */
  onRollback(toBlock: bigint, checkpoint: Checkpoint): Promise<void>
}

interface Waiter {
  readonly block: bigint
  readonly resolve: () => void
}

/**
 * Brings the market's events into the caller's store, each exactly once per chain: it starts again from its checkpoint,
 * rolls back what a reorg has taken away, and waits while the chain does not answer.
 */
export class Follower implements Startable {
  readonly #options: FollowerOptions
  #checkpoint: Checkpoint
  #stop = new AbortController()
  #loop: Promise<void> | undefined
  #working: Promise<unknown> = Promise.resolve()
  #waiters: Waiter[] = []

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#checkpoint = options.checkpoint ?? []
  }

  /** The last block whose events the caller has; the one before `startBlock` when there is none. */
  get position(): bigint {
    return this.#checkpoint.at(-1)?.number ?? this.#options.startBlock - 1n
  }

  /** Begins to follow; resolves at once, whether or not the chain answers. */
  async start(): Promise<void> {
    this.#stop = new AbortController()
    this.#loop = this.#follow(this.#stop.signal)
  }

  /** Resolves when the step in progress, if any, is done. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  /** Resolves when the caller has the events of this block. Never, if the chain does not get there. */
  reached(block: bigint): Promise<void> {
    if (this.position >= block) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ block, resolve }))
  }

  /** Reads up to the newest block (less the confirmations) now. @throws what the chain or a handler throws */
  sync(): Promise<void> {
    const work = this.#working.then(async () => {
      while (await this.#step());
    })
    this.#working = work.catch(() => {})
    return work
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { clock, logger, pollIntervalMs = 1_000, maxBackoffMs = 30_000 } = this.#options
    let failures = 0
    while (!signal.aborted) {
      try {
        await this.sync()
        if (failures > 0) logger.info({ failures, block: String(this.position) }, 'the chain is followed again')
        failures = 0
      } catch (error) {
        failures += 1
        // Once for an outage, not once for each try.
        if (failures === 1)
          logger.warn({ err: error, reason: messageOf(error) }, 'the chain cannot be followed; trying again')
      }
      const pauseMs = Math.min(pollIntervalMs * 2 ** Math.min(failures, 20), Math.max(maxBackoffMs, pollIntervalMs))
      await sleep(clock, pauseMs, signal).catch(() => {})
    }
  }

  /** One request's worth of blocks, or one rollback. False: there is nothing more to read. */
  async #step(): Promise<boolean> {
    const { chain, confirmations, maxBlocksPerStep = 2_000 } = this.#options
    if (this.#stop.signal.aborted) return false
    const latest = (await chain.latest()).number
    const standing = await this.#standing(latest)
    if (standing === 'reorganised') return this.#rollBack(latest)
    const newest = latest - BigInt(confirmations)
    const from = this.position + 1n
    if (standing === 'behind' || newest < from) return false
    const last = from + BigInt(maxBlocksPerStep) - 1n
    const to = last < newest ? last : newest
    const hash = await chain.blockHash(to)
    const events = await chain.events(from, to)
    // The chain may have been reorganised between the answers: they belong together only if both ends stand still.
    const same = hash !== undefined && (await chain.blockHash(to)) === hash && (await this.#standing(to)) === 'stands'
    if (!same || events.some((event) => event.blockNumber === to && event.blockHash !== hash)) return true
    const next = extend(this.#checkpoint, { number: to, hash })
    await this.#options.onEvents(events, next)
    this.#moved(next)
    return true
  }

  /**
   * Whether what was read is still on the chain. 'behind': the endpoint has not got as far yet, and what it has agrees;
   * that is no reorg, as several nodes may stand behind one endpoint.
   */
  async #standing(latest: bigint): Promise<'stands' | 'behind' | 'reorganised'> {
    const known = this.#checkpoint.findLast((block) => block.number <= latest)
    if (known === undefined) return this.#checkpoint.length === 0 ? 'stands' : 'behind'
    const hash = await this.#options.chain.blockHash(known.number)
    if (hash === undefined) return 'behind'
    if (hash !== known.hash) return 'reorganised'
    return known === this.#checkpoint.at(-1) ? 'stands' : 'behind'
  }

  async #rollBack(latest: bigint): Promise<true> {
    const { chain, logger, startBlock } = this.#options
    let kept = this.#checkpoint.length
    for (; kept > 0; kept -= 1) {
      const block = this.#checkpoint[kept - 1]!
      if (block.number <= latest && (await chain.blockHash(block.number)) === block.hash) break
    }
    const next = this.#checkpoint.slice(0, kept)
    const toBlock = next.at(-1)?.number ?? startBlock - 1n
    logger.warn({ from: String(this.position), to: String(toBlock) }, 'the chain was reorganised; rolling back')
    await this.#options.onRollback(toBlock, next)
    this.#moved(next)
    return true
  }

  #moved(checkpoint: Checkpoint): void {
    this.#checkpoint = checkpoint
    const ready = this.#waiters.filter((waiter) => waiter.block <= this.position)
    this.#waiters = this.#waiters.filter((waiter) => waiter.block > this.position)
    for (const { resolve } of ready) resolve()
  }
}
