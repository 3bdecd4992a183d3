import type { BlockRef, BlockSpan, MarketEvent, Receipt } from '@sonm/chain'
import type { Random, VirtualClock } from '@sonm/common'
import {
  type Address,
  fail,
  type Hex,
  type MarketModel,
  type MarketModelEvent,
  type TransactionContext,
  ZERO_BYTES32,
} from '@sonm/model'

const GAS = 70_000n
interface Transaction {
  readonly txHash: Hex
  readonly sender: Address
  readonly what: string
  readonly run: (model: MarketModel, context: TransactionContext) => unknown
  /** Not mined before: how well it was paid, and how full the blocks are. */
  notBeforeMs: number
  readonly mined: PromiseWithResolvers<Mined>
}

/** What became of a transaction, and what its call returned. */
export interface Mined {
  readonly receipt: Receipt
  readonly result: unknown
}

interface Block extends BlockRef {
  readonly events: readonly MarketEvent[]
  readonly transactions: readonly Transaction[]
  /** The state before it. */
  readonly before: MarketModel
}

export interface SimChainOptions {
  readonly clock: VirtualClock
  readonly random: Random
  readonly blockIntervalMs: number
  /** Without transactions a block comes this often: a world is faster when nothing happens in it. */
  readonly idleBlockMs: number
  readonly model: MarketModel
  /** Told of each block when it stands. */
  readonly onBlock: (block: BlockRef, events: readonly MarketEvent[]) => void
  readonly log: (line: string) => void
}

/** A chain of blocks on virtual time, with the reference model of the Market contract as its only state. */
export class SimChain {
  readonly #options: SimChainOptions
  readonly #blocks: Block[] = []
  readonly #mempool: Transaction[] = []
  #model: MarketModel
  #forks = 0
  #highest = 0
  #transactions = 0

  constructor(options: SimChainOptions) {
    this.#options = options
    this.#model = options.model
    this.#mine()
    this.#schedule()
  }

  get model(): MarketModel {
    return this.#model
  }

  latest(): BlockRef {
    return this.#blocks.at(-1)!
  }

  blockHash(number: bigint): Hex | undefined {
    return this.#blocks[Number(number)]?.hash
  }

  events(fromBlock: bigint, toBlock: bigint): readonly MarketEvent[] {
    return this.#blocks.slice(Number(fromBlock), Number(toBlock) + 1).flatMap(({ events }) => events)
  }

  /** @throws CHAIN_BEHIND */
  readBlocks(fromBlock: bigint, toBlock: bigint): BlockSpan {
    const hash = this.blockHash(toBlock)
    if (hash === undefined) throw fail('CHAIN_BEHIND', { url: 'the simulated chain', reason: `no block ${toBlock}` })
    const parentHash = this.blockHash(fromBlock - 1n) ?? ZERO_BYTES32
    return { fromBlock, toBlock, parentHash, hash, events: this.events(fromBlock, toBlock) }
  }

  /** Tries a call on the state that all pending transactions leave. @throws what the contract throws */
  tryOut(sender: Address, run: Transaction['run']): void {
    const state = this.#model.clone()
    const nowSeconds = this.#nextTimestamp()
    for (const transaction of this.#mempool) {
      try {
        transaction.run(state, { sender: transaction.sender, nowSeconds })
      } catch {
        // It will revert; the others stand.
      }
    }
    run(state, { sender, nowSeconds })
  }

  /** Hands a transaction over; from here on nothing that happens to its sender stops it. */
  submit(
    sender: Address,
    what: string,
    delayMs: number,
    run: Transaction['run'],
  ): { readonly txHash: Hex; readonly mined: Promise<Mined> } {
    const mined = Promise.withResolvers<Mined>()
    // Its sender may be dead when it reverts.
    mined.promise.catch(() => {})
    const txHash = hashOf('7', ++this.#transactions)
    const notBeforeMs = this.#options.clock.nowMs() + delayMs
    this.#mempool.push({ txHash, sender, what, run, notBeforeMs, mined })
    return { txHash, mined: mined.promise }
  }

  /**
   * Takes the last blocks back, but none that is final; their transactions are mined again, later and in another order.
   * @param finalDepth a block is final once so many stood on it
   */
  reorganise(depth: number, finalDepth: number): void {
    const { clock, random, log } = this.#options
    const final = Math.max(0, this.#highest - finalDepth)
    const count = Math.min(depth, this.#blocks.length - 1 - final)
    if (count <= 0) return
    const undone = this.#blocks.splice(this.#blocks.length - count)
    log(`chain: ${count} block(s) from ${undone[0]!.number} on are taken back`)
    this.#model = undone[0]!.before
    this.#forks++
    const again = undone.flatMap(({ transactions }) => transactions)
    for (const transaction of again) transaction.notBeforeMs = clock.nowMs() + random.integer(3_000)
    this.#mempool.unshift(...again)
  }

  #schedule(): void {
    const { clock, blockIntervalMs, idleBlockMs } = this.#options
    clock.after(blockIntervalMs, () => {
      const due = this.#mempool.some(({ notBeforeMs }) => notBeforeMs <= clock.nowMs())
      const idleMs = clock.nowMs() - Number(this.latest().timestampSeconds) * 1000
      if (due || idleMs >= idleBlockMs) this.#mine()
      this.#schedule()
    })
  }

  #nextTimestamp(): bigint {
    const now = BigInt(Math.floor(this.#options.clock.nowMs() / 1000))
    const last = this.#blocks.at(-1)?.timestampSeconds ?? 0n
    return now > last ? now : last + 1n
  }

  #mine(): void {
    const number = BigInt(this.#blocks.length)
    const timestampSeconds = this.#nextTimestamp()
    const hash = hashOf('b', Number(number) * 1000 + this.#forks)
    const before = this.#model
    const events: MarketEvent[] = []
    const transactions = this.#takeDue()
    // An empty block changes nothing, and most blocks are.
    if (transactions.length > 0) this.#model = before.clone()
    const settled: (() => void)[] = []
    for (const transaction of transactions) {
      const { txHash, sender, mined, what, run } = transaction
      const known = this.#model.events.length
      try {
        const result = run(this.#model, { sender, nowSeconds: timestampSeconds })
        const position = { blockNumber: number, blockHash: hash, txHash, timestampSeconds }
        for (const event of this.#model.events.slice(known)) events.push(placed(event, events.length, position))
        const receipt: Receipt = { txHash, blockNumber: number, timestampSeconds, gasUsed: GAS, feeWei: GAS }
        settled.push(() => mined.resolve({ receipt, result }))
      } catch (error) {
        this.#options.log(`chain: ${what} of ${sender} reverted: ${(error as Error).message}`)
        settled.push(() => mined.reject(error))
      }
    }
    const block = { number, hash, timestampSeconds, events, transactions, before }
    this.#blocks.push(block)
    this.#highest = Math.max(this.#highest, Number(number))
    this.#options.onBlock(block, events)
    for (const settle of settled) settle()
  }

  /** What goes into the next block: an account's transactions only in the order in which it sent them. */
  #takeDue(): Transaction[] {
    const nowMs = this.#options.clock.nowMs()
    const waiting = new Set<Address>()
    const due: Transaction[] = []
    for (const transaction of [...this.#mempool]) {
      if (transaction.notBeforeMs > nowMs || waiting.has(transaction.sender)) {
        waiting.add(transaction.sender)
        continue
      }
      this.#mempool.splice(this.#mempool.indexOf(transaction), 1)
      due.push(transaction)
    }
    return due
  }
}

function placed(
  event: MarketModelEvent,
  logIndex: number,
  position: Pick<MarketEvent, 'blockNumber' | 'blockHash' | 'txHash' | 'timestampSeconds'>,
): MarketEvent {
  return { ...position, logIndex, ...event }
}

function hashOf(kind: string, number: number): Hex {
  return `0x${kind}${number.toString(16).padStart(63, '0')}`
}
