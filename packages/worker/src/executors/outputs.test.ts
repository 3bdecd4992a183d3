import { isAbsolute, join, relative } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addOutput, maxOutputFiles, OutputError, outputPathProblem } from './outputs.ts'

test.each(['a', 'a.txt', 'sub/file', '..a', 'a..', '.hidden', 'with space', 'é'])('%j may be kept', (path) => {
  expect(outputPathProblem(path)).toBeUndefined()
})

test.each(['', '/', '/a', '..', '../a', 'a/..', 'a/../b', './a', 'a//b', 'a/', 'a\\b', 'a\0b', 'x'.repeat(256)])(
  '%j may not be kept',
  (path) => expect(outputPathProblem(path)).toBeTypeOf('string'),
)

test('no path that is kept leaves its folder', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', '/', '\\', '\0'), fc.string({ maxLength: 4 }))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const path = parts.join('/')
      if (outputPathProblem(path) !== undefined) return
      const reached = relative('/outputs', join('/outputs', path))
      expect(reached !== '' && !isAbsolute(reached) && reached.split('/')[0] !== '..').toBe(true)
    }),
  )
})

test('files are counted by number and by size', () => {
  const full = { files: maxOutputFiles, bytes: 0 }
  expect(() => addOutput(full, 'a', 0, 10)).toThrow(OutputError)
  expect(() => addOutput({ files: 0, bytes: 8 }, 'a', 3, 10)).toThrow(OutputError)
  expect(addOutput({ files: 0, bytes: 8 }, 'a', 2, 10)).toEqual({ files: 1, bytes: 10 })
})
