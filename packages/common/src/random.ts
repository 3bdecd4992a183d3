import { randomBytes } from 'node:crypto'

/** Randomness as it is handed in: the system's in a daemon, a seeded one in a simulation. */
export interface Random {
  bytes(length: number): Uint8Array
  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number
  /** A number in [0, 1). */
  fraction(): number
}

export const systemRandom: Random = {
  bytes: (length) => new Uint8Array(randomBytes(length)),
  integer: (below) => Math.floor(Math.random() * below),
  fraction: () => Math.random(),
}

/** A repeatable stream of numbers from a seed (sfc32; source: Chris Doty-Humphrey, PractRand). Never for keys. */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9
  let b = seed | 0
  let c = Math.trunc(seed / 2 ** 32) | 0
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) next()
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    integer: (below) => Math.floor((next() / 2 ** 32) * below),
    fraction: () => next() / 2 ** 32,
  }
}
