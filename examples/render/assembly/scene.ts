// The scene: read from JSON as SCENE.md describes it, checked whole before any ray is traced.
import {
  checkFields,
  checkInteger,
  checkVector,
  integerOr,
  listField,
  numberField,
  numberOr,
  required,
  textField,
  Vector,
  vectorField,
} from './fields'
import { JSON_ARRAY, JSON_OBJECT, Json, quoted, wrong } from './json'
import { addMaterial, DIFFUSE, EMISSIVE, GLASS, LAMP, METAL } from './materials'
import { addBox, addCylinder, addSphere, addTriangle, SHAPES_LIMIT, shapeCount } from './shapes'

export const SIDE_LIMIT: i32 = 16384
export const SAMPLES_LIMIT: i32 = 4096
const FAR: f64 = 1e5
const SMALL: f64 = 1e-4
const BRIGHT: f64 = 1e4
const PLANES_LIMIT: i32 = 16
const LAMPS_LIMIT: i32 = 64

export class Scene {
  width: i32 = 960
  height: i32 = 600
  samples: i32 = 9
  bounces: i32 = 3
  seed: u32 = 1
  exposure: f64 = 1
  eye: Vector = nowhere
  /** The camera's unit axes; `right` and `up` already scaled to half the picture at distance 1. */
  ahead: Vector = nowhere
  right: Vector = nowhere
  up: Vector = nowhere
  aperture: f64 = 0
  focus: f64 = 1
  zenith: Vector = nowhere
  horizon: Vector = nowhere
  ground: Vector = nowhere
  toSun: Vector = nowhere
  sunColour: Vector = nowhere
  sunSpread: f64 = 0
}

const nowhere = new Vector(0, 0, 0)
const white = new Vector(1, 1, 1)
export const scene = new Scene()

/** To a plane: unit normal, offset along it, material. */
export const planes: f64[] = []
export const PLANE_NUMBERS: i32 = 5
/** To a lamp: centre, radius, colour. */
export const lamps: f64[] = []
export const LAMP_NUMBERS: i32 = 7

const materialNames = new Map<string, i32>()

export function loadScene(root: Json): void {
  checkFields(root, 'scene', [
    'width',
    'height',
    'samples',
    'bounces',
    'seed',
    'exposure',
    'camera',
    'background',
    'sun',
    'lamps',
    'materials',
    'planes',
    'spheres',
    'cylinders',
    'boxes',
    'meshes',
  ])
  scene.width = integerOr(root, 'scene', 'width', 1, SIDE_LIMIT, scene.width)
  scene.height = integerOr(root, 'scene', 'height', 1, SIDE_LIMIT, scene.height)
  scene.samples = integerOr(root, 'scene', 'samples', 1, SAMPLES_LIMIT, scene.samples)
  scene.bounces = integerOr(root, 'scene', 'bounces', 0, 16, scene.bounces)
  scene.seed = <u32>integerOr(root, 'scene', 'seed', 0, 1_000_000_000, 1)
  scene.exposure = numberOr(root, 'scene', 'exposure', 0.001, 1000, 1)
  readCamera(required(root, 'scene', 'camera'))
  readBackground(required(root, 'scene', 'background'))
  const sun = root.field('sun')
  if (sun !== null) readSun(sun)
  readMaterials(required(root, 'scene', 'materials'))
  each(root, 'lamps', LAMPS_LIMIT, readLamp)
  each(root, 'planes', PLANES_LIMIT, readPlane)
  each(root, 'spheres', SHAPES_LIMIT, readSphere)
  each(root, 'cylinders', SHAPES_LIMIT, readCylinder)
  each(root, 'boxes', SHAPES_LIMIT, readBox)
  each(root, 'meshes', SHAPES_LIMIT, readMesh)
}

function each(root: Json, name: string, limit: i32, read: (item: Json, path: string) => void): void {
  const items = listField(root, 'scene', name)
  for (let i = 0; i < items.length; i++) {
    if (i >= limit) wrong(items[i].line, `${name} has more than ${limit} elements`)
    checkRoom(items[i])
    read(items[i], `${name}[${i}]`)
  }
}

function checkRoom(item: Json): void {
  if (shapeCount() >= SHAPES_LIMIT) wrong(item.line, `the scene has more than ${SHAPES_LIMIT} shapes`)
}

function point(parent: Json, path: string, name: string): Vector {
  return vectorField(parent, path, name, -FAR, FAR)
}

/** A colour that reflects: linear red, green and blue from 0 to 1. */
function colour(parent: Json, path: string): Vector {
  return vectorField(parent, path, 'colour', 0, 1)
}

function radiance(parent: Json, path: string, name: string): Vector {
  return vectorField(parent, path, name, 0, BRIGHT)
}

function scaled(a: Vector, factor: f64): Vector {
  return new Vector(a.x * factor, a.y * factor, a.z * factor)
}

function cross(a: Vector, b: Vector): Vector {
  return new Vector(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

function length(a: Vector): f64 {
  return sqrt(a.x * a.x + a.y * a.y + a.z * a.z)
}

function direction(parent: Json, path: string, name: string): Vector {
  const a = point(parent, path, name)
  if (length(a) < SMALL) wrong(required(parent, path, name).line, `${path}.${name} must not be zero`)
  return scaled(a, 1 / length(a))
}

function readCamera(item: Json): void {
  checkFields(item, 'camera', ['from', 'to', 'fovDegrees', 'aperture', 'focusDistance'])
  scene.eye = point(item, 'camera', 'from')
  const to = point(item, 'camera', 'to')
  const ahead = new Vector(to.x - scene.eye.x, to.y - scene.eye.y, to.z - scene.eye.z)
  const distance = length(ahead)
  if (distance < SMALL) wrong(item.line, 'camera.from and camera.to must be different points')
  scene.ahead = scaled(ahead, 1 / distance)
  const right = cross(scene.ahead, new Vector(0, 1, 0))
  if (length(right) < SMALL) wrong(item.line, 'the camera must not look straight up or down')
  scene.right = scaled(right, 1 / length(right))
  scene.up = cross(scene.right, scene.ahead)
  const half = Math.tan((numberOr(item, 'camera', 'fovDegrees', 1, 150, 40) * Math.PI) / 360)
  scene.right = scaled(scene.right, half)
  scene.up = scaled(scene.up, half)
  scene.aperture = numberOr(item, 'camera', 'aperture', 0, 100, 0)
  scene.focus = numberOr(item, 'camera', 'focusDistance', SMALL, FAR, distance)
}

function readBackground(item: Json): void {
  checkFields(item, 'background', ['zenith', 'horizon', 'ground'])
  scene.zenith = radiance(item, 'background', 'zenith')
  scene.horizon = radiance(item, 'background', 'horizon')
  scene.ground = item.field('ground') === null ? scene.horizon : radiance(item, 'background', 'ground')
}

function readSun(item: Json): void {
  checkFields(item, 'sun', ['toSun', 'colour', 'spreadDegrees'])
  scene.toSun = direction(item, 'sun', 'toSun')
  scene.sunColour = radiance(item, 'sun', 'colour')
  scene.sunSpread = Math.tan((numberOr(item, 'sun', 'spreadDegrees', 0, 20, 1) * Math.PI) / 180)
}

function readMaterials(item: Json): void {
  if (item.kind !== JSON_OBJECT) wrong(item.line, 'scene.materials must be an object')
  for (let i = 0; i < item.keys.length; i++) {
    const name = item.keys[i]
    materialNames.set(name, readMaterial(item.items[i], `material ${quoted(name)}`))
  }
}

function readMaterial(item: Json, path: string): i32 {
  if (item.kind !== JSON_OBJECT) wrong(item.line, `${path} must be an object`)
  const kind = textField(item, path, 'kind')
  if (kind === 'diffuse') {
    checkFields(item, path, ['kind', 'colour', 'checker', 'checkerSize', 'coat'])
    const first = colour(item, path)
    const checkered = item.field('checker') !== null
    const second = checkered ? vectorField(item, path, 'checker', 0, 1) : first
    const size = checkered ? numberOr(item, path, 'checkerSize', SMALL, FAR, 1) : 0
    return addMaterial(DIFFUSE, first, second, size, numberOr(item, path, 'coat', 0, 1, 0), 1)
  }
  if (kind === 'metal') {
    checkFields(item, path, ['kind', 'colour', 'roughness'])
    return addMaterial(METAL, colour(item, path), white, 0, numberOr(item, path, 'roughness', 0, 1, 0), 1)
  }
  if (kind === 'glass') {
    checkFields(item, path, ['kind', 'colour', 'index'])
    const tint = item.field('colour') === null ? white : colour(item, path)
    return addMaterial(GLASS, tint, white, 0, 0, numberOr(item, path, 'index', 1, 4, 1.5))
  }
  if (kind === 'emissive') {
    checkFields(item, path, ['kind', 'colour'])
    return addMaterial(EMISSIVE, radiance(item, path, 'colour'), white, 0, 0, 1)
  }
  wrong(item.line, `${path}.kind is ${quoted(kind)}; known are diffuse, metal, glass, emissive`)
  return unreachable()
}

function materialOf(item: Json, path: string): i32 {
  const name = textField(item, path, 'material')
  if (!materialNames.has(name))
    wrong(required(item, path, 'material').line, `${path}.material ${quoted(name)} is not defined`)
  return materialNames.get(name)
}

function readLamp(item: Json, path: string): void {
  checkFields(item, path, ['centre', 'radius', 'colour'])
  const centre = point(item, path, 'centre')
  const radius = numberField(item, path, 'radius', SMALL, FAR)
  const light = radiance(item, path, 'colour')
  addSphere(centre, radius, addMaterial(LAMP, light, white, 0, 0, 1))
  lamps.push(centre.x)
  lamps.push(centre.y)
  lamps.push(centre.z)
  lamps.push(radius)
  lamps.push(light.x)
  lamps.push(light.y)
  lamps.push(light.z)
}

function readPlane(item: Json, path: string): void {
  checkFields(item, path, ['normal', 'offset', 'material'])
  const normal = direction(item, path, 'normal')
  const material = materialOf(item, path)
  planes.push(normal.x)
  planes.push(normal.y)
  planes.push(normal.z)
  planes.push(numberOr(item, path, 'offset', -FAR, FAR, 0))
  planes.push(<f64>material)
}

function readSphere(item: Json, path: string): void {
  checkFields(item, path, ['centre', 'radius', 'material'])
  addSphere(point(item, path, 'centre'), numberField(item, path, 'radius', SMALL, FAR), materialOf(item, path))
}

function readCylinder(item: Json, path: string): void {
  checkFields(item, path, ['base', 'radius', 'height', 'material'])
  const radius = numberField(item, path, 'radius', SMALL, FAR)
  const height = numberField(item, path, 'height', SMALL, FAR)
  addCylinder(point(item, path, 'base'), radius, height, materialOf(item, path))
}

function readBox(item: Json, path: string): void {
  checkFields(item, path, ['centre', 'size', 'turnDegrees', 'material'])
  const turn = (numberOr(item, path, 'turnDegrees', -360, 360, 0) * Math.PI) / 180
  addBox(point(item, path, 'centre'), vectorField(item, path, 'size', SMALL, FAR), turn, materialOf(item, path))
}

function readMesh(item: Json, path: string): void {
  checkFields(item, path, ['vertices', 'faces', 'material'])
  const material = materialOf(item, path)
  const corners: Vector[] = []
  const vertices = listField(item, path, 'vertices')
  for (let i = 0; i < vertices.length; i++) corners.push(checkVector(vertices[i], `${path}.vertices[${i}]`, -FAR, FAR))
  const faces = listField(item, path, 'faces')
  for (let i = 0; i < faces.length; i++) {
    const face = faces[i]
    const name = `${path}.faces[${i}]`
    if (face.kind !== JSON_ARRAY || face.items.length < 3 || face.items.length > 4)
      wrong(face.line, `${name} must be an array of 3 or 4 vertex numbers`)
    for (let k = 0; k < face.items.length; k++) checkInteger(face.items[k], `${name}[${k}]`, 0, corners.length - 1)
    const a = corners[<i32>face.items[0].number]
    for (let k = 2; k < face.items.length; k++) {
      const b = corners[<i32>face.items[k - 1].number]
      const c = corners[<i32>face.items[k].number]
      const area = length(
        cross(new Vector(b.x - a.x, b.y - a.y, b.z - a.z), new Vector(c.x - a.x, c.y - a.y, c.z - a.z)),
      )
      if (area < 1e-12) wrong(face.line, `${name} has no area`)
      checkRoom(face)
      addTriangle(a, b, c, material)
    }
  }
}
