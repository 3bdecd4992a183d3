import { abortable, type Clock } from '@sonm/common'
import type { Hex } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'

/** What is new since the update before; its reader's state is then exactly what `current` gave. */
export interface WatchUpdate {
  readonly sequence: number
  /** The first of a stream: begin from nothing. */
  readonly reset: boolean
  readonly entered: readonly LiveOrder[]
  readonly left: readonly Hex[]
  readonly isTruncated: boolean
}

/** What a question finds now. */
export interface Watched {
  readonly orders: readonly LiveOrder[]
  /** The bound of work was met: orders may be missing. */
  readonly isTruncated: boolean
}

export interface WatchOptions {
  readonly clock: Clock
  /** The orders that are told, now; undefined: the question is over, and so is the stream. */
  readonly current: () => Watched | undefined
  /** When the answer may change though nothing happens, because what was told expires. */
  readonly changesAtMs: (told: readonly LiveOrder[]) => number | undefined
  /** Not more often than this: what happens between is told together. */
  readonly pauseMs: () => number
  /** A sign of life at least as often. */
  readonly heartbeatMs: number
}

/**
 * One reader of one question. Nothing is queued for him: when he is ready, he gets the difference between what he was told and what is,
 * so a slow reader costs what a fast one does.
 */
export class Watch {
  readonly #options: WatchOptions
  #told: ReadonlyMap<Hex, LiveOrder> = new Map()
  #isTruncated = false
  #changed = Promise.withResolvers<void>()

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** What the reader has been told of. */
  get told(): ReadonlyMap<Hex, LiveOrder> {
    return this.#told
  }

  hasAny(hashes: ReadonlySet<Hex>): boolean {
    for (const hash of this.#told.keys()) if (hashes.has(hash)) return true
    return false
  }

  /** Something has happened that may change the answer. */
  wake(): void {
    this.#changed.resolve()
  }

  /** Ends with the signal, and when the question is over. */
  async *updates(signal: AbortSignal): AsyncGenerator<WatchUpdate> {
    const { clock, current, pauseMs, heartbeatMs } = this.#options
    let toldAtMs = clock.monotonicMs()
    for (let sequence = 0; !signal.aborted; ) {
      // Before the look: what happens after it is not missed.
      this.#changed = Promise.withResolvers()
      const now = current()
      if (now === undefined) return
      const { isTruncated } = now
      const { entered, left } = this.#tell(now.orders)
      const isSame = sequence > 0 && entered.length === 0 && left.length === 0
      const isSilent = isSame && isTruncated === this.#isTruncated
      if (!isSilent || clock.monotonicMs() - toldAtMs >= heartbeatMs) {
        sequence++
        toldAtMs = clock.monotonicMs()
        this.#isTruncated = isTruncated
        yield { sequence, reset: sequence === 1, entered, left, isTruncated }
      }
      await this.#wait(signal, pauseMs(), undefined)
      await this.#wait(signal, Math.max(0, toldAtMs + heartbeatMs - clock.monotonicMs()), this.#changed.promise)
    }
  }

  #tell(now: readonly LiveOrder[]) {
    const told = new Map(now.map((live) => [live.hash, live]))
    const entered = now.filter(({ hash }) => !this.#told.has(hash))
    const left = [...this.#told.keys()].filter((hash) => !told.has(hash))
    this.#told = told
    return { entered, left }
  }

  /** Until the change, or for so long, or until what was told expires; quietly to the end when the signal aborts. */
  async #wait(signal: AbortSignal, atMostMs: number, change: Promise<void> | undefined): Promise<void> {
    const { clock, changesAtMs } = this.#options
    const at = change ? changesAtMs([...this.#told.values()]) : undefined
    const delayMs = at === undefined ? atMostMs : Math.min(atMostMs, Math.max(0, at - clock.nowMs()))
    const { promise: passed, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(delayMs, resolve)
    await abortable(Promise.race(change ? [passed, change] : [passed]), signal).catch(() => {})
    cancel()
  }
}
