import type { Address } from '@sonm/model'

/**
 * Bytes of others that are kept in memory: requests that have not come whole yet, and answers that have not been taken. Both are
 * under the caller's control, so both are counted, by caller and over all, and neither can grow without end.
 */
export class HeldBytes {
  readonly #limits: { readonly all: number; readonly perPeer: number }
  readonly #ofPeer = new Map<Address, number>()
  #all = 0

  constructor(limits: { readonly all: number; readonly perPeer: number }) {
    this.#limits = limits
  }

  /** A purse for one call. */
  open(peer: Address): HeldByCall {
    let held = 0
    return {
      take: (bytes) => {
        const ofPeer = (this.#ofPeer.get(peer) ?? 0) + bytes
        if (ofPeer > this.#limits.perPeer || this.#all + bytes > this.#limits.all) return false
        held += bytes
        this.#all += bytes
        this.#ofPeer.set(peer, ofPeer)
        return true
      },
      free: (bytes = held) => {
        held -= bytes
        this.#all -= bytes
        const left = (this.#ofPeer.get(peer) ?? 0) - bytes
        if (left > 0) this.#ofPeer.set(peer, left)
        else this.#ofPeer.delete(peer)
      },
    }
  }

  /** What is held in all. */
  get total(): number {
    return this.#all
  }
}

export interface HeldByCall {
  /** False when there is no room; nothing is counted then. */
  take(bytes: number): boolean
  /** Gives back so many, or all that the call still holds. */
  free(bytes?: number): void
}
