import type { Clock } from '@sonm/common'

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export interface GroupCommitOptions<Item, Result> {
  readonly clock: Clock
  /** The most of one group; what is larger by itself is written alone. */
  readonly maxSize: number
  /** What an item counts for. */
  readonly sizeOf: (item: Item) => number
  /** Writes all items or none; says of each, in their order, what came of it. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>
}

/**
 * Writes what comes at about the same time together: one sync of the disk serves all, and each is told when it is on it.
 */
export class GroupCommit<Item, Result> {
  readonly #options: GroupCommitOptions<Item, Result>
  #waiting: Waiting<Item, Result>[] = []
  #working: Promise<void> | undefined

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#options = options
  }

  /** Resolves when the item is durable; rejects with the failure of its group. Items are written in the order of the calls. */
  add(item: Item): Promise<Result> {
    const done = new Promise<Result>((resolve, reject) => this.#waiting.push({ item, resolve, reject }))
    this.#working ??= this.#work()
    return done
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#working
  }

  async #work(): Promise<void> {
    const { clock, commit } = this.#options
    // One turn of the event loop: what arrived in the same packets joins.
    await new Promise<void>((resolve) => clock.after(0, resolve))
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#nextCount())
      try {
        const results = await commit(group.map(({ item }) => item))
        for (const [at, { resolve }] of group.entries()) resolve(results[at]!)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.#working = undefined
  }

  #nextCount(): number {
    const { maxSize, sizeOf } = this.#options
    let [count, size] = [0, 0]
    for (const { item } of this.#waiting) {
      size += sizeOf(item)
      if (count > 0 && size > maxSize) break
      count++
    }
    return count
  }
}
