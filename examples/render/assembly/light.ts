// Light that arrives at a surface straight from the sky, the sun or a lamp. The result stands in `light*`.
import { lightPasses, passedB, passedG, passedR } from './bvh'
import { aimAround, aimX, aimY, aimZ } from './directions'
import { LAMP_NUMBERS, lamps, PLANE_NUMBERS, planes, scene } from './scene'
import { nx, ny, nz, OFFSET, planeDistance, px, py, pz } from './surface'

export let lightR: f64 = 0
export let lightG: f64 = 0
export let lightB: f64 = 0
export let hasSun: bool = false

/** Reads what stays the same for all rays; to be called once, before the first. */
export function prepareLight(): void {
  hasSun = scene.sunColour.x + scene.sunColour.y + scene.sunColour.z > 0
}

/** Sets `light*` to what the sky sends from a direction; the sun's own disc only where `withSun`. */
export function findSky(dx: f64, dy: f64, dz: f64, withSun: bool): void {
  const far = dy < 0 ? scene.ground : scene.zenith
  const share = dy < 0 ? min(1, -dy * 6) : sqrt(dy)
  lightR = scene.horizon.x + (far.x - scene.horizon.x) * share
  lightG = scene.horizon.y + (far.y - scene.horizon.y) * share
  lightB = scene.horizon.z + (far.z - scene.horizon.z) * share
  const sun = scene.toSun
  const towards = dx * sun.x + dy * sun.y + dz * sun.z
  if (!withSun || towards <= 0) return
  const spread = scene.sunSpread
  if (1 - towards * towards > spread * spread * towards * towards) return
  // Bright enough to be seen as a light in a reflection, and not so bright that single samples sparkle.
  lightR += scene.sunColour.x * 20
  lightG += scene.sunColour.y * 20
  lightB += scene.sunColour.z * 20
}

/**
 * Sets `light*` to the light that falls on the last hit point from the sun and one lamp: four numbers choose where on
 * them, the fifth which lamp. The shares say how much each of both counts: 0 leaves it out and saves its ray.
 */
export function findDirect(u: f64, v: f64, lampU: f64, lampV: f64, choice: f64, sunShare: f64, lampShare: f64): void {
  let sumR: f64 = 0
  let sumG: f64 = 0
  let sumB: f64 = 0
  if (sunShare > 0 && hasSun) {
    const slant = scene.sunSpread * sqrt(u)
    const cosine = 1 / sqrt(1 + slant * slant)
    aimAround(scene.toSun.x, scene.toSun.y, scene.toSun.z, slant * cosine, cosine, v)
    const facing = nx * aimX + ny * aimY + nz * aimZ
    if (facing > 0 && lit(aimX, aimY, aimZ, Infinity)) {
      sumR = scene.sunColour.x * facing * sunShare * passedR
      sumG = scene.sunColour.y * facing * sunShare * passedG
      sumB = scene.sunColour.z * facing * sunShare * passedB
    }
  }
  let total: f64 = 0
  if (lampShare > 0) for (let i = 0; i < lamps.length; i += LAMP_NUMBERS) total += lampWeight(i)
  let left = choice * total
  for (let i = 0; total > 0 && i < lamps.length; i += LAMP_NUMBERS) {
    const weight = lampWeight(i)
    left -= weight
    if (weight === 0 || (left > 0 && i + LAMP_NUMBERS < lamps.length)) continue
    const radius = unchecked(lamps[i + 3])
    const lx = unchecked(lamps[i]) - px
    const ly = unchecked(lamps[i + 1]) - py
    const lz = unchecked(lamps[i + 2]) - pz
    const away = sqrt(lx * lx + ly * ly + lz * lz)
    const opening = 1 - sqrt(max(0, 1 - (radius * radius) / (away * away)))
    const cosine = 1 - lampU * opening
    aimAround(lx / away, ly / away, lz / away, sqrt(max(0, 1 - cosine * cosine)), cosine, lampV)
    const facing = nx * aimX + ny * aimY + nz * aimZ
    if (facing <= 0 || !lit(aimX, aimY, aimZ, away * cosine - radius * 1.001)) break
    const strength = (2 * opening * facing * total * lampShare) / weight
    sumR += unchecked(lamps[i + 4]) * strength * passedR
    sumG += unchecked(lamps[i + 5]) * strength * passedG
    sumB += unchecked(lamps[i + 6]) * strength * passedB
    break
  }
  lightR = sumR
  lightG = sumG
  lightB = sumB
}

/** How much the lamp at `i` could light the last hit point: the chance with which it is chosen is in proportion. */
function lampWeight(i: i32): f64 {
  const lx = unchecked(lamps[i]) - px
  const ly = unchecked(lamps[i + 1]) - py
  const lz = unchecked(lamps[i + 2]) - pz
  const radius = unchecked(lamps[i + 3])
  const squared = lx * lx + ly * ly + lz * lz
  if (squared <= radius * radius) return 0
  // The part of the lamp above the surface's horizon counts, so a lamp below it is never chosen.
  if (lx * nx + ly * ny + lz * nz <= -radius) return 0
  const strength = unchecked(lamps[i + 4]) + unchecked(lamps[i + 5]) + unchecked(lamps[i + 6])
  return (strength * radius * radius) / squared
}

/** Whether light arrives at the last hit point from a direction, by how much in `passed*`: planes block it too. */
function lit(dx: f64, dy: f64, dz: f64, limit: f64): bool {
  const ox = px + nx * OFFSET
  const oy = py + ny * OFFSET
  const oz = pz + nz * OFFSET
  for (let i = 0; i < planes.length; i += PLANE_NUMBERS) {
    const t = planeDistance(i, ox, oy, oz, dx, dy, dz)
    if (t > 1e-5 && t < limit) return false
  }
  return lightPasses(ox, oy, oz, dx, dy, dz, limit)
}
