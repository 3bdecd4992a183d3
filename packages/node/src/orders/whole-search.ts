import { abortable, type CancelTimer, type Clock } from '@sonm/common'
import type { Address } from '@sonm/model'

/** So long may a search take, with all its pages, once a marketplace has answered. */
export const WHOLE_SEARCH_MS = 10_000
/** Whoever has taken so much of it is named. */
const SLOW_MS = 3_000

/** The time that one search has: a marketplace that answers each page just in time would stretch it to a minute. */
export class WholeSearch {
  readonly #clock: Clock
  readonly #over = new AbortController()
  readonly #spentMs = new Map<Address, number>()
  readonly #late = new Set<Address>()
  #cancel: CancelTimer | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isOver(): boolean {
    return this.#over.signal.aborted
  }

  /** Those whom a search that is over has not waited for any longer. */
  isSlow(marketplace: Address): boolean {
    return this.isOver && (this.#late.has(marketplace) || (this.#spentMs.get(marketplace) ?? 0) >= SLOW_MS)
  }

  /** One has answered. */
  begin(): void {
    this.#cancel ??= this.#clock.after(WHOLE_SEARCH_MS, () => this.end())
  }

  /** @returns undefined: it came too late */
  async inTime<Answer>(
    marketplace: Address,
    ask: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const { signal } = this.#over
    const startMs = this.#clock.monotonicMs()
    try {
      return await abortable(ask(signal), signal)
    } catch (error) {
      if (!signal.aborted) throw error
      this.#late.add(marketplace)
      return undefined
    } finally {
      const spentMs = this.#clock.monotonicMs() - startMs
      this.#spentMs.set(marketplace, (this.#spentMs.get(marketplace) ?? 0) + spentMs)
    }
  }

  /** Whatever is asked still is not waited for. */
  end(): void {
    this.#cancel?.()
    this.#over.abort(new Error('the search is over'))
  }
}
