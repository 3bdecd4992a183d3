import type { MarketEvent } from '@sonm/chain'
import { type Address, isDealChange } from '@sonm/model'

/** Events of deals that are kept: some megabytes. The oldest give way. */
const MOST_KEPT = 100_000

/** What an event says of what is sold. */
export interface Trade {
  readonly blockNumber: bigint
  readonly atSeconds: bigint
  /** Of a deal that was opened. */
  readonly opened: { readonly hub: Address; readonly master: Address } | undefined
  readonly paidWei: bigint
}

/** What this node has read of the deals of all, for as far back as it goes. */
export interface Tally {
  /** In the chain's order. */
  readonly trades: readonly Trade[]
  /** Every trade after this time is among them, up to the block. */
  readonly sinceSeconds: bigint
  /** Every trade of the blocks after this one is, up to `toBlock`. */
  readonly afterBlock: bigint
  readonly toBlock: bigint
}

/** Counts what the chain says of all deals while the node follows it. */
export class MarketTally {
  #trades: Trade[] = []
  #sinceSeconds: bigint | undefined
  #afterBlock: bigint
  #toBlock: bigint

  /** @param position the block up to which was read before; undefined: reading begins with the market itself */
  constructor(startBlock: bigint, position: bigint | undefined) {
    this.#afterBlock = position ?? startBlock - 1n
    this.#toBlock = this.#afterBlock
    this.#sinceSeconds = position === undefined ? 0n : undefined
  }

  /** The events of the blocks that come next; the same again change nothing. */
  apply(events: readonly MarketEvent[], toBlock: bigint): void {
    this.#trades.push(...tradesOf(events.filter(({ blockNumber }) => blockNumber > this.#toBlock)))
    if (toBlock > this.#toBlock) this.#toBlock = toBlock
    if (this.#trades.length <= MOST_KEPT) return
    const forgotten = this.#trades[this.#trades.length - MOST_KEPT - 1]!
    this.#trades = this.#trades.slice(-MOST_KEPT)
    this.#sinceSeconds = forgotten.atSeconds
    this.#afterBlock = forgotten.blockNumber
  }

  /** The blocks after this one never were. */
  rollBack(toBlock: bigint): void {
    this.#trades = this.#trades.filter(({ blockNumber }) => blockNumber <= toBlock)
    if (toBlock < this.#toBlock) this.#toBlock = toBlock
    if (toBlock < this.#afterBlock) this.#afterBlock = toBlock
  }

  /** @param newestSeconds the time of a block that stands now: what came before it was not read by this process is not known */
  upTo(newestSeconds: bigint): Tally {
    this.#sinceSeconds ??= newestSeconds
    return {
      trades: this.#trades,
      sinceSeconds: this.#sinceSeconds,
      afterBlock: this.#afterBlock,
      toBlock: this.#toBlock,
    }
  }
}

export function tradesOf(events: readonly MarketEvent[]): readonly Trade[] {
  return events.flatMap((event): Trade[] => {
    const { blockNumber, timestampSeconds: atSeconds } = event
    if (event.kind === 'dealOpened') {
      const { hub, master } = event.deal
      return [{ blockNumber, atSeconds, opened: { hub, master }, paidWei: 0n }]
    }
    return isDealChange(event) ? [{ blockNumber, atSeconds, opened: undefined, paidWei: event.paidWei }] : []
  })
}
