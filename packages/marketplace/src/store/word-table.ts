import { BoundedMap } from '@sonm/common'

/** So many bits a small number of the engine has: any other is an object. */
const KEY_BITS = 30

interface Entry<Value> {
  readonly words: Uint32Array
  readonly value: Value
}

/** Values by an address or a hash that lies in other memory, without a text made of it. Of two that begin alike the later one is known. */
export class WordTable<Value> {
  readonly #length: number
  readonly #entries: BoundedMap<number, Entry<Value>>

  /** @param length of what is looked up, in words of 32 bits */
  constructor(length: number, maxEntries: number) {
    this.#length = length
    this.#entries = new BoundedMap(maxEntries)
  }

  get(words: Uint32Array, first: number): Value | undefined {
    const entry = this.#entries.get(keyAt(words, first))
    if (!entry) return undefined
    for (let word = 0; word < this.#length; word++) if (entry.words[word] !== words[first + word]) return undefined
    return entry.value
  }

  set(words: Uint32Array, first: number, value: Value): Value {
    this.#entries.set(keyAt(words, first), { words: words.slice(first, first + this.#length), value })
    return value
  }
}

function keyAt(words: Uint32Array, first: number): number {
  return words[first]! >>> (32 - KEY_BITS)
}
