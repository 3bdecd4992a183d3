import { abortable, isCoded } from '@sonm/common'
import type { Hex } from '@sonm/model'
import type { TaskFiles } from './files/task-files.ts'
import type { HubCalls } from './hub-calls.ts'

/** How often a content that came with a wrong hash is fetched again. */
const TRIES = 3

/** Brings contents from the hub to this machine's disk: each once, whoever waits for it, and from where it was left. */
export class ContentFetcher {
  readonly #hub: HubCalls
  readonly #files: TaskFiles
  readonly #pieceBytes: number
  readonly #closing = new AbortController()
  readonly #fetching = new Map<Hex, Promise<void>>()
  #usedLately = new Set<Hex>()

  constructor(options: { hub: HubCalls; files: TaskFiles; pieceBytes: number }) {
    this.#hub = options.hub
    this.#files = options.files
    this.#pieceBytes = options.pieceBytes
  }

  /** @throws BLOB_MISSING, BLOB_CORRUPT, and the signal's reason */
  async ensure(sha256: Hex, signal: AbortSignal): Promise<void> {
    this.#usedLately.add(sha256)
    let fetching = this.#fetching.get(sha256)
    if (!fetching) {
      fetching = this.#fetch(sha256).finally(() => this.#fetching.delete(sha256))
      this.#fetching.set(sha256, fetching)
    }
    await abortable(fetching, signal)
  }

  /** Removes what no task needs and none has asked for since the last call. */
  async tidy(needed: ReadonlySet<Hex>): Promise<void> {
    const kept = new Set([...needed, ...this.#usedLately])
    this.#usedLately = new Set()
    await this.#files.keepOnly(kept)
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the worker stops'))
    await Promise.allSettled(this.#fetching.values())
  }

  async #fetch(sha256: Hex): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#fetchOnce(sha256)
      } catch (error) {
        if (!isCoded(error, 'BLOB_CORRUPT') || tries === TRIES) throw error
      }
    }
  }

  async #fetchOnce(sha256: Hex): Promise<void> {
    if (await this.#files.has(sha256)) return
    for (let complete = false; !complete; ) {
      const offset = await this.#files.storedBytes(sha256)
      const request = { sha256, offset: BigInt(offset), maxBytes: this.#pieceBytes }
      const { data, totalBytes } = await this.#hub.untilDone(this.#closing.signal, (hub) =>
        hub.readBlob(request, { signal: this.#closing.signal }),
      )
      complete = await this.#files.append(sha256, Number(totalBytes), data)
    }
  }
}
