/** Places that are looked at for one that begins alike. */
const NEAR = 4

/**
 * Values by an address or a hash that lies in other memory, without a text made of it. It holds as many as it has places; where those
 * near are taken, the first gives way.
 */
export class WordTable<Value> {
  readonly #length: number
  readonly #mask: number
  readonly #words: Uint32Array
  readonly #values: (Value | undefined)[]

  /** @param length of what is looked up, in words of 32 bits @param places a power of two */
  constructor(length: number, places: number) {
    this.#length = length
    this.#mask = places - 1
    this.#words = new Uint32Array(places * length)
    this.#values = new Array(places)
  }

  get(words: Uint32Array, first: number): Value | undefined {
    for (let near = 0; near < NEAR; near++) {
      const place = (words[first]! + near) & this.#mask
      const value = this.#values[place]
      if (value === undefined || this.#isAt(place, words, first)) return value
    }
    return undefined
  }

  /** The value of these words from now on. */
  set(words: Uint32Array, first: number, value: Value): Value {
    let place = words[first]! & this.#mask
    for (let near = 0; near < NEAR; near++) {
      const next = (words[first]! + near) & this.#mask
      if (this.#values[next] !== undefined && !this.#isAt(next, words, first)) continue
      place = next
      break
    }
    this.#values[place] = value
    for (let word = 0; word < this.#length; word++) this.#words[place * this.#length + word] = words[first + word]!
    return value
  }

  #isAt(place: number, words: Uint32Array, first: number): boolean {
    const start = place * this.#length
    for (let word = 0; word < this.#length; word++) {
      if (this.#words[start + word] !== words[first + word]) return false
    }
    return true
  }
}
