import { type Clock, type Logger, messageOf, type Startable, sleep } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import type { BlockRef, BlockSpan, ChainClient, MarketEvent } from '../client.ts'
import { type Checkpoint, extend, standing } from './checkpoint.ts'
import { RangeSize } from './range-size.ts'
import { readAhead } from './read-ahead.ts'
import { within } from './within.ts'

export interface FollowerOptions {
  readonly chain: Pick<ChainClient, 'latest' | 'blockHash' | 'readBlocks'>
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
  /** The most blocks of one request, 500 by default; fewer as soon as an endpoint refuses so many. */
  readonly maxBlocksPerStep?: number
  /** How many such requests are made at once while much is to be read; 4 by default. */
  readonly stepsAhead?: number
  /** How long one request may take; 30,000 by default. */
  readonly requestTimeoutMs?: number
  /**
   * Takes the events of the next blocks, in the chain's order, and stores their effect and the checkpoint in one
   * transaction. Called with no events too, so that the checkpoint moves on. If it throws, the same blocks come again.
   */
  onEvents(events: readonly MarketEvent[], checkpoint: Checkpoint): Promise<void>
  /** Undoes the effect of every event above `toBlock` and stores the checkpoint, in one transaction. If it throws, it comes again. */
  onRollback(toBlock: bigint, checkpoint: Checkpoint): Promise<void>
}

/** How far a follower is. */
export interface FollowerProgress {
  /** The last block whose events the caller has. */
  readonly position: bigint
  /** The newest block that was seen; undefined: the chain has not answered yet. */
  readonly newest: bigint | undefined
  /** How many blocks are still to be read, those that wait for confirmations among them. */
  readonly blocksBehind: bigint | undefined
}

interface Waiter {
  readonly block: bigint
  readonly resolve: () => void
}

/** An endpoint that shows another chain each time is not followed back and forth without a pause. */
const MAX_FORKS = 8
const PROGRESS_LOG_MS = 10_000
/** An endpoint that has less than was read from it is no news for so long: several nodes may stand behind it. */
const LAG_LOG_MS = 60_000
const THE_ENDPOINT = 'the configured endpoint'

/**
 * Brings the market's events into the caller's store, each exactly once per chain: it starts again from its checkpoint,
 * rolls back what a reorg has taken away, and waits while the chain does not answer.
 */
export class Follower implements Startable {
  readonly #options: FollowerOptions
  readonly #size: RangeSize
  #checkpoint: Checkpoint
  #newest: bigint | undefined
  #stop = new AbortController()
  #loop: Promise<void> | undefined
  #working: Promise<unknown> = Promise.resolve()
  #waiters: Waiter[] = []
  #toldMs: number
  /** The endpoint has less than was read from it. */
  #lag: { readonly sinceMs: number; isTold: boolean } | undefined

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#size = new RangeSize(options.maxBlocksPerStep ?? 500)
    this.#checkpoint = options.checkpoint ?? []
    this.#toldMs = options.clock.monotonicMs()
  }

  /** The last block whose events the caller has; the one before `startBlock` when there is none. */
  get position(): bigint {
    return this.#checkpoint.at(-1)?.number ?? this.#options.startBlock - 1n
  }

  get progress(): FollowerProgress {
    const { position } = this
    const newest = this.#newest
    return { position, newest, blocksBehind: newest && (newest > position ? newest - position : 0n) }
  }

  /** Begins to follow; resolves at once, whether or not the chain answers. */
  async start(): Promise<void> {
    this.#stop = new AbortController()
    this.#loop = this.#follow(this.#stop.signal)
  }

  /** Waits for what is being stored, but for no answer of the chain. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
    await this.#working
  }

  /** Resolves when the caller has the events of this block. Never, if the chain does not get there. */
  reached(block: bigint): Promise<void> {
    if (this.position >= block) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ block, resolve }))
  }

  /** Reads up to what is now the newest block (less the confirmations). @throws what the chain or a handler throws */
  sync(): Promise<void> {
    const { signal } = this.#stop
    const work = this.#working.then(async () => {
      try {
        await this.#sync(signal)
      } catch (error) {
        if (!signal.aborted) throw error
      }
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

  async #sync(signal: AbortSignal): Promise<void> {
    const { chain, confirmations } = this.#options
    for (let forks = 0; forks < MAX_FORKS; forks++) {
      const latest = await this.#ask(signal, 'the newest block', () => chain.latest())
      this.#seen(latest.number)
      const newest = latest.number - BigInt(confirmations)
      const isOnChain =
        newest > this.position ? await this.#read(signal, newest) : await this.#isOnChain(signal, latest)
      if (isOnChain) return
      await this.#rollBack(signal, latest.number)
    }
    throw this.#contradiction(this.position, 'it shows another chain each time')
  }

  #seen(newest: bigint): void {
    const { clock, logger } = this.#options
    this.#newest = newest
    if (newest >= this.position) {
      this.#lag = undefined
      return
    }
    this.#lag ??= { sinceMs: clock.monotonicMs(), isTold: false }
    if (this.#lag.isTold || clock.monotonicMs() - this.#lag.sinceMs < LAG_LOG_MS) return
    this.#lag.isTold = true
    const error = this.#behind(this.position)
    logger.warn({ err: error, reason: error.message }, 'the chain shows less than it did')
  }

  /** Reads up to a block. False: what comes next does not follow what was read. */
  async #read(signal: AbortSignal, toBlock: bigint): Promise<boolean> {
    const { chain, stepsAhead: ranges = 4 } = this.#options
    const read = (from: bigint, to: bigint) =>
      this.#ask(signal, `blocks ${from} to ${to}`, () => chain.readBlocks(from, to))
    const spans = readAhead({ fromBlock: this.position + 1n, toBlock, size: this.#size, ranges, read })
    for await (const span of spans) {
      signal.throwIfAborted()
      const last = this.#checkpoint.at(-1)
      if (last !== undefined && span.parentHash !== last.hash) return false
      await this.#store(span)
    }
    return true
  }

  async #store({ toBlock: number, hash, events }: BlockSpan): Promise<void> {
    const { onEvents, clock, logger } = this.#options
    const next = extend(this.#checkpoint, { number, hash })
    await onEvents(events, next)
    this.#moved(next)
    if (clock.monotonicMs() - this.#toldMs < PROGRESS_LOG_MS) return
    this.#toldMs = clock.monotonicMs()
    const { blocksBehind } = this.progress
    logger.info({ block: String(number), blocksBehind: String(blocksBehind) }, 'reading what the chain has said')
  }

  /**
   * Whether what was read is on the chain, of which no block is new. An endpoint that has not got as far, and agrees as
   * far as it got, tells of no reorg: several nodes may stand behind it.
   */
  async #isOnChain(signal: AbortSignal, latest: BlockRef): Promise<boolean> {
    const known = this.#checkpoint.findLast((block) => block.number <= latest.number)
    if (known === undefined) return true
    if (known.number === latest.number) return known.hash === latest.hash
    return (await this.#hashOf(signal, known.number)) === known.hash
  }

  async #rollBack(signal: AbortSignal, latest: bigint): Promise<void> {
    const { logger, startBlock, onRollback } = this.#options
    const next = await standing(this.#checkpoint, async ({ number, hash }) => {
      return number <= latest && (await this.#hashOf(signal, number)) === hash
    })
    // The last block that was read stands, and the next one does not follow it: the two answers are of different chains.
    if (next.length === this.#checkpoint.length) {
      throw this.#contradiction(this.position + 1n, 'it does not follow the block before, which stands')
    }
    const toBlock = next.at(-1)?.number ?? startBlock - 1n
    logger.warn({ from: String(this.position), to: String(toBlock) }, 'the chain was reorganised; rolling back')
    signal.throwIfAborted()
    await onRollback(toBlock, next)
    this.#moved(next)
  }

  /** The hash of a block up to the newest. */
  async #hashOf(signal: AbortSignal, number: bigint): Promise<Hex> {
    const hash = await this.#ask(signal, `block ${number}`, () => this.#options.chain.blockHash(number))
    if (hash === undefined) throw this.#behind(number)
    return hash
  }

  #ask<Answer>(signal: AbortSignal, asked: string, request: () => Promise<Answer>): Promise<Answer> {
    const { clock, requestTimeoutMs: timeoutMs = 30_000 } = this.#options
    return within(clock, timeoutMs, signal, request, () => fail('CHAIN_SLOW', { asked, timeoutMs }))
  }

  #behind(block: bigint) {
    return fail('CHAIN_BEHIND', { url: THE_ENDPOINT, reason: `it does not show block ${block}, which it has shown` })
  }

  #contradiction(block: bigint, reason: string) {
    return fail('CHAIN_BLOCK_WRONG', { url: THE_ENDPOINT, block: String(block), reason })
  }

  #moved(checkpoint: Checkpoint): void {
    this.#checkpoint = checkpoint
    const ready = this.#waiters.filter((waiter) => waiter.block <= this.position)
    this.#waiters = this.#waiters.filter((waiter) => waiter.block > this.position)
    for (const { resolve } of ready) resolve()
  }
}
