/** A value that may change while others use it: they look at `now` each time that they need it. */
export interface Current<Value> {
  readonly now: Value
  /** @returns ends it */
  onChange(listener: () => void): () => void
}

/** One that never changes. */
export function always<Value>(value: Value): Current<Value> {
  return { now: value, onChange: () => () => {} }
}

/** One that its owner changes. */
export class Changeable<Value> implements Current<Value> {
  #now: Value
  readonly #listeners = new Set<() => void>()

  constructor(value: Value) {
    this.#now = value
  }

  get now(): Value {
    return this.#now
  }

  set(value: Value): void {
    this.#now = value
    for (const listener of [...this.#listeners]) listener()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/** The same value seen through a function of it. */
export function mapped<Value, Result>(value: Current<Value>, look: (value: Value) => Result): Current<Result> {
  return {
    get now() {
      return look(value.now)
    },
    onChange: (listener) => value.onChange(listener),
  }
}
