import type { Address } from '@sonm/model'
import { limits } from '../limits.ts'

interface HeldLimits {
  readonly all: number
  readonly perHost: number
  readonly perPeer: number
}

const HELD_LIMITS: HeldLimits = {
  all: limits.heldBytes,
  perHost: limits.heldBytesPerHost,
  perPeer: limits.heldBytesPerPeer,
}

/**
 * Bytes of others that are kept in memory: requests that have not come whole yet, answers that have not been taken, and what a call
 * takes by being open. All are under the caller's control, so they are counted, by caller and over all, and none can grow without end.
 */
export class HeldBytes {
  readonly #limits: HeldLimits
  readonly #ofPeer = new Map<Address, number>()
  readonly #ofHost = new Map<string, number>()
  #all = 0

  constructor(most: HeldLimits = HELD_LIMITS) {
    this.#limits = most
  }

  /** A purse for one call. */
  open(peer: Address, host: string): HeldByCall {
    const { all, perHost, perPeer } = this.#limits
    let held = 0
    const count = (bytes: number) => {
      held += bytes
      this.#all += bytes
      add(this.#ofPeer, peer, bytes)
      add(this.#ofHost, host, bytes)
    }
    return {
      take: (bytes) => {
        const ofPeer = this.#ofPeer.get(peer) ?? 0
        const ofHost = this.#ofHost.get(host) ?? 0
        if (ofPeer + bytes > perPeer || ofHost + bytes > perHost || this.#all + bytes > all) return false
        count(bytes)
        return true
      },
      free: (bytes = held) => count(-Math.min(bytes, held)),
    }
  }

  /** What is held in all. */
  get total(): number {
    return this.#all
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, bytes: number): void {
  const sum = (counts.get(key) ?? 0) + bytes
  if (sum > 0) counts.set(key, sum)
  else counts.delete(key)
}

export interface HeldByCall {
  /** False when there is no room; nothing is counted then. */
  take(bytes: number): boolean
  /** Gives back so many, or all that the call still holds; never more than that. */
  free(bytes?: number): void
}
