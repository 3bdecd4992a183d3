/** What waits of some senders; the first is the one whose turn it is. */
type Waiting<Item> = Map<string, Item[]>

/**
 * What waits to be judged, by sender. Every sender has his turn, so a flood of one makes nobody else wait; of strangers, who may be
 * any number, only so much is taken at a time; and there is an end to what waits, so it grows no memory.
 */
export class IntakeQueue<Item> {
  readonly #limits: { readonly items: number; readonly itemsPerSender: number }
  readonly #known: Waiting<Item> = new Map()
  readonly #strangers: Waiting<Item> = new Map()
  #size = 0

  constructor(limits: { items: number; itemsPerSender: number }) {
    this.#limits = limits
  }

  get size(): number {
    return this.#size
  }

  /** Why there is no room; undefined: the item waits now. @param isStranger always the same of a sender */
  add(sender: string, item: Item, isStranger: boolean): 'sender' | 'all' | undefined {
    const waiting = isStranger ? this.#strangers : this.#known
    const items = waiting.get(sender)
    if (items && items.length >= this.#limits.itemsPerSender) return 'sender'
    if (this.#size >= this.#limits.items) return 'all'
    if (items) items.push(item)
    else waiting.set(sender, [item])
    this.#size++
    return undefined
  }

  /** The next items: of each sender his oldest, and equally many while he has any. */
  take(most: number, mostOfStrangers: number): Item[] {
    const taken = takeOf(this.#strangers, Math.min(most, mostOfStrangers))
    for (const item of takeOf(this.#known, most - taken.length)) taken.push(item)
    this.#size -= taken.length
    return taken
  }
}

function takeOf<Item>(waiting: Waiting<Item>, most: number): Item[] {
  const taken: Item[] = []
  while (waiting.size > 0 && taken.length < most) {
    const share = Math.max(1, Math.floor((most - taken.length) / waiting.size))
    for (const [sender, items] of [...waiting]) {
      if (taken.length >= most) break
      const count = Math.min(share, most - taken.length)
      const rest = items.slice(count)
      for (const item of items.slice(0, count)) taken.push(item)
      waiting.delete(sender)
      if (rest.length > 0) waiting.set(sender, rest)
    }
  }
  return taken
}
