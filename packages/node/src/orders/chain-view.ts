import type { ChainClient } from '@sonm/chain'
import { type Clock, nowSeconds } from '@sonm/common'
import type { ChainView } from './market-data-misreadings.ts'
import { type MarketTally, tradesOf } from './market-tally.ts'

/** Blocks that are read for one answer, beyond those that the node has read anyway. */
const MOST_BLOCKS = 100n
/** Pages ask every few seconds, each of two marketplaces. */
const KEPT_MS = 2_000
/** Where the clock is so far behind the chain nothing is said about times. */
const CLOCK_SECONDS = 3_600n

export interface ChainViewOptions {
  readonly chain: Pick<ChainClient, 'latest' | 'events'>
  /** undefined: the node has not begun to follow the chain. */
  readonly tally: () => MarketTally | undefined
  readonly clock: Clock
}

/** What this node can hold against marketplaces now. */
export interface ChainHead {
  readonly number: bigint
  /** undefined: the clock cannot be right. */
  readonly view: ChainView | undefined
}

/** The end of the chain as it was a moment ago. */
export class ChainHeads {
  readonly #options: ChainViewOptions
  #last: { readonly head: Promise<ChainHead | undefined>; readonly atMs: number } | undefined

  constructor(options: ChainViewOptions) {
    this.#options = options
  }

  /** @returns undefined when the chain does not answer */
  now(): Promise<ChainHead | undefined> {
    return this.#read(KEPT_MS)
  }

  /** Asked now. */
  fresh(): Promise<ChainHead | undefined> {
    return this.#read(0)
  }

  #read(keptMs: number): Promise<ChainHead | undefined> {
    const nowMs = this.#options.clock.monotonicMs()
    if (!this.#last || nowMs - this.#last.atMs >= keptMs) {
      this.#last = { head: readHead(this.#options).catch(() => undefined), atMs: nowMs }
    }
    return this.#last.head
  }
}

async function readHead({ chain, tally, clock }: ChainViewOptions): Promise<ChainHead> {
  const { number, timestampSeconds } = await chain.latest()
  const now = BigInt(nowSeconds(clock))
  const confirmed = tally()?.upTo(timestampSeconds)
  if (!confirmed || timestampSeconds - now > CLOCK_SECONDS) return { number, view: undefined }
  const times = { nowSeconds: now, newestSeconds: timestampSeconds }
  const ahead = number - confirmed.toBlock
  if (ahead <= 0n || ahead > MOST_BLOCKS) return { number, view: { confirmed, known: confirmed, ...times } }
  const more = tradesOf(await chain.events(confirmed.toBlock + 1n, number))
  const known = { ...confirmed, trades: [...confirmed.trades, ...more], toBlock: number }
  return { number, view: { confirmed, known, ...times } }
}
