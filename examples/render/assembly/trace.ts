// Follows light backwards from the camera: a path tracer with direct sampling of the sun and the lamps. Everything is
// scalars and module variables, because the hot loop must not allocate.
import { aimAround, aimMirror, aimThrough, aimX, aimY, aimZ, reflectance } from './directions'
import { findDirect, findSky, hasSun, lightB, lightG, lightR, prepareLight } from './light'
import { DIFFUSE, FINISH, GLASS, INDEX, METAL, materialKinds } from './materials'
import { mix, pointU, pointV, preparePoints, random, seedStream, spreadPoint } from './sampling'
import { lamps, scene } from './scene'
import {
  colourB,
  colourG,
  colourR,
  distance,
  entering,
  material,
  meet,
  nx,
  ny,
  nz,
  OFFSET,
  ofMaterial,
  px,
  py,
  pz,
  resumeAt,
} from './surface'

const SEGMENTS_LIMIT: i32 = 12
const CLAMP: f64 = 12

/** What one sample of a pixel brought: light that is final, and light that falls on a matt surface of an albedo. */
export let finalR: f64 = 0
export let finalG: f64 = 0
export let finalB: f64 = 0
export let matt: bool = false
export let fallingR: f64 = 0
export let fallingG: f64 = 0
export let fallingB: f64 = 0
export let albedoR: f64 = 0
export let albedoG: f64 = 0
export let albedoB: f64 = 0
export let firstX: f64 = 0
export let firstY: f64 = 0
export let firstZ: f64 = 0
export let firstDistance: f64 = 0

// The light that `follow` found.
let pathR: f64 = 0
let pathG: f64 = 0
let pathB: f64 = 0

// Which well-spread point sets the sample in work draws from.
let sample: i32 = 0
let pattern: u32 = 0

/** Reads what stays the same for all rays; to be called once, before the first. */
export function prepareTrace(): void {
  preparePoints(scene.samples)
  prepareLight()
}

/** Sets `path*` to the light that comes along a ray. `direct` says whether lights met along it may be seen. */
function follow(ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64, direct: bool, mattLeft: i32): void {
  let throughR: f64 = 1
  let throughG: f64 = 1
  let throughB: f64 = 1
  let sumR: f64 = 0
  let sumG: f64 = 0
  let sumB: f64 = 0
  for (let segment = 0; segment < SEGMENTS_LIMIT; segment++) {
    if (!meet(ox, oy, oz, dx, dy, dz)) {
      findSky(dx, dy, dz, direct)
      sumR += throughR * lightR
      sumG += throughG * lightG
      sumB += throughB * lightB
      break
    }
    const kind = unchecked(materialKinds[material])
    let outwards = OFFSET
    let tinted = true
    if (kind === METAL) {
      aimMirror(dx, dy, dz, ofMaterial(FINISH))
    } else if (kind === GLASS) {
      const cosine = -(dx * nx + dy * ny + dz * nz)
      // Fresnel's terms by the angle on the thin side: when leaving, that of the bent ray.
      const through = aimThrough(dx, dy, dz)
      const thin = entering ? cosine : -(aimX * nx + aimY * ny + aimZ * nz)
      if (through && random() >= reflectance(thin, ofMaterial(INDEX))) outwards = -OFFSET
      else {
        aimMirror(dx, dy, dz, 0)
        tinted = false
      }
    } else if (kind === DIFFUSE) {
      const coat = ofMaterial(FINISH)
      if (coat > 0 && random() < coat * reflectance(-(dx * nx + dy * ny + dz * nz), 1.5)) {
        aimMirror(dx, dy, dz, 0)
        tinted = false
      } else {
        if (mattLeft-- <= 0) break
        // One of both kinds of light, by chance, counts for both: a ray less where a little noise does not show.
        const lampShare: f64 = !hasSun ? 1 : lamps.length === 0 || random() < 0.5 ? 0 : 2
        const sunShare: f64 = lampShare === 0 && lamps.length > 0 ? 2 : 1 - min(lampShare, 1)
        findDirect(random(), random(), random(), random(), random(), sunShare, lampShare)
        sumR += throughR * colourR * lightR
        sumG += throughG * colourG * lightG
        sumB += throughB * colourB * lightB
        direct = false
        const u = random()
        aimAround(nx, ny, nz, sqrt(u), sqrt(1 - u), random())
      }
    } else {
      if (direct) {
        sumR += throughR * colourR
        sumG += throughG * colourG
        sumB += throughB * colourB
      }
      break
    }
    if (tinted) {
      throughR *= colourR
      throughG *= colourG
      throughB *= colourB
    }
    const strongest = max(throughR, max(throughG, throughB))
    if (segment > 1 && strongest < 0.5) {
      if (random() * 0.5 >= strongest) break
      throughR *= 0.5 / strongest
      throughG *= 0.5 / strongest
      throughB *= 0.5 / strongest
    }
    ox = px + nx * outwards
    oy = py + ny * outwards
    oz = pz + nz * outwards
    dx = aimX
    dy = aimY
    dz = aimZ
  }
  pathR = min(sumR, CLAMP)
  pathG = min(sumG, CLAMP)
  pathB = min(sumB, CLAMP)
}

/** Adds what comes from the direction in `aim*` to the sample's final light. */
function addFrom(weightR: f64, weightG: f64, weightB: f64, outwards: f64): void {
  follow(px + nx * outwards, py + ny * outwards, pz + nz * outwards, aimX, aimY, aimZ, true, scene.bounces)
  finalR += weightR * pathR
  finalG += weightG * pathG
  finalB += weightB * pathB
}

/** Traces sample `index` of a pixel into `final*`, `falling*`, `albedo*` and `first*`. */
export function tracePixel(x: i32, y: i32, index: i32): void {
  sample = index
  pattern = mix(scene.seed + <u32>y * 16411, <u32>x)
  seedStream(mix(pattern, <u32>index + 0x5bd1e995))
  finalR = 0
  finalG = 0
  finalB = 0
  matt = false
  firstX = 0
  firstY = 0
  firstZ = 0
  firstDistance = 0

  spreadPoint(sample, pattern)
  const width = <f64>scene.width
  const height = <f64>scene.height
  // The field of view spans the height; one scale for both axes keeps circles round.
  const sx = ((<f64>x + pointU) * 2 - width) / height
  const sy = 1 - ((<f64>y + pointV) * 2) / height
  let dx = scene.ahead.x + scene.right.x * sx + scene.up.x * sy
  let dy = scene.ahead.y + scene.right.y * sx + scene.up.y * sy
  let dz = scene.ahead.z + scene.right.z * sx + scene.up.z * sy
  let ox = scene.eye.x
  let oy = scene.eye.y
  let oz = scene.eye.z
  if (scene.aperture > 0) {
    spreadPoint(sample, pattern + 1)
    const r = (scene.aperture / 2) * sqrt(pointU)
    aimAround(scene.ahead.x, scene.ahead.y, scene.ahead.z, r, 0, pointV)
    ox += aimX
    oy += aimY
    oz += aimZ
    dx -= aimX / scene.focus
    dy -= aimY / scene.focus
    dz -= aimZ / scene.focus
  }
  const scale = 1 / sqrt(dx * dx + dy * dy + dz * dz)
  shadeFirst(ox, oy, oz, dx * scale, dy * scale, dz * scale)
}

function shadeFirst(ox: f64, oy: f64, oz: f64, dx: f64, dy: f64, dz: f64): void {
  if (!meet(ox, oy, oz, dx, dy, dz)) {
    findSky(dx, dy, dz, true)
    finalR = lightR
    finalG = lightG
    finalB = lightB
    return
  }
  firstX = nx
  firstY = ny
  firstZ = nz
  firstDistance = distance
  const kind = unchecked(materialKinds[material])
  const cosine = -(dx * nx + dy * ny + dz * nz)
  if (kind === METAL) {
    aimMirror(dx, dy, dz, ofMaterial(FINISH))
    addFrom(colourR, colourG, colourB, OFFSET)
  } else if (kind === GLASS) {
    // Both ways at the first surface: what is seen in glass must not be noisy.
    const mirrored = entering ? reflectance(cosine, ofMaterial(INDEX)) : 0
    const tintR = colourR
    const tintG = colourG
    const tintB = colourB
    const x = px
    const y = py
    const z = pz
    const ax = nx
    const ay = ny
    const az = nz
    if (aimThrough(dx, dy, dz)) addFrom(tintR * (1 - mirrored), tintG * (1 - mirrored), tintB * (1 - mirrored), -OFFSET)
    resumeAt(x, y, z, ax, ay, az)
    aimMirror(dx, dy, dz, 0)
    addFrom(mirrored, mirrored, mirrored, OFFSET)
  } else if (kind === DIFFUSE) {
    shadeMatt(dx, dy, dz, ofMaterial(FINISH) * reflectance(cosine, 1.5))
  } else {
    finalR = min(colourR, CLAMP)
    finalG = min(colourG, CLAMP)
    finalB = min(colourB, CLAMP)
  }
}

/** A matt surface seen by the camera; `coat` is the share of light that its clear coat mirrors. */
function shadeMatt(dx: f64, dy: f64, dz: f64, coat: f64): void {
  matt = true
  albedoR = colourR * (1 - coat)
  albedoG = colourG * (1 - coat)
  albedoB = colourB * (1 - coat)
  const x = px
  const y = py
  const z = pz
  spreadPoint(sample, pattern + 2)
  const sunU = pointU
  const sunV = pointV
  spreadPoint(sample, pattern + 3)
  findDirect(sunU, sunV, pointU, pointV, random(), 1, 1)
  fallingR = lightR
  fallingG = lightG
  fallingB = lightB
  if (scene.bounces > 0) {
    spreadPoint(sample, pattern + 4)
    aimAround(nx, ny, nz, sqrt(pointU), sqrt(1 - pointU), pointV)
    follow(x + nx * OFFSET, y + ny * OFFSET, z + nz * OFFSET, aimX, aimY, aimZ, false, scene.bounces - 1)
    fallingR += pathR
    fallingG += pathG
    fallingB += pathB
  }
  // A weak mirror image is good enough from every second or fourth sample, which then count for the others.
  const stride = coat >= 0.12 ? 1 : coat >= 0.05 ? 2 : 4
  const share = coat * <f64>stride
  if (coat === 0 || (<u32>sample + pattern) % <u32>stride !== 0) return
  resumeAt(x, y, z, firstX, firstY, firstZ)
  aimMirror(dx, dy, dz, 0)
  addFrom(share, share, share, OFFSET)
}
