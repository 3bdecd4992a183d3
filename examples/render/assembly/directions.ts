// Directions in which light goes on from a surface. The result stands in `aim*`, overwritten by the next call.
import { INDEX } from './materials'
import { random } from './sampling'
import { entering, nx, ny, nz, ofMaterial } from './surface'

export let aimX: f64 = 0
export let aimY: f64 = 0
export let aimZ: f64 = 0

/** Sets `aim*` to a direction around a unit axis: `sine` and `cosine` of the angle from it, then part of a turn. */
export function aimAround(ax: f64, ay: f64, az: f64, sine: f64, cosine: f64, turn: f64): void {
  const sign: f64 = az >= 0 ? 1 : -1
  const a = -1 / (sign + az)
  const b = ax * ay * a
  // Sine and cosine of the turn by their series within an eighth of it: several times faster than the exact ones.
  const quarters = turn * 4 + 0.5
  const quarter = Math.floor(quarters)
  const angle = (quarters - quarter - 0.5) * (Math.PI / 2)
  const q = angle * angle
  const near = 1 - q * (0.5 - q * (1 / 24.0 - q * (1 / 720.0 - q / 40320)))
  const off = angle * (1 - q * (1 / 6.0 - q * (1 / 120.0 - q / 5040)))
  const swapped = (<i32>quarter & 1) !== 0
  const around = <i32>quarter & 3
  const c = (swapped ? off : near) * (around === 1 || around === 2 ? -sine : sine)
  const s = (swapped ? near : off) * (around >= 2 ? -sine : sine)
  aimX = ax * cosine + (1 + sign * ax * ax * a) * c + b * s
  aimY = ay * cosine + sign * b * c + (sign + ay * ay * a) * s
  aimZ = az * cosine - sign * ax * c - ay * s
}

/** The share of light that a clear surface mirrors at an angle (Schlick). */
export function reflectance(cosine: f64, index: f64): f64 {
  const r = (1 - index) / (1 + index)
  const away = 1 - cosine
  return r * r + (1 - r * r) * away * away * away * away * away
}

/** Sets `aim*` to the mirror direction at the last hit point, spread by a metal's roughness. */
export function aimMirror(dx: f64, dy: f64, dz: f64, roughness: f64): void {
  const along = 2 * (dx * nx + dy * ny + dz * nz)
  aimX = dx - along * nx
  aimY = dy - along * ny
  aimZ = dz - along * nz
  if (roughness === 0) return
  const mirrorX = aimX
  const mirrorY = aimY
  const mirrorZ = aimZ
  const slant = roughness * sqrt(random())
  const cosine = 1 / sqrt(1 + slant * slant)
  aimAround(mirrorX, mirrorY, mirrorZ, slant * cosine, cosine, random())
  if (aimX * nx + aimY * ny + aimZ * nz > 0) return
  aimX = mirrorX
  aimY = mirrorY
  aimZ = mirrorZ
}

/** Sets `aim*` to the direction through the glass surface; false where all light is reflected inside. */
export function aimThrough(dx: f64, dy: f64, dz: f64): bool {
  const ratio = entering ? 1 / ofMaterial(INDEX) : ofMaterial(INDEX)
  const cosine = -(dx * nx + dy * ny + dz * nz)
  const k = 1 - ratio * ratio * (1 - cosine * cosine)
  if (k < 0) return false
  const along = ratio * cosine - sqrt(k)
  aimX = ratio * dx + along * nx
  aimY = ratio * dy + along * ny
  aimZ = ratio * dz + along * nz
  return true
}
