/** Runs no more than so many works of one key at once; more wait, and begin in the order in which they came. */
export class AtOnce<Key> {
  readonly #most: number
  readonly #keys = new Map<Key, { running: number; readonly waiting: (() => void)[] }>()

  constructor(most: number) {
    this.#most = most
  }

  /** A failure is its own caller's alone. */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const of = this.#keys.get(key) ?? { running: 0, waiting: [] }
    this.#keys.set(key, of)
    // Whoever ends hands his place on, so nobody who comes meanwhile takes it.
    if (of.running < this.#most) of.running++
    else await new Promise<void>((begin) => of.waiting.push(begin))
    try {
      return await work()
    } finally {
      const next = of.waiting.shift()
      if (next) next()
      else if (--of.running === 0) this.#keys.delete(key)
    }
  }
}
