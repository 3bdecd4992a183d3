import type { Clock } from '@sonm/common'

interface Waiting<Item> {
  readonly item: Item
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes what comes at about the same time together: one sync of the disk serves all, and each is told when it is on it.
 */
export class GroupCommit<Item> {
  readonly #clock: Clock
  readonly #maxItems: number
  readonly #commit: (items: readonly Item[]) => Promise<void>
  #waiting: Waiting<Item>[] = []
  #working: Promise<void> | undefined

  /** @param options.commit writes all items or none */
  constructor(options: { clock: Clock; maxItems: number; commit: (items: readonly Item[]) => Promise<void> }) {
    this.#clock = options.clock
    this.#maxItems = options.maxItems
    this.#commit = options.commit
  }

  /** Resolves when the item is durable; rejects with the failure of its group. Items are written in the order of the calls. */
  add(item: Item): Promise<void> {
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ item, resolve, reject }))
    this.#working ??= this.#work()
    return done
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#working
  }

  async #work(): Promise<void> {
    // One turn of the event loop: what arrived in the same packets joins.
    await new Promise<void>((resolve) => this.#clock.after(0, resolve))
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#maxItems)
      try {
        await this.#commit(group.map(({ item }) => item))
        for (const { resolve } of group) resolve()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.#working = undefined
  }
}
