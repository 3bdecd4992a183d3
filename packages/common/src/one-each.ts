import type { Current } from './current.ts'
import type { Startable } from './lifecycle.ts'

export interface OneEachOptions<Item, Part extends Startable> {
  readonly items: Current<readonly Item[]>
  /** What makes two items the same one. */
  readonly keyOf: (item: Item) => string
  readonly make: (item: Item) => Part
  /** Told when parts have come or gone. */
  readonly onChange?: () => void
}

/** One part for each item of a list that may change: who comes gets one that is started, and who goes has his stopped. */
export class OneEach<Item, Part extends Startable> implements Startable {
  readonly #options: OneEachOptions<Item, Part>
  #parts: ReadonlyMap<string, Part> = new Map()
  readonly #stopping = new Set<Promise<void>>()
  #forget = () => {}

  constructor(options: OneEachOptions<Item, Part>) {
    this.#options = options
    this.#follow()
  }

  /** Those of the items that are there now, in their order. */
  get parts(): readonly Part[] {
    return [...this.#parts.values()]
  }

  async start(): Promise<void> {
    // From before the first waits: an item that comes meanwhile gets its part too.
    this.#forget = this.#options.items.onChange(() => this.#change())
    this.#follow()
    await Promise.all(this.parts.map((part) => part.start()))
  }

  async stop(): Promise<void> {
    this.#forget()
    await Promise.all([...this.parts.map((part) => part.stop()), ...this.#stopping])
  }

  #follow(): { readonly come: readonly Part[]; readonly gone: readonly Part[] } {
    const { items, keyOf, make } = this.#options
    const before = this.#parts
    const now = new Map<string, Part>()
    const come: Part[] = []
    for (const item of items.now) {
      const key = keyOf(item)
      if (now.has(key)) continue
      const known = before.get(key)
      const part = known ?? make(item)
      if (!known) come.push(part)
      now.set(key, part)
    }
    this.#parts = now
    return { come, gone: [...before].flatMap(([key, part]) => (now.has(key) ? [] : [part])) }
  }

  #change(): void {
    const { come, gone } = this.#follow()
    if (come.length + gone.length === 0) return
    for (const part of come) void part.start()
    for (const part of gone) {
      const stopped = part.stop().finally(() => this.#stopping.delete(stopped))
      this.#stopping.add(stopped)
    }
    this.#options.onChange?.()
  }
}
