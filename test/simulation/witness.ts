import type { BlockRef, MarketEvent } from '@sonm/chain'
import { messageOf } from '@sonm/common'

/** Sees what happens in a world: keeps the trace where one is wanted, and everything that must not have happened. */
export class Witness {
  readonly tracing: boolean
  readonly defects: string[] = []
  /** Told of each block of the chain as it stands then. */
  onBlock: (block: BlockRef, events: readonly MarketEvent[]) => void = () => {}
  #dealEvent = Promise.withResolvers<void>()
  readonly #write: (line: string) => void
  #nowMs: () => number = () => 0
  #startMs = 0

  constructor(write?: (line: string) => void) {
    this.tracing = write !== undefined
    this.#write = write ?? (() => {})
  }

  /** Resolves when the chain says something of a deal. */
  nextDealEvent(): Promise<void> {
    return this.#dealEvent.promise
  }

  readonly block = (block: BlockRef, events: readonly MarketEvent[]): void => {
    this.onBlock(block, events)
    if (!events.some(({ kind }) => kind.startsWith('deal'))) return
    this.#dealEvent.resolve()
    this.#dealEvent = Promise.withResolvers()
  }

  follow(nowMs: () => number): void {
    this.#nowMs = nowMs
    this.#startMs = nowMs()
  }

  readonly log = (line: string): void => {
    if (this.tracing) this.#write(`${this.#seconds().toFixed(3).padStart(9)} ${line}`)
  }

  /** Something that must never happen, whatever goes wrong. */
  readonly defect = (what: string, error?: unknown): void => {
    const text =
      error === undefined
        ? what
        : `${what}: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`
    this.log(`DEFECT: ${text}`)
    if (this.defects.length < 20) this.defects.push(`at ${this.#seconds().toFixed(3)} s: ${text}`)
  }

  #seconds(): number {
    return (this.#nowMs() - this.#startMs) / 1000
  }
}
