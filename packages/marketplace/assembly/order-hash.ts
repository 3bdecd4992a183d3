// How an order is hashed for its signature: EIP-712 over its bytes as they are stored. verification/hash-layout.ts says where all stands.
const CONSTANTS: usize = 0
const STATE: usize = 192
const DOMAIN: usize = 400
const STRUCT: usize = 512
const BENCHMARKS: usize = 1088
const DIGEST: usize = 1280
const KEY: usize = 1344
const KEY_HASH: usize = 1416
const ORDER: usize = 1536

/** Bytes that are absorbed at a time. */
const RATE: usize = 136

function permute(): void {
  let a0 = load<u64>(STATE, 0)
  let a1 = load<u64>(STATE, 8)
  let a2 = load<u64>(STATE, 16)
  let a3 = load<u64>(STATE, 24)
  let a4 = load<u64>(STATE, 32)
  let a5 = load<u64>(STATE, 40)
  let a6 = load<u64>(STATE, 48)
  let a7 = load<u64>(STATE, 56)
  let a8 = load<u64>(STATE, 64)
  let a9 = load<u64>(STATE, 72)
  let a10 = load<u64>(STATE, 80)
  let a11 = load<u64>(STATE, 88)
  let a12 = load<u64>(STATE, 96)
  let a13 = load<u64>(STATE, 104)
  let a14 = load<u64>(STATE, 112)
  let a15 = load<u64>(STATE, 120)
  let a16 = load<u64>(STATE, 128)
  let a17 = load<u64>(STATE, 136)
  let a18 = load<u64>(STATE, 144)
  let a19 = load<u64>(STATE, 152)
  let a20 = load<u64>(STATE, 160)
  let a21 = load<u64>(STATE, 168)
  let a22 = load<u64>(STATE, 176)
  let a23 = load<u64>(STATE, 184)
  let a24 = load<u64>(STATE, 192)
  for (let round: usize = 0; round < 192; round += 8) {
    const c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20
    const c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21
    const c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22
    const c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23
    const c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24
    const d0 = c4 ^ rotl(c1, 1)
    const d1 = c0 ^ rotl(c2, 1)
    const d2 = c1 ^ rotl(c3, 1)
    const d3 = c2 ^ rotl(c4, 1)
    const d4 = c3 ^ rotl(c0, 1)
    const b0 = a0 ^ d0
    const b16 = rotl(a5 ^ d0, 36)
    const b7 = rotl(a10 ^ d0, 3)
    const b23 = rotl(a15 ^ d0, 41)
    const b14 = rotl(a20 ^ d0, 18)
    const b10 = rotl(a1 ^ d1, 1)
    const b1 = rotl(a6 ^ d1, 44)
    const b17 = rotl(a11 ^ d1, 10)
    const b8 = rotl(a16 ^ d1, 45)
    const b24 = rotl(a21 ^ d1, 2)
    const b20 = rotl(a2 ^ d2, 62)
    const b11 = rotl(a7 ^ d2, 6)
    const b2 = rotl(a12 ^ d2, 43)
    const b18 = rotl(a17 ^ d2, 15)
    const b9 = rotl(a22 ^ d2, 61)
    const b5 = rotl(a3 ^ d3, 28)
    const b21 = rotl(a8 ^ d3, 55)
    const b12 = rotl(a13 ^ d3, 25)
    const b3 = rotl(a18 ^ d3, 21)
    const b19 = rotl(a23 ^ d3, 56)
    const b15 = rotl(a4 ^ d4, 27)
    const b6 = rotl(a9 ^ d4, 20)
    const b22 = rotl(a14 ^ d4, 39)
    const b13 = rotl(a19 ^ d4, 8)
    const b4 = rotl(a24 ^ d4, 14)
    a0 = b0 ^ (~b1 & b2) ^ load<u64>(CONSTANTS + round)
    a1 = b1 ^ (~b2 & b3)
    a2 = b2 ^ (~b3 & b4)
    a3 = b3 ^ (~b4 & b0)
    a4 = b4 ^ (~b0 & b1)
    a5 = b5 ^ (~b6 & b7)
    a6 = b6 ^ (~b7 & b8)
    a7 = b7 ^ (~b8 & b9)
    a8 = b8 ^ (~b9 & b5)
    a9 = b9 ^ (~b5 & b6)
    a10 = b10 ^ (~b11 & b12)
    a11 = b11 ^ (~b12 & b13)
    a12 = b12 ^ (~b13 & b14)
    a13 = b13 ^ (~b14 & b10)
    a14 = b14 ^ (~b10 & b11)
    a15 = b15 ^ (~b16 & b17)
    a16 = b16 ^ (~b17 & b18)
    a17 = b17 ^ (~b18 & b19)
    a18 = b18 ^ (~b19 & b15)
    a19 = b19 ^ (~b15 & b16)
    a20 = b20 ^ (~b21 & b22)
    a21 = b21 ^ (~b22 & b23)
    a22 = b22 ^ (~b23 & b24)
    a23 = b23 ^ (~b24 & b20)
    a24 = b24 ^ (~b20 & b21)
  }
  store<u64>(STATE, a0, 0)
  store<u64>(STATE, a1, 8)
  store<u64>(STATE, a2, 16)
  store<u64>(STATE, a3, 24)
  store<u64>(STATE, a4, 32)
  store<u64>(STATE, a5, 40)
  store<u64>(STATE, a6, 48)
  store<u64>(STATE, a7, 56)
  store<u64>(STATE, a8, 64)
  store<u64>(STATE, a9, 72)
  store<u64>(STATE, a10, 80)
  store<u64>(STATE, a11, 88)
  store<u64>(STATE, a12, 96)
  store<u64>(STATE, a13, 104)
  store<u64>(STATE, a14, 112)
  store<u64>(STATE, a15, 120)
  store<u64>(STATE, a16, 128)
  store<u64>(STATE, a17, 136)
  store<u64>(STATE, a18, 144)
  store<u64>(STATE, a19, 152)
  store<u64>(STATE, a20, 160)
  store<u64>(STATE, a21, 168)
  store<u64>(STATE, a22, 176)
  store<u64>(STATE, a23, 184)
  store<u64>(STATE, a24, 192)
}

/** keccak256 */
function keccak(from: usize, length: usize, to: usize): void {
  memory.fill(STATE, 0, 200)
  while (length >= RATE) {
    for (let at: usize = 0; at < RATE; at += 8) store<u64>(STATE + at, load<u64>(STATE + at) ^ load<u64>(from + at))
    permute()
    from += RATE
    length -= RATE
  }
  let at: usize = 0
  for (; at + 8 <= length; at += 8) store<u64>(STATE + at, load<u64>(STATE + at) ^ load<u64>(from + at))
  for (; at < length; at++) store<u8>(STATE + at, load<u8>(STATE + at) ^ load<u8>(from + at))
  store<u8>(STATE + length, load<u8>(STATE + length) ^ 1)
  store<u8>(STATE + RATE - 1, load<u8>(STATE + RATE - 1) ^ 0x80)
  permute()
  memory.copy(to, STATE, 32)
}

/** A number of so many words of 64 bits, little-endian, as a word of EIP-712. */
@inline
function wide(index: usize, field: usize, words: usize): void {
  const end = STRUCT + (index + 1) * 32 - 8
  for (let at: usize = 0; at < words; at++) store<u64>(end - at * 8, bswap(load<u64>(ORDER + field + at * 8)))
}

/** The digest that the author of the order at ORDER has signed. The type's hash begins STRUCT, and zeros stand where no field reaches. */
export function hashOrder(): void {
  store<u8>(STRUCT + 2 * 32 - 1, load<u8>(ORDER + 1))
  memory.copy(STRUCT + 2 * 32 + 12, ORDER + 240, 20)
  memory.copy(STRUCT + 3 * 32 + 12, ORDER + 260, 20)
  memory.copy(STRUCT + 4 * 32 + 12, ORDER + 280, 20)
  wide(5, 208, 4)
  wide(6, 8, 1)
  wide(7, 16, 1)
  wide(8, 24, 1)
  wide(9, 160, 2)
  store<u8>(STRUCT + 11 * 32 - 1, load<u8>(ORDER + 2))
  wide(11, 176, 2)
  store<u8>(STRUCT + 13 * 32 - 1, load<u8>(ORDER + 3))
  store<u32>(STRUCT + 14 * 32 - 4, bswap(load<u32>(ORDER + 4)))
  wide(14, 192, 2)
  memory.copy(STRUCT + 15 * 32, ORDER + 300, 64)
  // Four lanes to a word, the first on the right.
  for (let lane: usize = 0; lane < 16; lane++) {
    store<u64>(BENCHMARKS + (lane ^ 3) * 8, bswap(load<u64>(ORDER + 32 + lane * 8)))
  }
  keccak(BENCHMARKS, 128, STRUCT + 17 * 32)
  keccak(STRUCT, 18 * 32, DOMAIN + 34)
  keccak(DOMAIN, 66, DIGEST)
}

/** The hash of a public key, of which the last twenty bytes are the address. */
export function hashKey(): void {
  keccak(KEY + 1, 64, KEY_HASH)
}
