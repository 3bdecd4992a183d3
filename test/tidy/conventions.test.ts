import { expect, test } from 'vitest'
import { filesUnder, isTest, read } from './sources.ts'

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

/** By their names alone: what is not called may still be handed on, or imported under another name. */
const TIME = /\b(Date\.now|set(Timeout|Interval|Immediate)|performance\.now|hrtime|AbortSignal\.timeout|node:timers)\b/
const NOW = /\bnew Date\(\)/
const CHANCE = /\b(Math\.random|random(UUID|Bytes|Int|Fill|FillSync)|getRandomValues)\b/

/** Who may reach for them. */
const MAY_REACH = [
  'packages/common/',
  // Programs that run alone, in a browser or a sandbox: nobody is there to hand them a clock.
  'packages/gui/src/app/',
  'packages/network/src/web/browser.ts',
  'packages/worker/src/executors/wasm/sandbox-main.ts',
  // It imports none of ours, and names a file for the moment of its writing.
  'examples/render/build.ts',
  // It tells of suites, and must do so even where no package of ours loads.
  'test/run-suites.ts',
  // Processes of a whole machine, with its time.
  'test/e2e/',
  'test/tidy/conventions.test.ts',
]

test('time and chance are handed in: only common reaches for them', () => {
  const others = code.filter((path) => !MAY_REACH.some((known) => path.startsWith(known)))
  expect([TIME, NOW, CHANCE].flatMap((pattern) => linesWith(others, pattern))).toEqual([])
  expect(MAY_REACH.filter((known) => !code.some((path) => path.startsWith(known)))).toEqual([])
})

test('no test is skipped, anywhere or on some machines, and none is focused', () => {
  const tests = code.filter((path) => /\.test\.tsx?$/.test(path) && !path.endsWith('conventions.test.ts'))
  expect(
    linesWith(tests, /\b(test|it|describe)(\.\w+)*\.(skip|only|todo|skipIf|runIf|fails)\b|\b(ctx|context)\.skip\(/),
  ).toEqual([])
})

/** A file that is longer has two subjects, as a rule. A test has one subject and many cases of it. */
const MOST_LINES = 300
const MOST_LINES_OF_A_TEST = 400

test('no file is longer than can be read at one sitting', () => {
  const linesOf = (path: string) => read(path).split('\n').length - 1
  const mostOf = (path: string) => (isTest(path) || path.startsWith('test/') ? MOST_LINES_OF_A_TEST : MOST_LINES)
  expect(code.filter((path) => linesOf(path) > mostOf(path)).map((path) => `${path}: ${linesOf(path)}`)).toEqual([])
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
