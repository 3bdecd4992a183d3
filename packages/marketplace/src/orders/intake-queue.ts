/**
 * What waits to be judged, by sender. Every sender has his turn, so a flood of one makes nobody else wait; and there is an
 * end to what waits, so it grows no memory.
 */
export class IntakeQueue<Item> {
  readonly #limits: { readonly items: number; readonly itemsPerSender: number }
  /** The first is the one whose turn it is. */
  readonly #waiting = new Map<string, Item[]>()
  #size = 0

  constructor(limits: { items: number; itemsPerSender: number }) {
    this.#limits = limits
  }

  get size(): number {
    return this.#size
  }

  /** Why there is no room; undefined: the item waits now. */
  add(sender: string, item: Item): 'sender' | 'all' | undefined {
    const items = this.#waiting.get(sender)
    if (items && items.length >= this.#limits.itemsPerSender) return 'sender'
    if (this.#size >= this.#limits.items) return 'all'
    if (items) items.push(item)
    else this.#waiting.set(sender, [item])
    this.#size++
    return undefined
  }

  /** The next items: of each sender his oldest, and equally many while he has any. */
  take(most: number): Item[] {
    const taken: Item[] = []
    while (this.#size > 0 && taken.length < most) {
      const share = Math.max(1, Math.floor((most - taken.length) / this.#waiting.size))
      for (const [sender, items] of [...this.#waiting]) {
        if (taken.length >= most) break
        const count = Math.min(share, most - taken.length)
        const rest = items.slice(count)
        for (const item of items.slice(0, count)) taken.push(item)
        this.#size -= items.length - rest.length
        this.#waiting.delete(sender)
        if (rest.length > 0) this.#waiting.set(sender, rest)
      }
    }
    return taken
  }
}
