// The program: `render SCENE IMAGE [--width N] [--height N] [--samples N] [--rows FROM:TO]`.
import { buildHierarchy } from './bvh'
import { parseJson } from './json'
import { progress, renderRows } from './picture'
import { encodePng } from './png'
import { loadScene, SAMPLES_LIMIT, SIDE_LIMIT, scene } from './scene'
import { shapeCount } from './shapes'
import { EXIT_WRONG_INPUT, exitWith, print, programArguments, readFile, writeFile } from './system'

const USAGE = 'usage: render SCENE IMAGE [--width N] [--height N] [--samples N] [--rows FROM:TO]'
const SCENE_LIMIT_BYTES: i32 = 4 << 20
/** Some 500 MB of memory; larger pictures are rendered in bands. */
const PIXELS_LIMIT: i64 = 4 << 20

export function _start(): void {
  const words = programArguments()
  const paths: string[] = []
  let width = 0
  let height = 0
  let samples = 0
  let band = ''
  for (let i = 1; i < words.length; i++) {
    const word = words[i]
    if (!word.startsWith('--')) {
      paths.push(word)
      continue
    }
    if (++i === words.length) exitWith(EXIT_WRONG_INPUT, `${word} needs a value; ${USAGE}`)
    if (word === '--width') width = whole(word, words[i], 1, SIDE_LIMIT)
    else if (word === '--height') height = whole(word, words[i], 1, SIDE_LIMIT)
    else if (word === '--samples') samples = whole(word, words[i], 1, SAMPLES_LIMIT)
    else if (word === '--rows') band = words[i]
    else exitWith(EXIT_WRONG_INPUT, `unknown option ${word}; ${USAGE}`)
  }
  if (paths.length !== 2) exitWith(EXIT_WRONG_INPUT, USAGE)

  loadScene(parseJson(readFile(paths[0], SCENE_LIMIT_BYTES)))
  if (width > 0) scene.width = width
  if (height > 0) scene.height = height
  if (samples > 0) scene.samples = samples
  let from = 0
  let to = scene.height
  if (band !== '') {
    const ends = band.split(':')
    if (ends.length !== 2) exitWith(EXIT_WRONG_INPUT, '--rows must be FROM:TO, as in 0:300')
    from = whole('--rows', ends[0], 0, scene.height - 1)
    to = whole('--rows', ends[1], from + 1, scene.height)
  }
  if (<i64>scene.width * <i64>(to - from) > PIXELS_LIMIT)
    exitWith(EXIT_WRONG_INPUT, `more than ${PIXELS_LIMIT} pixels at once; render bands with --rows FROM:TO`)

  print(`${shapeCount()} shapes, ${scene.width}x${to - from} pixels, ${scene.samples} samples each`)
  buildHierarchy()
  const png = encodePng(renderRows(from, to), scene.width, to - from)
  writeFile(paths[1], png.bytes, png.length)
  progress(100)
}

function whole(option: string, text: string, from: i32, to: i32): i32 {
  let number = text.length > 0 && text.length < 9 ? 0 : -1
  for (let i = 0; i < text.length && number >= 0; i++) {
    const digit = text.charCodeAt(i) - 48
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : -1
  }
  if (number < from || number > to) exitWith(EXIT_WRONG_INPUT, `${option} must be a whole number from ${from} to ${to}`)
  return number
}
