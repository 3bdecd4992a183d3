// zlib streams (RFC 1950, 1951): LZ77 by hash chains, and dynamic Huffman codes in blocks.

const WINDOW: i32 = 32768
const HASH_SIZE: i32 = 32768
const CHAIN_LIMIT: i32 = 12
const MATCH_MIN: i32 = 4
const MATCH_MAX: i32 = 258
const BLOCK_TOKENS: i32 = 32768
const END_OF_BLOCK: i32 = 256
const LITERALS: i32 = 286
const DISTANCES: i32 = 30
const LENGTH_CODES: i32 = 19

const lengthOrder: StaticArray<i32> = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** Bytes that grow, with bits written from the least significant one. */
export class ByteSink {
  bytes: StaticArray<u8> = new StaticArray<u8>(65536)
  length: i32 = 0
  private held: u64 = 0
  private heldBits: i32 = 0

  byte(value: i32): void {
    if (this.length === this.bytes.length) {
      const larger = new StaticArray<u8>(this.length * 2)
      memory.copy(changetype<usize>(larger), changetype<usize>(this.bytes), <usize>this.length)
      this.bytes = larger
    }
    unchecked((this.bytes[this.length++] = <u8>value))
  }

  uint32(value: u32): void {
    for (let shift = 24; shift >= 0; shift -= 8) this.byte((value >> shift) & 255)
  }

  bits(value: i32, count: i32): void {
    this.held |= (<u64>value) << this.heldBits
    this.heldBits += count
    while (this.heldBits >= 8) {
      this.byte(<i32>(this.held & 255))
      this.held >>= 8
      this.heldBits -= 8
    }
  }

  flushBits(): void {
    if (this.heldBits > 0) this.bits(0, 8 - this.heldBits)
  }
}

/** A canonical Huffman code made from how often each symbol occurs. */
class Huffman {
  counts: StaticArray<i32>
  lengths: StaticArray<i32>
  codes: StaticArray<i32>

  constructor(
    public symbols: i32,
    public limit: i32,
  ) {
    this.counts = new StaticArray<i32>(symbols)
    this.lengths = new StaticArray<i32>(symbols)
    this.codes = new StaticArray<i32>(symbols)
  }

  /** Sets lengths and codes. Where a code would pass the limit, the counts are flattened and it starts again. */
  build(): void {
    let used = 0
    for (let s = 0; s < this.symbols; s++) if (this.counts[s] > 0) used++
    // A code of fewer than two symbols is legal for distances alone and some readers refuse it: give it two.
    for (let s = 0; used < 2; s++) {
      if (this.counts[s] === 0) {
        this.counts[s] = 1
        used++
      }
    }
    while (this.assignLengths() > this.limit) {
      for (let s = 0; s < this.symbols; s++) if (this.counts[s] > 0) this.counts[s] = (this.counts[s] >> 1) | 1
    }
    let code = 0
    for (let length = 1; length <= this.limit; length++) {
      for (let s = 0; s < this.symbols; s++) {
        if (this.lengths[s] === length) this.codes[s] = reversed(code++, length)
      }
      code <<= 1
    }
  }

  private assignLengths(): i32 {
    const nodes = this.symbols * 2
    const weights = new StaticArray<i32>(nodes)
    const parents = new StaticArray<i32>(nodes)
    for (let s = 0; s < this.symbols; s++) weights[s] = this.counts[s]
    let last = this.symbols
    while (true) {
      let a = -1
      let b = -1
      for (let i = 0; i < last; i++) {
        if (weights[i] === 0) continue
        if (a < 0 || weights[i] < weights[a]) {
          b = a
          a = i
        } else if (b < 0 || weights[i] < weights[b]) b = i
      }
      if (b < 0) break
      weights[last] = weights[a] + weights[b]
      weights[a] = 0
      weights[b] = 0
      parents[a] = last
      parents[b] = last
      last++
    }
    let longest = 0
    for (let s = 0; s < this.symbols; s++) {
      let length = 0
      if (this.counts[s] > 0) for (let node = s; parents[node] !== 0; node = parents[node]) length++
      this.lengths[s] = length
      longest = max(longest, length)
    }
    return longest
  }

  write(sink: ByteSink, symbol: i32): void {
    sink.bits(unchecked(this.codes[symbol]), unchecked(this.lengths[symbol]))
  }
}

function reversed(code: i32, length: i32): i32 {
  let result = 0
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i)
  return result
}

/** Appends the zlib stream of the first `length` bytes of `data`. */
export function deflate(data: StaticArray<u8>, length: i32, sink: ByteSink): void {
  sink.byte(0x78)
  sink.byte(0x9c)
  const heads = new StaticArray<i32>(HASH_SIZE).fill(-1)
  const previous = new StaticArray<i32>(WINDOW)
  const tokens = new StaticArray<i32>(BLOCK_TOKENS)
  let count = 0
  let at = 0
  while (at < length) {
    let best = 0
    let distance = 0
    if (at + MATCH_MIN <= length) {
      const slot = hash(data, at)
      let candidate = unchecked(heads[slot])
      for (let i = 0; i < CHAIN_LIMIT && candidate >= 0 && at - candidate < WINDOW; i++) {
        const same = matchLength(data, candidate, at, length)
        if (same > best) {
          best = same
          distance = at - candidate
        }
        candidate = unchecked(previous[candidate & (WINDOW - 1)])
      }
    }
    const step = best >= MATCH_MIN ? best : 1
    // A token is a literal, or a length above bit 16 with the distance below it.
    tokens[count++] = step > 1 ? (step << 16) | distance : <i32>unchecked(data[at])
    for (let i = at; i < at + step && i + MATCH_MIN <= length; i++) {
      const slot = hash(data, i)
      unchecked((previous[i & (WINDOW - 1)] = heads[slot]))
      unchecked((heads[slot] = i))
    }
    at += step
    if (count === BLOCK_TOKENS || at >= length) {
      writeBlock(tokens, count, at >= length, sink)
      count = 0
    }
  }
  sink.flushBits()
  sink.uint32(adler32(data, length))
}

function hash(data: StaticArray<u8>, at: i32): i32 {
  return (load<u32>(changetype<usize>(data) + <usize>at) * 0x9e3779b1) >>> 17
}

function matchLength(data: StaticArray<u8>, a: i32, b: i32, length: i32): i32 {
  const most = min(MATCH_MAX, length - b)
  let same = 0
  while (same < most && unchecked(data[a + same]) === unchecked(data[b + same])) same++
  return same
}

function writeBlock(tokens: StaticArray<i32>, count: i32, last: bool, sink: ByteSink): void {
  const literals = new Huffman(LITERALS, 15)
  const distances = new Huffman(DISTANCES, 15)
  const lengthCodes = new Huffman(LENGTH_CODES, 7)
  literals.counts[END_OF_BLOCK] = 1
  for (let i = 0; i < count; i++) {
    const token = tokens[i]
    if (token >> 16 === 0) literals.counts[token]++
    else {
      literals.counts[lengthSymbol(token >> 16)]++
      distances.counts[distanceSymbol(token & 0xffff)]++
    }
  }
  literals.build()
  distances.build()
  for (let s = 0; s < LITERALS; s++) lengthCodes.counts[literals.lengths[s]]++
  for (let s = 0; s < DISTANCES; s++) lengthCodes.counts[distances.lengths[s]]++
  lengthCodes.build()

  sink.bits(last ? 1 : 0, 1)
  sink.bits(2, 2)
  sink.bits(LITERALS - 257, 5)
  sink.bits(DISTANCES - 1, 5)
  sink.bits(LENGTH_CODES - 4, 4)
  for (let i = 0; i < LENGTH_CODES; i++) sink.bits(lengthCodes.lengths[lengthOrder[i]], 3)
  for (let s = 0; s < LITERALS; s++) lengthCodes.write(sink, literals.lengths[s])
  for (let s = 0; s < DISTANCES; s++) lengthCodes.write(sink, distances.lengths[s])
  for (let i = 0; i < count; i++) {
    const token = tokens[i]
    if (token >> 16 === 0) literals.write(sink, token)
    else {
      writeLength(literals, token >> 16, sink)
      writeDistance(distances, token & 0xffff, sink)
    }
  }
  literals.write(sink, END_OF_BLOCK)
}

/** Codes come in groups that double in width: four to a group for lengths, two for distances. */
function lengthSymbol(length: i32): i32 {
  if (length === MATCH_MAX) return 285
  const v = length - 3
  if (v < 8) return 257 + v
  const extra = 29 - clz(v)
  return 257 + (extra << 2) + (v >> extra)
}

function writeLength(code: Huffman, length: i32, sink: ByteSink): void {
  code.write(sink, lengthSymbol(length))
  const v = length - 3
  if (length === MATCH_MAX || v < 8) return
  const extra = 29 - clz(v)
  sink.bits(v & ((1 << extra) - 1), extra)
}

function distanceSymbol(distance: i32): i32 {
  const v = distance - 1
  if (v < 4) return v
  const extra = 30 - clz(v)
  return (extra << 1) + (v >> extra)
}

function writeDistance(code: Huffman, distance: i32, sink: ByteSink): void {
  code.write(sink, distanceSymbol(distance))
  const v = distance - 1
  if (v < 4) return
  const extra = 30 - clz(v)
  sink.bits(v & ((1 << extra) - 1), extra)
}

function adler32(data: StaticArray<u8>, length: i32): u32 {
  let a: u32 = 1
  let b: u32 = 0
  for (let i = 0; i < length; i++) {
    a = (a + unchecked(data[i])) % 65521
    b = (b + a) % 65521
  }
  return (b << 16) | a
}
