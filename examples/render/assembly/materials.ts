// The scene's materials, as columns addressed by a material's index.
import { Vector } from './fields'

export const DIFFUSE: i32 = 0
export const METAL: i32 = 1
export const GLASS: i32 = 2
export const EMISSIVE: i32 = 3
/** The surface of a lamp: seen like an emissive one, and sampled as a light. */
export const LAMP: i32 = 4

/** Numbers to a material: colour, second colour, pattern size, gloss or roughness, refractive index. */
export const MATERIAL_NUMBERS: i32 = 9
export const SECOND: i32 = 3
export const CHECKER_SIZE: i32 = 6
/** Strength of a diffuse material's clear coat, or the roughness of a metal. */
export const FINISH: i32 = 7
export const INDEX: i32 = 8

export const materialKinds: i32[] = []
export const materialNumbers: f64[] = []

/** Adds a material and returns its index. */
export function addMaterial(kind: i32, colour: Vector, second: Vector, checkerSize: f64, finish: f64, index: f64): i32 {
  materialKinds.push(kind)
  materialNumbers.push(colour.x)
  materialNumbers.push(colour.y)
  materialNumbers.push(colour.z)
  materialNumbers.push(second.x)
  materialNumbers.push(second.y)
  materialNumbers.push(second.z)
  materialNumbers.push(checkerSize)
  materialNumbers.push(finish)
  materialNumbers.push(index)
  return materialKinds.length - 1
}
