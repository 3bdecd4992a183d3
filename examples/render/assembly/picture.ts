// Renders rows of the scene into RGB bytes: samples are gathered, the light on matt surfaces is smoothed where the
// noise is and the geometry is not, and the whole is mapped to the screen.
import { scene } from './scene'
import { print } from './system'
import {
  albedoB,
  albedoG,
  albedoR,
  fallingB,
  fallingG,
  fallingR,
  finalB,
  finalG,
  finalR,
  firstDistance,
  firstX,
  firstY,
  firstZ,
  matt,
  prepareTrace,
  tracePixel,
} from './trace'

/** Numbers to a pixel: final light and its variance, falling light and its variance, albedo, normal, distance. */
const STRIDE: i32 = 15
/** A colour of light and its variance. */
const LIGHT_NUMBERS: i32 = 4
const FINAL: i32 = 0
const FALLING: i32 = 4
const VARIANCE: i32 = 3
const ALBEDO: i32 = 8
const NORMAL: i32 = 11
const DISTANCE: i32 = 14

const PASSES: i32 = 3
/** How many rows beyond a band the smoothing looks at: in each pass 2 taps, at steps 1, 2 and 4, and 1 for the noise. */
const REACH: i32 = 17

let pixels = new StaticArray<f32>(0)
let smoothed = new StaticArray<f32>(0)
let top = 0
let rows = 0

/**
 * Rows `from` to `to` (not included) as RGB bytes. The rows around them are traced too as far as smoothing needs them,
 * so that bands put together equal the whole picture to the byte.
 */
export function renderRows(from: i32, to: i32): StaticArray<u8> {
  top = max(0, from - REACH)
  rows = min(scene.height, to + REACH) - top
  pixels = new StaticArray<f32>(rows * scene.width * STRIDE)
  prepareTrace()
  let told = 0
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < scene.width; x++) gather(x, y)
    const done = ((y + 1) * 97) / rows
    if (done > told) progress(done)
    told = done
  }
  smoothed = new StaticArray<f32>(rows * scene.width * LIGHT_NUMBERS)
  for (let pass = 0; pass < PASSES; pass++) smooth(1 << pass, FALLING)
  for (let pass = 0; pass < PASSES - 1; pass++) smooth(1 << pass, FINAL)
  const rgb = new StaticArray<u8>((to - from) * scene.width * 3)
  for (let y = from; y < to; y++) {
    for (let x = 0; x < scene.width; x++) develop(x, y - top, rgb, ((y - from) * scene.width + x) * 3)
  }
  return rgb
}

/** Tells how much is done, in hundredths. */
export function progress(hundredths: i32): void {
  print(`progress ${hundredths / 100}.${hundredths % 100 < 10 ? '0' : ''}${hundredths % 100}`)
}

function gather(x: i32, y: i32): void {
  const k = (y * scene.width + x) * STRIDE
  const share: f64 = 1 / <f64>scene.samples
  let hits = 0
  let fr: f64 = 0
  let fg: f64 = 0
  let fb: f64 = 0
  let squares: f64 = 0
  let finals: f64 = 0
  let finalSquares: f64 = 0
  for (let s = 0; s < scene.samples; s++) {
    tracePixel(x, y + top, s)
    add(k + FINAL, finalR * share, finalG * share, finalB * share)
    add(k + NORMAL, firstX * share, firstY * share, firstZ * share)
    pixels[k + DISTANCE] += <f32>(firstDistance * share)
    const whole = finalR + finalG + finalB
    finals += whole
    finalSquares += whole * whole
    if (!matt) continue
    hits++
    fr += fallingR
    fg += fallingG
    fb += fallingB
    const brightness = fallingR + fallingG + fallingB
    squares += brightness * brightness
    add(k + ALBEDO, albedoR * share, albedoG * share, albedoB * share)
  }
  unitNormal(k + NORMAL)
  pixels[k + FINAL + VARIANCE] = <f32>(max(0, finalSquares - finals * finals * share) * share * share)
  if (hits === 0) return
  const each: f64 = 1 / <f64>hits
  add(k + FALLING, fr * each, fg * each, fb * each)
  const mean = (fr + fg + fb) * each
  pixels[k + FALLING + VARIANCE] = <f32>(max(0, squares * each - mean * mean) * each)
}

/** A mean of unit normals is shorter than one where a pixel spans an edge. */
function unitNormal(k: i32): void {
  const length = sqrt(pixels[k] * pixels[k] + pixels[k + 1] * pixels[k + 1] + pixels[k + 2] * pixels[k + 2])
  if (length === 0) return
  pixels[k] /= length
  pixels[k + 1] /= length
  pixels[k + 2] /= length
}

function add(k: i32, a: f64, b: f64, c: f64): void {
  unchecked((pixels[k] += <f32>a))
  unchecked((pixels[k + 1] += <f32>b))
  unchecked((pixels[k + 2] += <f32>c))
}

/**
 * One pass of an edge-avoiding filter over one of the two kinds of light, at `light` in a pixel's record: neighbours
 * count that look like the same surface under the same light.
 */
function smooth(step: i32, light: i32): void {
  const width = scene.width
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const k = (y * width + x) * STRIDE
      const to = (y * width + x) * LIGHT_NUMBERS
      const spread = localVariance(x, y, light + VARIANCE)
      if (spread === 0) {
        copyLight(pixels, k + light, smoothed, to)
        continue
      }
      const noise: f32 = <f32>2.5 * sqrt<f32>(spread) + <f32>0.005
      let sum: f32 = 0
      let r: f32 = 0
      let g: f32 = 0
      let b: f32 = 0
      let variance: f32 = 0
      for (let j = -2; j <= 2; j++) {
        const v = y + j * step
        if (v < 0 || v >= rows) continue
        for (let i = -2; i <= 2; i++) {
          const u = x + i * step
          if (u < 0 || u >= width) continue
          const n = (v * width + u) * STRIDE
          const alike: f32 = n === k ? 1 : likeness(k, n, light, noise)
          const weight = alike * kernel(i) * kernel(j)
          if (weight === 0) continue
          sum += weight
          r += weight * unchecked(pixels[n + light])
          g += weight * unchecked(pixels[n + light + 1])
          b += weight * unchecked(pixels[n + light + 2])
          variance += weight * weight * unchecked(pixels[n + light + VARIANCE])
        }
      }
      unchecked((smoothed[to] = r / sum))
      unchecked((smoothed[to + 1] = g / sum))
      unchecked((smoothed[to + 2] = b / sum))
      unchecked((smoothed[to + VARIANCE] = variance / (sum * sum)))
    }
  }
  for (let i = 0; i < rows * width; i++) copyLight(smoothed, i * LIGHT_NUMBERS, pixels, i * STRIDE + light)
}

function copyLight(source: StaticArray<f32>, from: i32, target: StaticArray<f32>, to: i32): void {
  for (let i = 0; i < LIGHT_NUMBERS; i++) unchecked((target[to + i] = source[from + i]))
}

function kernel(i: i32): f32 {
  return i === 0 ? 0.375 : abs(i) === 1 ? 0.25 : 0.0625
}

function brightness(k: i32): f32 {
  return unchecked(pixels[k]) + unchecked(pixels[k + 1]) + unchecked(pixels[k + 2])
}

/** A pixel's own variance is a poor estimate from a few samples: take the mean of it and its neighbours. */
function localVariance(x: i32, y: i32, variance: i32): f32 {
  let sum: f32 = 0
  let count: f32 = 0
  for (let v = max(0, y - 1); v <= min(rows - 1, y + 1); v++) {
    for (let u = max(0, x - 1); u <= min(scene.width - 1, x + 1); u++) {
      sum += unchecked(pixels[(v * scene.width + u) * STRIDE + variance])
      count++
    }
  }
  return sum / count
}

/** From 0 to 1: how likely two pixels show the same light on the same surface. */
function likeness(k: i32, n: i32, light: i32, noise: f32): f32 {
  const difference = abs(brightness(k + light) - brightness(n + light)) / noise
  if (difference > 2) return 0
  // A matt surface is like matt ones only, a mirror or glass like its own kind, whose albedo is 0.
  if ((brightness(k + ALBEDO) === 0) !== (brightness(n + ALBEDO) === 0)) return 0
  const facing =
    unchecked(pixels[k + NORMAL]) * unchecked(pixels[n + NORMAL]) +
    unchecked(pixels[k + NORMAL + 1]) * unchecked(pixels[n + NORMAL + 1]) +
    unchecked(pixels[k + NORMAL + 2]) * unchecked(pixels[n + NORMAL + 2])
  if (facing < 0.8) return 0
  const near = unchecked(pixels[k + DISTANCE])
  const depth = abs(near - unchecked(pixels[n + DISTANCE])) / (near * <f32>0.03)
  if (depth > 1) return 0
  const f2 = facing * facing
  const f8 = f2 * f2 * f2 * f2
  return f8 * f8 * (1 - depth) * (1 - difference / 2)
}

function develop(x: i32, y: i32, rgb: StaticArray<u8>, to: i32): void {
  const k = (y * scene.width + x) * STRIDE
  for (let c = 0; c < 3; c++) {
    const light = pixels[k + FINAL + c] + pixels[k + ALBEDO + c] * pixels[k + FALLING + c]
    rgb[to + c] = screenByte(<f64>light * scene.exposure)
  }
}

/** Narkowicz's fit of the ACES film curve, then the sRGB transfer function. */
function screenByte(light: f64): u8 {
  const film = (light * (2.51 * light + 0.03)) / (light * (2.43 * light + 0.59) + 0.14)
  const level = min(1, max(0, film))
  const srgb = level <= 0.0031308 ? level * 12.92 : 1.055 * level ** (1 / 2.4) - 0.055
  return <u8>(srgb * 255 + 0.5)
}
