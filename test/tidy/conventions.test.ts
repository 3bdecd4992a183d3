import { expect, test } from 'vitest'
import { filesUnder, read } from './sources.ts'

const code = ['packages', 'contracts', 'examples', 'test']
  .flatMap(filesUnder)
  .filter((path) => /\.(ts|tsx|mts|js|cjs)$/.test(path))
const texts = ['docs', 'packages', 'contracts', 'examples', 'test']
  .flatMap(filesUnder)
  .filter((path) => path.endsWith('.md'))
const text = [...code, ...texts, 'README.md']

function linesWith(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  )
}

test('time and chance are handed in: only common reaches for them', () => {
  const inPackages = code.filter((path) => path.startsWith('packages/') && !path.startsWith('packages/common/'))
  // A browser page and a sandboxed program have no clock to be handed.
  const services = inPackages.filter((path) => !path.startsWith('packages/gui/src/app/'))
  expect(
    linesWith(services, /\b(Date\.now|setTimeout|setInterval|Math\.random|performance\.now)\s*\(|\bnew Date\(\)/),
  ).toEqual([])
})

test('no test is skipped or focused', () => {
  const tests = code.filter((path) => /\.test\.tsx?$/.test(path) && !path.endsWith('conventions.test.ts'))
  expect(linesWith(tests, /\b(test|it|describe)\.(skip|only|todo)\b/)).toEqual([])
})

test('nothing is left for later in the sources', () => {
  const others = code.filter((path) => !path.endsWith('conventions.test.ts'))
  expect(linesWith(others, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([])
})

test('texts carry no path of a machine and no host of a package registry', () => {
  const others = text.filter((path) => !path.endsWith('conventions.test.ts'))
  expect(linesWith(others, /\/work\/|\/root\/|registry\.npmjs\.org|deb\.debian\.org/)).toEqual([])
  expect(linesWith(['package-lock.json'], /"resolved": "https?:/)).toEqual([])
})
