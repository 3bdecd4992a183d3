/** Runs works of one key one after the other, in the order in which they came; those of different keys side by side. */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<unknown>>()

  /** A failure is its own caller's alone. */
  run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(work, work)
    this.#last.set(key, result)
    const done = () => {
      if (this.#last.get(key) === result) this.#last.delete(key)
    }
    result.then(done, done)
    return result
  }
}
