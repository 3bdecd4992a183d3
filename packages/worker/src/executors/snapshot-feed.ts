import type { TaskEnd, TaskSnapshot, TaskStatus } from './executor.ts'

/** The snapshot of one task as it changes, for any number of watchers. A slow watcher gets the newest one, not all between. */
export class SnapshotFeed {
  #snapshot: TaskSnapshot
  #wake = Promise.withResolvers<void>()

  constructor(snapshot: TaskSnapshot) {
    this.#snapshot = snapshot
  }

  get current(): TaskSnapshot {
    return this.#snapshot
  }

  get end(): TaskEnd | undefined {
    return this.#snapshot.status.phase === 'ended' ? this.#snapshot.status.end : undefined
  }

  get startedAtMs(): number | undefined {
    return this.#snapshot.status.phase === 'preparing' ? undefined : this.#snapshot.status.startedAtMs
  }

  /** Merges a change. After the end nothing changes any more. */
  update(change: { status?: TaskStatus; progress?: number; imageDigest?: string }): void {
    if (this.end !== undefined) return
    this.#snapshot = { ...this.#snapshot, ...change }
    const told = this.#wake
    this.#wake = Promise.withResolvers<void>()
    told.resolve()
  }

  async *watch(signal?: AbortSignal): AsyncGenerator<TaskSnapshot> {
    let last: TaskSnapshot | undefined
    while (true) {
      const change = this.#wake.promise
      signal?.throwIfAborted()
      if (this.#snapshot !== last) {
        last = this.#snapshot
        yield last
        if (last.status.phase === 'ended') return
        continue
      }
      await raceAbort(change, signal)
    }
  }

  async wait(signal?: AbortSignal): Promise<TaskEnd> {
    while (this.end === undefined) await raceAbort(this.#wake.promise, signal)
    return this.end
  }
}

/** Waits for `promise`, or rejects with the signal's reason; leaves no listener behind. */
function raceAbort(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, reject)
  })
}
