/** Tells whoever waits that something of a key has changed. What it is now, everybody reads for himself. */
export class Topic<Key> {
  readonly #waiting = new Map<Key, PromiseWithResolvers<void>>()

  changed(key: Key): void {
    this.#waiting.get(key)?.resolve()
    this.#waiting.delete(key)
  }

  /**
   * Resolves at the next change. Take it before reading the state, await it after: then no change is missed.
   * Rejects with the signal's reason when that aborts.
   */
  next(key: Key, signal?: AbortSignal): Promise<void> {
    const waiting = this.#waiting.get(key) ?? Promise.withResolvers<void>()
    this.#waiting.set(key, waiting)
    if (!signal) return waiting.promise
    const next = abortable(waiting.promise, signal)
    // Who read the state and found what he sought awaits this no more; a later abort is then nobody's error.
    next.catch(() => {})
    return next
  }
}

/** Waits for a promise, or rejects with the signal's reason; leaves no listener behind. */
export function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
