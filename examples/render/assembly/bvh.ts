// A bounding volume hierarchy over the shapes, built by binned surface area, and the two questions rays ask of it.
import { GLASS, MATERIAL_NUMBERS, materialKinds, materialNumbers } from './materials'
import {
  findNormal,
  highest,
  hitShape,
  kept,
  lowest,
  materialOfShape,
  normalX,
  normalY,
  normalZ,
  shapeCount,
} from './shapes'

const BINS: i32 = 12
const LEAF_SHAPES: i32 = 2
const DEPTH_LIMIT: i32 = 48

/**
 * A node's record: its box's low corner and 0, its high corner and HUGE, four numbers each; then of a leaf its first place in `order` and how many, of an inner
 * node its left child (the right follows) and 0.
 */
const NODE_BYTES: usize = 80
const HIGH: usize = 32
const FIRST: usize = 64
const COUNT: usize = 68
const HUGE: f64 = 1e300
let tree: usize = 0
let order = new StaticArray<i32>(0)
let nodes = 0
const stack = new StaticArray<i32>(DEPTH_LIMIT + 16)

/** The nearest hit of the last ray. */
export let hitDistance: f64 = 0
/** How much light the last shadow ray lets through, by colour. */
export let passedR: f64 = 0
export let passedG: f64 = 0
export let passedB: f64 = 0

export function buildHierarchy(): void {
  const count = shapeCount()
  tree = heap.alloc(<usize>(count * 2 + 1) * NODE_BYTES)
  order = new StaticArray<i32>(count)
  for (let i = 0; i < count; i++) order[i] = i
  nodes = 1
  split(0, 0, count, 0)
}

function record(node: i32): usize {
  return tree + <usize>node * NODE_BYTES
}

function centre(shape: i32, axis: i32): f64 {
  return (lowest(shape, axis) + highest(shape, axis)) / 2
}

function split(node: i32, from: i32, to: i32, depth: i32): void {
  for (let axis = 0; axis < 3; axis++) {
    let low = Infinity
    let high = -Infinity
    for (let i = from; i < to; i++) {
      low = min(low, lowest(order[i], axis))
      high = max(high, highest(order[i], axis))
    }
    store<f64>(record(node) + ((<usize>axis) << 3), low)
    store<f64>(record(node) + ((<usize>axis) << 3), high, HIGH)
  }
  store<f64>(record(node), 0, 24)
  store<f64>(record(node), HUGE, HIGH + 24)
  store<i32>(record(node), from, FIRST)
  store<i32>(record(node), to - from, COUNT)
  if (to - from <= LEAF_SHAPES || depth >= DEPTH_LIMIT) return

  let bestCost = Infinity
  let bestAxis = -1
  let bestPlane: f64 = 0
  for (let axis = 0; axis < 3; axis++) {
    let low = Infinity
    let high = -Infinity
    for (let i = from; i < to; i++) {
      low = min(low, centre(order[i], axis))
      high = max(high, centre(order[i], axis))
    }
    if (high <= low) continue
    for (let bin = 1; bin < BINS; bin++) {
      const plane = low + ((high - low) * <f64>bin) / <f64>BINS
      const cost = splitCost(from, to, axis, plane)
      if (cost < bestCost) {
        bestCost = cost
        bestAxis = axis
        bestPlane = plane
      }
    }
  }
  if (bestAxis < 0) return
  let middle = from
  for (let i = from; i < to; i++) {
    const shape = order[i]
    if (centre(shape, bestAxis) >= bestPlane) continue
    order[i] = order[middle]
    order[middle++] = shape
  }
  if (middle === from || middle === to) return
  const left = nodes
  nodes += 2
  store<i32>(record(node), left, FIRST)
  store<i32>(record(node), 0, COUNT)
  split(left, from, middle, depth + 1)
  split(left + 1, middle, to, depth + 1)
}

/** Area times number of shapes, summed over both sides. */
function splitCost(from: i32, to: i32, axis: i32, plane: f64): f64 {
  return sideCost(from, to, axis, -Infinity, plane) + sideCost(from, to, axis, plane, Infinity)
}

function sideCost(from: i32, to: i32, axis: i32, above: f64, below: f64): f64 {
  let x0 = Infinity
  let y0 = Infinity
  let z0 = Infinity
  let x1 = -Infinity
  let y1 = -Infinity
  let z1 = -Infinity
  let count = 0
  for (let i = from; i < to; i++) {
    const shape = order[i]
    const c = centre(shape, axis)
    if (c < above || c >= below) continue
    count++
    x0 = min(x0, lowest(shape, 0))
    y0 = min(y0, lowest(shape, 1))
    z0 = min(z0, lowest(shape, 2))
    x1 = max(x1, highest(shape, 0))
    y1 = max(y1, highest(shape, 1))
    z1 = max(z1, highest(shape, 2))
  }
  if (count === 0) return Infinity
  return <f64>count * ((x1 - x0) * (y1 - y0) + (y1 - y0) * (z1 - z0) + (z1 - z0) * (x1 - x0))
}

/**
 * Where the ray enters the node's box; Infinity when it misses it or enters it beyond `limit`. The ray's origin and
 * inverse direction come as (x, y) and (z, 0 or 1): the fourth slab is the ray itself, from 0 on. Two lanes at once,
 * because most of the time is spent here, and the scalar minimum is several instructions.
 */
function enter(node: i32, oxy: v128, ozw: v128, ixy: v128, izw: v128, limit: f64): f64 {
  const p = record(node)
  const axy = f64x2.mul(f64x2.sub(v128.load(p), oxy), ixy)
  const bxy = f64x2.mul(f64x2.sub(v128.load(p, HIGH), oxy), ixy)
  const azw = f64x2.mul(f64x2.sub(v128.load(p, 16), ozw), izw)
  const bzw = f64x2.mul(f64x2.sub(v128.load(p, HIGH + 16), ozw), izw)
  const near2 = f64x2.pmax(f64x2.pmin(axy, bxy), f64x2.pmin(azw, bzw))
  const far2 = f64x2.pmin(f64x2.pmax(axy, bxy), f64x2.pmax(azw, bzw))
  const near = f64x2.extract_lane(f64x2.pmax(near2, v128.shuffle<f64>(near2, near2, 1, 0)), 0)
  const far = f64x2.extract_lane(f64x2.pmin(far2, v128.shuffle<f64>(far2, far2, 1, 0)), 0)
  return near <= far && near < limit ? near : Infinity
}

function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second)
}

/** The shape that the ray meets first within `limit`, its distance in `hitDistance`; -1 for none. */
export function nearestHit(ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64, limit: f64): i32 {
  const oxy = pair(ox, oy)
  const ozw = pair(oz, 0)
  const ixy = pair(1 / kept(dx), 1 / kept(dy))
  const izw = pair(1 / kept(dz), 1)
  let found = -1
  let top = 0
  let node = 0
  hitDistance = limit
  if (order.length === 0 || enter(0, oxy, ozw, ixy, izw, limit) === Infinity) return -1
  while (true) {
    const first = load<i32>(record(node), FIRST)
    const count = load<i32>(record(node), COUNT)
    if (count > 0) {
      for (let i = first; i < first + count; i++) {
        const shape = unchecked(order[i])
        const t = hitShape(shape, ox, oy, oz, dx, dy, dz, limit)
        if (t < limit) {
          limit = t
          found = shape
        }
      }
    } else {
      const left = enter(first, oxy, ozw, ixy, izw, limit)
      const right = enter(first + 1, oxy, ozw, ixy, izw, limit)
      if (left !== Infinity || right !== Infinity) {
        node = left <= right ? first : first + 1
        if (left !== Infinity && right !== Infinity) unchecked((stack[top++] = left <= right ? first + 1 : first))
        continue
      }
    }
    if (top === 0) break
    node = unchecked(stack[--top])
  }
  hitDistance = limit
  return found
}

/**
 * Whether any light passes from the point in the direction up to `limit`; sets `passedR`, `passedG`, `passedB`.
 * Glass lets light through without bending it, tinted at each surface and less where it is met at a slant: a shadow
 * with no caustics, but cheap and free of noise.
 */
export function lightPasses(ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64, limit: f64): bool {
  const oxy = pair(ox, oy)
  const ozw = pair(oz, 0)
  const ixy = pair(1 / kept(dx), 1 / kept(dy))
  const izw = pair(1 / kept(dz), 1)
  let top = 0
  let node = 0
  passedR = 1
  passedG = 1
  passedB = 1
  if (order.length === 0 || enter(0, oxy, ozw, ixy, izw, limit) === Infinity) return true
  while (true) {
    const first = load<i32>(record(node), FIRST)
    const count = load<i32>(record(node), COUNT)
    if (count > 0) {
      for (let i = first; i < first + count; i++) {
        const shape = unchecked(order[i])
        const t = hitShape(shape, ox, oy, oz, dx, dy, dz, limit)
        if (t >= limit) continue
        const material = materialOfShape(shape)
        if (unchecked(materialKinds[material]) !== GLASS) return false
        findNormal(shape, ox + t * dx, oy + t * dy, oz + t * dz)
        const through = sqrt(abs(dx * normalX + dy * normalY + dz * normalZ)) * 0.95
        passedR *= through * materialNumbers[material * MATERIAL_NUMBERS]
        passedG *= through * materialNumbers[material * MATERIAL_NUMBERS + 1]
        passedB *= through * materialNumbers[material * MATERIAL_NUMBERS + 2]
      }
    } else {
      const left = enter(first, oxy, ozw, ixy, izw, limit) !== Infinity
      const right = enter(first + 1, oxy, ozw, ixy, izw, limit) !== Infinity
      if (left || right) {
        node = left ? first : first + 1
        if (left && right) unchecked((stack[top++] = first + 1))
        continue
      }
    }
    if (top === 0) return true
    node = unchecked(stack[--top])
  }
}
