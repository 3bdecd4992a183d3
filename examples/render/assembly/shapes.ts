// The shapes that rays can hit: spheres, upright cylinders, boxes turned about the vertical, and triangles, kept in one
// block of memory, and their intersection with a ray.
import { Vector } from './fields'

const SPHERE: i32 = 0
const CYLINDER: i32 = 1
const TRIANGLE: i32 = 2
const BOX: i32 = 3

/**
 * A shape's record: nine numbers, its kind, its material. Sphere: centre, radius. Cylinder: base, radius, height.
 * Triangle: corner, edge, edge. Box: centre, half sizes, sine and cosine of its turn.
 */
const RECORD_BYTES: usize = 80
const KIND: usize = 72
const MATERIAL: usize = 76
const NEAREST: f64 = 1e-5

export const SHAPES_LIMIT: i32 = 50_000
const records = heap.alloc(<usize>SHAPES_LIMIT * RECORD_BYTES)
let count = 0

/** The unit normal found last, facing outwards for closed shapes. */
export let normalX: f64 = 0
export let normalY: f64 = 0
export let normalZ: f64 = 0

export function shapeCount(): i32 {
  return count
}

export function materialOfShape(shape: i32): i32 {
  return load<i32>(record(shape), MATERIAL)
}

export function addSphere(centre: Vector, radius: f64, material: i32): void {
  store<f64>(add(SPHERE, material, centre), radius, 24)
}

export function addCylinder(base: Vector, radius: f64, height: f64, material: i32): void {
  const p = add(CYLINDER, material, base)
  store<f64>(p, radius, 24)
  store<f64>(p, height, 32)
}

export function addBox(centre: Vector, size: Vector, turnRadians: f64, material: i32): void {
  const p = add(BOX, material, centre)
  store<f64>(p, size.x / 2, 24)
  store<f64>(p, size.y / 2, 32)
  store<f64>(p, size.z / 2, 40)
  store<f64>(p, Math.sin(turnRadians), 48)
  store<f64>(p, Math.cos(turnRadians), 56)
}

export function addTriangle(a: Vector, b: Vector, c: Vector, material: i32): void {
  const p = add(TRIANGLE, material, a)
  store<f64>(p, b.x - a.x, 24)
  store<f64>(p, b.y - a.y, 32)
  store<f64>(p, b.z - a.z, 40)
  store<f64>(p, c.x - a.x, 48)
  store<f64>(p, c.y - a.y, 56)
  store<f64>(p, c.z - a.z, 64)
}

/** Starts a record; the caller has made sure that there is room. */
function add(kind: i32, material: i32, first: Vector): usize {
  assert(count < SHAPES_LIMIT)
  const p = record(count++)
  memory.fill(p, 0, RECORD_BYTES)
  store<f64>(p, first.x)
  store<f64>(p, first.y, 8)
  store<f64>(p, first.z, 16)
  store<i32>(p, kind, KIND)
  store<i32>(p, material, MATERIAL)
  return p
}

function record(shape: i32): usize {
  return records + <usize>shape * RECORD_BYTES
}

/** The lowest coordinate of a shape on an axis (0, 1, 2). */
export function lowest(shape: i32, axis: i32): f64 {
  const p = record(shape)
  const along = p + ((<usize>axis) << 3)
  const first = load<f64>(along)
  const kind = load<i32>(p, KIND)
  if (kind === TRIANGLE) return first + min(0, min(load<f64>(along, 24), load<f64>(along, 48)))
  if (kind === BOX) return first - boxReach(p, axis)
  return kind === CYLINDER && axis === 1 ? first : first - load<f64>(p, 24)
}

/** The highest coordinate of a shape on an axis. */
export function highest(shape: i32, axis: i32): f64 {
  const p = record(shape)
  const along = p + ((<usize>axis) << 3)
  const first = load<f64>(along)
  const kind = load<i32>(p, KIND)
  if (kind === TRIANGLE) return first + max(0, max(load<f64>(along, 24), load<f64>(along, 48)))
  if (kind === BOX) return first + boxReach(p, axis)
  return first + (kind === CYLINDER && axis === 1 ? load<f64>(p, 32) : load<f64>(p, 24))
}

/** How far a turned box reaches from its centre on an axis. */
function boxReach(p: usize, axis: i32): f64 {
  if (axis === 1) return load<f64>(p, 32)
  const sine = abs(load<f64>(p, 48))
  const cosine = abs(load<f64>(p, 56))
  const x = load<f64>(p, 24)
  const z = load<f64>(p, 40)
  return axis === 0 ? x * cosine + z * sine : z * cosine + x * sine
}

/** The distance at which the ray meets the shape, if that is nearer than `limit`; else `limit`. */
export function hitShape(shape: i32, ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64, limit: f64): f64 {
  const p = record(shape)
  const kind = load<i32>(p, KIND)
  const px = ox - load<f64>(p)
  const py = oy - load<f64>(p, 8)
  const pz = oz - load<f64>(p, 16)
  if (kind === BOX) return hitBox(p, px, py, pz, dx, dy, dz, limit)
  if (kind === TRIANGLE) return hitTriangle(p, px, py, pz, dx, dy, dz, limit)
  if (kind === CYLINDER) return hitCylinder(p, px, py, pz, dx, dy, dz, limit)
  const r = load<f64>(p, 24)
  const b = px * dx + py * dy + pz * dz
  // The squared distance of the centre from the ray, by a difference of vectors: exact for far small spheres too.
  const qx = px - b * dx
  const qy = py - b * dy
  const qz = pz - b * dz
  const h = r * r - (qx * qx + qy * qy + qz * qz)
  if (h < 0) return limit
  const root = sqrt(h)
  if (-b - root > NEAREST) return min(limit, -b - root)
  return -b + root > NEAREST ? min(limit, -b + root) : limit
}

function hitBox(p: usize, px: f64, py: f64, pz: f64, dx: f64, dy: f64, dz: f64, limit: f64): f64 {
  const sine = load<f64>(p, 48)
  const cosine = load<f64>(p, 56)
  const ix = 1 / kept(dx * cosine - dz * sine)
  const iy = 1 / kept(dy)
  const iz = 1 / kept(dx * sine + dz * cosine)
  const x = (px * cosine - pz * sine) * ix
  const y = py * iy
  const z = (px * sine + pz * cosine) * iz
  const hx = load<f64>(p, 24) * abs(ix)
  const hy = load<f64>(p, 32) * abs(iy)
  const hz = load<f64>(p, 40) * abs(iz)
  const near = greater(greater(-x - hx, -y - hy), -z - hz)
  const far = lesser(lesser(hx - x, hy - y), hz - z)
  if (near > far) return limit
  const t = near > NEAREST ? near : far
  return t > NEAREST && t < limit ? t : limit
}

// The built-in minimum and maximum take care of NaN and -0, which costs several instructions in the hot loop.
function lesser(a: f64, b: f64): f64 {
  return a < b ? a : b
}

function greater(a: f64, b: f64): f64 {
  return a > b ? a : b
}

/** A direction's part kept away from zero, so that no slab test meets 0 x infinity. */
export function kept(d: f64): f64 {
  return abs(d) < 1e-12 ? 1e-12 : d
}

function hitTriangle(p: usize, px: f64, py: f64, pz: f64, dx: f64, dy: f64, dz: f64, limit: f64): f64 {
  const ax = load<f64>(p, 24)
  const ay = load<f64>(p, 32)
  const az = load<f64>(p, 40)
  const bx = load<f64>(p, 48)
  const by = load<f64>(p, 56)
  const bz = load<f64>(p, 64)
  const cx = dy * bz - dz * by
  const cy = dz * bx - dx * bz
  const cz = dx * by - dy * bx
  const determinant = ax * cx + ay * cy + az * cz
  if (determinant === 0) return limit
  const inverse = 1 / determinant
  const u = (px * cx + py * cy + pz * cz) * inverse
  if (u < 0 || u > 1) return limit
  const qx = py * az - pz * ay
  const qy = pz * ax - px * az
  const qz = px * ay - py * ax
  const v = (dx * qx + dy * qy + dz * qz) * inverse
  if (v < 0 || u + v > 1) return limit
  const t = (bx * qx + by * qy + bz * qz) * inverse
  return t > NEAREST && t < limit ? t : limit
}

function hitCylinder(p: usize, px: f64, py: f64, pz: f64, dx: f64, dy: f64, dz: f64, limit: f64): f64 {
  const r = load<f64>(p, 24)
  const height = load<f64>(p, 32)
  // Inside the slab between the two caps from `near` to `far`, inside the infinite tube likewise: their overlap.
  let near = -Infinity
  let far = Infinity
  if (dy !== 0) {
    const one = -py / dy
    const other = (height - py) / dy
    near = lesser(one, other)
    far = greater(one, other)
  } else if (py < 0 || py > height) return limit
  const a = dx * dx + dz * dz
  const c = px * px + pz * pz - r * r
  if (a > 0) {
    const b = px * dx + pz * dz
    const h = b * b - a * c
    if (h < 0) return limit
    const root = sqrt(h)
    near = greater(near, (-b - root) / a)
    far = lesser(far, (-b + root) / a)
  } else if (c > 0) return limit
  if (near > far) return limit
  const t = near > NEAREST ? near : far
  return t > NEAREST && t < limit ? t : limit
}

/** Sets `normalX`, `normalY`, `normalZ` for a point on the shape. */
export function findNormal(shape: i32, x: f64, y: f64, z: f64): void {
  const p = record(shape)
  const kind = load<i32>(p, KIND)
  let nx = x - load<f64>(p)
  let ny = y - load<f64>(p, 8)
  let nz = z - load<f64>(p, 16)
  if (kind === TRIANGLE) {
    nx = load<f64>(p, 32) * load<f64>(p, 64) - load<f64>(p, 40) * load<f64>(p, 56)
    ny = load<f64>(p, 40) * load<f64>(p, 48) - load<f64>(p, 24) * load<f64>(p, 64)
    nz = load<f64>(p, 24) * load<f64>(p, 56) - load<f64>(p, 32) * load<f64>(p, 48)
  } else if (kind === BOX) {
    findBoxNormal(p, nx, ny, nz)
    return
  } else if (kind === CYLINDER) {
    const height = load<f64>(p, 32)
    const r = load<f64>(p, 24)
    const edge = r - sqrt(nx * nx + nz * nz)
    const capDistance = min(ny, height - ny)
    if (capDistance < edge) {
      ny = ny + ny < height ? -1 : 1
      nx = 0
      nz = 0
    } else ny = 0
  }
  const length = sqrt(nx * nx + ny * ny + nz * nz)
  normalX = nx / length
  normalY = ny / length
  normalZ = nz / length
}

/** The face whose plane the point is nearest to. */
function findBoxNormal(p: usize, px: f64, py: f64, pz: f64): void {
  const sine = load<f64>(p, 48)
  const cosine = load<f64>(p, 56)
  const x = px * cosine - pz * sine
  const z = px * sine + pz * cosine
  const gapX = load<f64>(p, 24) - abs(x)
  const gapY = load<f64>(p, 32) - abs(py)
  const gapZ = load<f64>(p, 40) - abs(z)
  normalX = 0
  normalY = 0
  normalZ = 0
  if (gapY <= gapX && gapY <= gapZ) normalY = py < 0 ? -1 : 1
  else if (gapX <= gapZ) {
    const sign: f64 = x < 0 ? -1 : 1
    normalX = sign * cosine
    normalZ = -sign * sine
  } else {
    const sign: f64 = z < 0 ? -1 : 1
    normalX = sign * sine
    normalZ = sign * cosine
  }
}
