import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WASI } from 'node:wasi'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildRenderer } from './build.ts'

let folder = ''
let program: WebAssembly.Module
let runs = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonm-render-'))
  await buildRenderer({ outFile: join(folder, 'render.wasm') })
  program = await WebAssembly.compile(await readFile(join(folder, 'render.wasm')))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Run {
  exitCode: number
  stdout: string
  stderr: string
  image: Buffer | undefined
}

/** Runs the program once in folders of its own. A trap rejects. */
async function render(scene: string | object | undefined, args: string[] = [], paths?: string[]): Promise<Run> {
  const home = join(folder, `run-${++runs}`)
  await mkdir(join(home, 'in'), { recursive: true })
  await mkdir(join(home, 'out'))
  const text = typeof scene === 'string' ? scene : JSON.stringify(scene)
  if (text !== undefined) await writeFile(join(home, 'in', 'scene.json'), text)
  const stdout = openSync(join(home, 'stdout'), 'w')
  const stderr = openSync(join(home, 'stderr'), 'w')
  const wasi = new WASI({
    version: 'preview1',
    args: ['render', ...(paths ?? ['/in/scene.json', '/out/image.png']), ...args],
    preopens: { '/in': join(home, 'in'), '/out': join(home, 'out') },
    stdout,
    stderr,
  })
  const instance = await WebAssembly.instantiate(program, wasi.getImportObject() as WebAssembly.Imports)
  const exitCode = wasi.start(instance) as unknown as number
  closeSync(stdout)
  closeSync(stderr)
  return {
    exitCode,
    stdout: await readFile(join(home, 'stdout'), 'utf8'),
    stderr: await readFile(join(home, 'stderr'), 'utf8'),
    image: await readFile(join(home, 'out', 'image.png')).catch(() => undefined),
  }
}

/** A red sphere, a mirror and a glass sphere on grey ground under a blue sky. */
function smallScene() {
  return {
    width: 64,
    height: 48,
    samples: 4,
    camera: { from: [0, 1, 6], to: [0, 1, 0], fovDegrees: 40 },
    background: { zenith: [0.1, 0.3, 0.9], horizon: [0.3, 0.5, 0.9] },
    sun: { toSun: [-1, 2, 2], colour: [1.5, 1.5, 1.5] },
    lamps: [{ centre: [0, 4, 2], radius: 0.2, colour: [10, 10, 10] }],
    materials: {
      red: { kind: 'diffuse', colour: [0.8, 0.02, 0.02], coat: 0.5 },
      grey: { kind: 'diffuse', colour: [0.5, 0.5, 0.5], checker: [0.3, 0.3, 0.3] },
      mirror: { kind: 'metal', colour: [0.9, 0.9, 0.9], roughness: 0.1 },
      glass: { kind: 'glass' },
      glow: { kind: 'emissive', colour: [0, 5, 0] },
    } as Record<string, object>,
    planes: [{ normal: [0, 1, 0], material: 'grey' }],
    spheres: [
      { centre: [0, 1, 0], radius: 0.8, material: 'red' },
      { centre: [-2, 0.6, 0.5], radius: 0.6, material: 'glass' },
    ] as object[],
    cylinders: [{ base: [1.7, 0, 0], radius: 0.4, height: 1, material: 'mirror' }],
    boxes: [{ centre: [1.7, 1.2, 0], size: [0.4, 0.4, 0.4], turnDegrees: 30, material: 'glow' }] as object[],
    meshes: [
      {
        material: 'grey',
        vertices: [
          [-3, 0, -2],
          [3, 0, -2],
          [3, 1, -2],
          [-3, 1, -2],
        ],
        faces: [[0, 1, 2, 3]],
      },
    ] as object[],
  }
}

const market = () => readFile(join(import.meta.dirname, 'scenes', 'market.json'), 'utf8')

function colourAt(png: PNG, x: number, y: number): { r: number; g: number; b: number } {
  const k = (y * png.width + x) * 4
  return { r: png.data[k]!, g: png.data[k + 1]!, b: png.data[k + 2]! }
}

const decode = (run: Run): PNG => PNG.sync.read(run.image!)
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

test('the module is a WASI command that imports nothing else', () => {
  expect(WebAssembly.Module.exports(program).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['_start', 'memory']),
  )
  const modules = WebAssembly.Module.imports(program).map(({ module }) => module)
  expect(new Set(modules)).toEqual(new Set(['wasi_snapshot_preview1']))
  const names = WebAssembly.Module.imports(program).map(({ name }) => name)
  expect(names.filter((name) => /clock|random|sock/.test(name))).toEqual([])
})

test('a picture shows the scene: the sky is blue, the red sphere red, the glowing box green', async () => {
  const run = await render(smallScene())
  expect(run.stderr).toBe('')
  expect(run.exitCode).toBe(0)
  const png = decode(run)
  expect([png.width, png.height]).toEqual([64, 48])
  const sky = colourAt(png, 2, 1)
  expect(sky.b).toBeGreaterThan(sky.r + 50)
  const ball = colourAt(png, 32, 24)
  expect(ball.r).toBeGreaterThan(100)
  expect(ball.r).toBeGreaterThan(3 * ball.g)
  expect(colourAt(png, 50, 22).g).toBeGreaterThan(240)
  expect(colourAt(png, 50, 22).r).toBeLessThan(150)
})

test('the shipped scene renders at the size asked for, in many colours', async () => {
  const run = await render(await market(), ['--width', '96', '--height', '60', '--samples', '1'])
  expect(run.exitCode).toBe(0)
  const png = decode(run)
  expect([png.width, png.height]).toEqual([96, 60])
  const colours = new Set<number>()
  for (let k = 0; k < png.data.length; k += 4) colours.add(png.data.readUIntBE(k, 3))
  expect(colours.size).toBeGreaterThan(1000)
})

test('the example in the description of the format renders', async () => {
  const text = await readFile(join(import.meta.dirname, 'SCENE.md'), 'utf8')
  const [, example] = /```json\n(.*?)```/s.exec(text)!
  const run = await render(example, ['--width', '32', '--height', '20'])
  expect([run.exitCode, run.stderr]).toEqual([0, ''])
  expect(decode(run).width).toBe(32)
})

test('one pixel, one sample, no shapes: the smallest picture is a picture', async () => {
  const { camera, background } = smallScene()
  const run = await render({ width: 1, height: 1, samples: 1, camera, background, materials: {} })
  expect(run.exitCode).toBe(0)
  expect(decode(run).width).toBe(1)
})

test('the same scene gives the same bytes, another seed gives others', async () => {
  const [a, b, c] = [await render(smallScene()), await render(smallScene()), await render({ ...smallScene(), seed: 7 })]
  expect(sha256(a.image!)).toBe(sha256(b.image!))
  expect(sha256(a.image!)).not.toBe(sha256(c.image!))
})

test('bands rendered apart are the rows of the whole picture', async () => {
  const size = ['--width', '80', '--height', '90', '--samples', '2']
  const whole = decode(await render(await market(), size))
  for (const [from, to] of [
    [0, 31],
    [31, 60],
    [60, 90],
  ] as const) {
    const band = decode(await render(await market(), [...size, '--rows', `${from}:${to}`]))
    expect(band.height).toBe(to - from)
    expect(band.data.equals(whole.data.subarray(from * 80 * 4, to * 80 * 4))).toBe(true)
  }
})

test('progress never falls, is told at most 101 times and ends at 1', async () => {
  const { stdout } = await render({ ...smallScene(), height: 300, width: 8 })
  const lines = stdout.split('\n').filter((line) => line.startsWith('progress'))
  for (const line of lines) expect(line).toMatch(/^progress [01]\.\d\d$/)
  const shares = lines.map((line) => Number(line.slice('progress '.length)))
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect(new Set(shares).size).toBe(shares.length)
  expect(shares.length).toBeGreaterThan(50)
  expect(shares.length).toBeLessThanOrEqual(101)
  expect(shares.at(-1)).toBe(1)
})

const wrongScenes: [name: string, scene: string | object, message: RegExp][] = [
  ['no text', '', /line 1: the scene ends where a value/],
  ['text that is no JSON', 'camera: 1', /line 1: expected a value, found "c"/],
  ['a truncated text', JSON.stringify(smallScene()).slice(0, 300), /scene ends/],
  ['text after the end', '{}\n{}', /line 2: more text/],
  ['a field that stands twice', '{"width": 1,\n"width": 2}', /line 2: field "width" stands twice/],
  ['no object at all', '[]', /scene must be an object/],
  ['a missing camera', { ...smallScene(), camera: undefined }, /scene\.camera is missing/],
  ['an unknown field', { ...smallScene(), colour: 1 }, /unknown field "colour"/],
  ['a text for a number', { ...smallScene(), width: '64' }, /scene\.width must be a whole number/],
  ['a number for an object', { ...smallScene(), camera: 3 }, /camera must be an object/],
  ['an object for a list', { ...smallScene(), spheres: {} }, /scene\.spheres must be an array/],
  ['an absurd width', { ...smallScene(), width: 1e9 }, /scene\.width .* from 1 to 16384/],
  ['a broken width', { ...smallScene(), width: 1.5 }, /scene\.width/],
  ['absurd samples', { ...smallScene(), samples: 1e9 }, /scene\.samples/],
  ['too many pixels at once', { ...smallScene(), width: 16384, height: 16384 }, /--rows/],
  ['NaN', '{"width": NaN}', /line 1: expected a value/],
  ['a number beyond all bounds', '{"width": 1e999}', /too large/],
  ['a long number', `{"width": ${'1'.repeat(1000)}}`, /more than 40 characters/],
  ['a negative radius', { ...smallScene(), spheres: [{ centre: [0, 0, 0], radius: -1, material: 'red' }] }, /radius/],
  [
    'an unknown material',
    { ...smallScene(), spheres: [{ centre: [0, 0, 0], radius: 1, material: 'x' }] },
    /"x" is not/,
  ],
  ['an unknown kind', { ...smallScene(), materials: { red: { kind: 'velvet' } } }, /"velvet"; known are/],
  ['a colour of two numbers', { ...smallScene(), materials: { red: { kind: 'diffuse', colour: [1, 1] } } }, /three/],
  ['a camera at its target', { ...smallScene(), camera: { from: [1, 1, 1], to: [1, 1, 1] } }, /different points/],
  ['a camera that looks down', { ...smallScene(), camera: { from: [0, 5, 0], to: [0, 0, 0] } }, /straight/],
  ['a plane with no normal', { ...smallScene(), planes: [{ normal: [0, 0, 0], material: 'red' }] }, /not be zero/],
  [
    'a face beyond the vertices',
    { ...smallScene(), meshes: [{ material: 'red', vertices: [[0, 0, 0]], faces: [[0, 1, 2]] }] },
    /faces\[0\]\[1\]/,
  ],
  ['deep nesting', `{"camera": ${'['.repeat(100_000)}`, /nested deeper than 16/],
  ['too many values', `{"spheres": [${'0,'.repeat(600_000)}0]}`, /more than 500000 values/],
  ['too large a file', `{"seed": 1${' '.repeat(5 << 20)}}`, /larger than the limit/],
  ['an escape in a string', '{"a\\u0000": 1}', /escapes/],
]

test.each(wrongScenes)('%s is refused with exit code 2 and one line that says where', async (_name, scene, message) => {
  const run = await render(scene)
  expect(run.stderr).toMatch(message)
  expect(run.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(run.exitCode).toBe(2)
  expect(run.image).toBeUndefined()
})

test.each([
  ['a missing scene', undefined, [], undefined, 2, /cannot read \/in\/scene\.json/],
  ['a folder that is not given', smallScene(), [], ['/etc/passwd', '/out/image.png'], 2, /cannot read \/etc\/passwd/],
  ['a way out of the folder', smallScene(), [], ['/in/../../x', '/out/image.png'], 2, /cannot read/],
  ['a target that cannot be written', smallScene(), [], ['/in/scene.json', '/none/image.png'], 1, /cannot write/],
  ['one path', smallScene(), [], ['/in/scene.json'], 2, /usage/],
  ['an unknown option', smallScene(), ['--fast', '1'], undefined, 2, /unknown option --fast/],
  ['an option with no value', smallScene(), ['--width'], undefined, 2, /needs a value/],
  ['rows beyond the picture', smallScene(), ['--rows', '0:49'], undefined, 2, /--rows must be/],
  ['rows backwards', smallScene(), ['--rows', '9:3'], undefined, 2, /--rows must be/],
  ['a width of nought', smallScene(), ['--width', '0'], undefined, 2, /--width must be/],
] as const)('%s is refused', async (_name, scene, args, paths, exitCode, message) => {
  const run = await render(scene, [...args], paths && [...paths])
  expect(run.stderr).toMatch(message)
  expect(run.exitCode).toBe(exitCode)
})
