// Deterministic random numbers: the same scene gives the same bytes on every machine, so that work can be verified by
// doing it again. Well-spread points by correlated multi-jittered sampling (Kensler, Pixar memo 13-01).

/** The point made last, both coordinates in [0, 1). */
export let pointU: f64 = 0
export let pointV: f64 = 0

let state: u32 = 1

/** Starts the stream of `random` for one sample of one pixel. */
export function seedStream(seed: u32): void {
  state = seed
}

/** The next number of the stream, in [0, 1): a PCG step. */
export function random(): f64 {
  state = state * 747796405 + 2891336453
  const word = ((state >>> ((state >>> 28) + 4)) ^ state) * 277803737
  return <f64>((word >>> 22) ^ word) / 4294967296.0
}

export function mix(a: u32, b: u32): u32 {
  let h = a ^ (b * 0x9e3779b1)
  h = (h ^ (h >>> 16)) * 0x85ebca6b
  h = (h ^ (h >>> 13)) * 0xc2b2ae35
  return h ^ (h >>> 16)
}

/** How many different sets of points there are; each pixel takes one by chance and shifts it by chance. */
const SETS: i32 = 64
let points = new StaticArray<f32>(0)
let setSize = 0

/** Makes the sets of `count` points that `spreadPoint` draws from. */
export function preparePoints(count: i32): void {
  setSize = count
  points = new StaticArray<f32>(SETS * count * 2)
  const columns = <u32>sqrt<f64>(<f64>count)
  const rows = (<u32>count + columns - 1) / columns
  for (let set = 0; set < SETS; set++) {
    const pattern = mix(<u32>set, 77)
    for (let i = 0; i < count; i++) {
      const s = permuted(<u32>i, <u32>count, pattern * 0x51633e2d)
      const sx = permuted(s % columns, columns, pattern * 0x68bc21eb)
      const sy = permuted(s / columns, rows, pattern * 0x02e5be93)
      const jitterX = jitter(s, pattern * 0x967a889b)
      const jitterY = jitter(s, pattern * 0x368cc8b7)
      const k = (set * count + i) * 2
      points[k] = <f32>((<f64>sx + (<f64>sy + jitterX) / <f64>rows) / <f64>columns)
      points[k + 1] = <f32>((<f64>s + jitterY) / <f64>count)
    }
  }
}

/** Sets `pointU` and `pointV` to point `index` of the set that `pattern` chooses. */
export function spreadPoint(index: i32, pattern: u32): void {
  const chosen = mix(pattern, 0x2545f491)
  const k = (<i32>(chosen & (SETS - 1)) * setSize + index) * 2
  pointU = wrapped(<f64>unchecked(points[k]) + <f64>((chosen >>> 6) & 8191) / 8192)
  pointV = wrapped(<f64>unchecked(points[k + 1]) + <f64>(chosen >>> 19) / 8192)
}

function wrapped(u: f64): f64 {
  return u - Math.floor(u)
}

function permuted(index: u32, length: u32, p: u32): u32 {
  let i = index
  let w = length - 1
  w |= w >>> 1
  w |= w >>> 2
  w |= w >>> 4
  w |= w >>> 8
  w |= w >>> 16
  do {
    i ^= p
    i *= 0xe170893d
    i ^= p >>> 16
    i ^= (i & w) >>> 4
    i ^= p >>> 8
    i *= 0x0929eb3f
    i ^= p >>> 23
    i ^= (i & w) >>> 1
    i *= 1 | (p >>> 27)
    i *= 0x6935fa69
    i ^= (i & w) >>> 11
    i *= 0x74dcb303
    i ^= (i & w) >>> 2
    i *= 0x9e501cc3
    i ^= (i & w) >>> 2
    i *= 0xc860a3df
    i &= w
    i ^= i >>> 5
  } while (i >= length)
  return (i + p) % length
}

function jitter(index: u32, p: u32): f64 {
  let i = index ^ p
  i ^= i >>> 17
  i ^= i >>> 10
  i *= 0xb36534e5
  i ^= i >>> 12
  i ^= i >>> 21
  i *= 0x93fc4795
  i ^= 0xdf6e307f
  i ^= i >>> 17
  i *= 1 | (p >>> 18)
  return <f64>i / 4294967808.0
}
