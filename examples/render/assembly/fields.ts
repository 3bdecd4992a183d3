// Reads typed fields of a parsed scene. Every mistake ends the program with the line, the field and what it must be.
import { JSON_ARRAY, JSON_NUMBER, JSON_OBJECT, JSON_STRING, Json, quoted, wrong } from './json'

/** Ends the program unless `value` is an object that has no other fields than `known`. */
export function checkFields(value: Json, path: string, known: string[]): void {
  if (value.kind !== JSON_OBJECT) wrong(value.line, `${path} must be an object`)
  for (let i = 0; i < value.keys.length; i++) {
    const key = value.keys[i]
    if (!known.includes(key))
      wrong(value.items[i].line, `${path} has an unknown field ${quoted(key)}; known are ${known.join(', ')}`)
  }
}

export function required(parent: Json, path: string, name: string): Json {
  const value = parent.field(name)
  if (value === null) wrong(parent.line, `${path}.${name} is missing`)
  return value!
}

export function checkNumber(value: Json, path: string, from: f64, to: f64): f64 {
  if (value.kind !== JSON_NUMBER || value.number < from || value.number > to)
    wrong(value.line, `${path} must be a number from ${shown(from)} to ${shown(to)}`)
  return value.number
}

export function numberField(parent: Json, path: string, name: string, from: f64, to: f64): f64 {
  return checkNumber(required(parent, path, name), `${path}.${name}`, from, to)
}

export function numberOr(parent: Json, path: string, name: string, from: f64, to: f64, otherwise: f64): f64 {
  return parent.field(name) === null ? otherwise : numberField(parent, path, name, from, to)
}

export function checkInteger(value: Json, path: string, from: i32, to: i32): i32 {
  const number = value.number
  if (value.kind !== JSON_NUMBER || number < <f64>from || number > <f64>to || number !== Math.floor(number))
    wrong(value.line, `${path} must be a whole number from ${from} to ${to}`)
  return <i32>number
}

export function integerOr(parent: Json, path: string, name: string, from: i32, to: i32, otherwise: i32): i32 {
  const value = parent.field(name)
  return value === null ? otherwise : checkInteger(value, `${path}.${name}`, from, to)
}

export function textField(parent: Json, path: string, name: string): string {
  const value = required(parent, path, name)
  if (value.kind !== JSON_STRING) wrong(value.line, `${path}.${name} must be a string`)
  return value.text
}

/** The elements of an array field; none where the field is missing. */
export function listField(parent: Json, path: string, name: string): Json[] {
  const value = parent.field(name)
  if (value === null) return []
  if (value.kind !== JSON_ARRAY) wrong(value.line, `${path}.${name} must be an array`)
  return value.items
}

export class Vector {
  constructor(
    public x: f64,
    public y: f64,
    public z: f64,
  ) {}
}

export function checkVector(value: Json, path: string, from: f64, to: f64): Vector {
  if (value.kind !== JSON_ARRAY || value.items.length !== 3)
    wrong(value.line, `${path} must be an array of three numbers`)
  return new Vector(
    checkNumber(value.items[0], `${path}[0]`, from, to),
    checkNumber(value.items[1], `${path}[1]`, from, to),
    checkNumber(value.items[2], `${path}[2]`, from, to),
  )
}

export function vectorField(parent: Json, path: string, name: string, from: f64, to: f64): Vector {
  return checkVector(required(parent, path, name), `${path}.${name}`, from, to)
}

function shown(number: f64): string {
  return number === Math.floor(number) ? (<i64>number).toString() : number.toString()
}
