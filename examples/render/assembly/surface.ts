// The surface that a ray meets: the point, the normal, the material. Kept in module variables, since the hot loop must
// not allocate; each call of `meet` overwrites them.
import { hitDistance, nearestHit } from './bvh'
import { CHECKER_SIZE, MATERIAL_NUMBERS, materialNumbers, SECOND } from './materials'
import { PLANE_NUMBERS, planes } from './scene'
import { findNormal, materialOfShape, normalX, normalY, normalZ } from './shapes'

/** How far from a surface rays leave it, so as not to meet it again. */
export const OFFSET: f64 = 1e-4

/** What the ray in work met: the point, the normal towards the ray's origin, the material and its colour there. */
export let px: f64 = 0
export let py: f64 = 0
export let pz: f64 = 0
export let nx: f64 = 0
export let ny: f64 = 0
export let nz: f64 = 0
export let entering: bool = true
export let material: i32 = -1
export let distance: f64 = 0
export let colourR: f64 = 0
export let colourG: f64 = 0
export let colourB: f64 = 0

/** One of the numbers of the material that was met. */
export function ofMaterial(number: i32): f64 {
  return unchecked(materialNumbers[material * MATERIAL_NUMBERS + number])
}

/** Where the ray meets the plane at `i`; negative, infinite or NaN where it does not. */
export function planeDistance(i: i32, ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64): f64 {
  const ax = unchecked(planes[i])
  const ay = unchecked(planes[i + 1])
  const az = unchecked(planes[i + 2])
  return (unchecked(planes[i + 3]) - ax * ox - ay * oy - az * oz) / (ax * dx + ay * dy + az * dz)
}

/** Finds what the ray meets first; false for the sky. */
export function meet(ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64): bool {
  let limit = Infinity
  let plane = -1
  for (let i = 0; i < planes.length; i += PLANE_NUMBERS) {
    const t = planeDistance(i, ox, oy, oz, dx, dy, dz)
    if (t > 1e-5 && t < limit) {
      limit = t
      plane = i
    }
  }
  const shape = nearestHit(ox, oy, oz, dx, dy, dz, limit)
  if (shape < 0 && plane < 0) return false
  distance = hitDistance
  px = ox + distance * dx
  py = oy + distance * dy
  pz = oz + distance * dz
  if (shape >= 0) {
    material = materialOfShape(shape)
    findNormal(shape, px, py, pz)
    nx = normalX
    ny = normalY
    nz = normalZ
  } else {
    material = <i32>unchecked(planes[plane + 4])
    nx = unchecked(planes[plane])
    ny = unchecked(planes[plane + 1])
    nz = unchecked(planes[plane + 2])
  }
  entering = nx * dx + ny * dy + nz * dz < 0
  if (!entering) {
    nx = -nx
    ny = -ny
    nz = -nz
  }
  const size = ofMaterial(CHECKER_SIZE)
  let from = 0
  if (size > 0) {
    // The small shift keeps a face that lies exactly on a border of the pattern on one side of it.
    const cells = Math.floor(px / size + 0.001) + Math.floor(py / size + 0.001) + Math.floor(pz / size + 0.001)
    if ((<i64>cells & 1) !== 0) from = SECOND
  }
  colourR = ofMaterial(from)
  colourG = ofMaterial(from + 1)
  colourB = ofMaterial(from + 2)
  return true
}

/** Goes back to a point met before, after rays from it have met others. */
export function resumeAt(x: f64, y: f64, z: f64, ax: f64, ay: f64, az: f64): void {
  px = x
  py = y
  pz = z
  nx = ax
  ny = ay
  nz = az
}
