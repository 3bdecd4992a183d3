import type { Address } from '@sonm/model'

const SMALLEST = 64
const MAX_LOAD = 0.6
const EMPTY = 0

/**
 * Slices of machines, by 32 bits of hub and nonce: four to seven bytes each, where a set of texts takes a hundred, and of a million some
 * hundred are taken for one that is there. Open addressing, linear probing.
 */
export class SliceSet {
  #entries = new Uint32Array(SMALLEST)
  #size = 0

  /** False: it was there. */
  add(hub: Address, nonce: bigint): boolean {
    if (this.#size + 1 > this.#entries.length * MAX_LOAD) this.#grow()
    if (!put(this.#entries, hashOf(hub, nonce))) return false
    this.#size++
    return true
  }

  #grow(): void {
    const larger = new Uint32Array(this.#entries.length * 2)
    for (const entry of this.#entries) if (entry !== EMPTY) put(larger, entry)
    this.#entries = larger
  }
}

function put(entries: Uint32Array, entry: number): boolean {
  const mask = entries.length - 1
  let at = entry & mask
  for (; entries[at] !== EMPTY; at = (at + 1) & mask) if (entries[at] === entry) return false
  entries[at] = entry
  return true
}

function hashOf(hub: Address, nonce: bigint): number {
  let hash = Number.parseInt(hub.slice(2, 10), 16) ^ Math.imul(Number(BigInt.asUintN(32, nonce)), 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
  return (hash ^ (hash >>> 13)) >>> 0 || 1
}
