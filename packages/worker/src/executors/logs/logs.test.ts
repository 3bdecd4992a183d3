import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sonm/common'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { LogLine } from '../executor.ts'
import { LineSplitter, maxLineChars } from './line-splitter.ts'
import { progressOf } from './progress.ts'
import { readLog } from './read-log.ts'
import { LogWriter } from './rotating-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-logs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let logs = 0
const newLog = () => {
  const name = join(folder, `log-${logs++}`)
  return { pathA: `${name}.a`, pathB: `${name}.b`, clock: systemClock, ended: () => true }
}
type Log = ReturnType<typeof newLog>

function withWriter(log: Log, maxBytes: number, write: (writer: LogWriter) => void): void {
  const files = { a: openSync(log.pathA, 'a+'), b: openSync(log.pathB, 'a+') }
  write(new LogWriter(files, maxBytes))
  closeSync(files.a)
  closeSync(files.b)
}

async function linesOf(log: Log, fromOffset = 0): Promise<LogLine[]> {
  const lines: LogLine[] = []
  for await (const line of readLog(log, { fromOffset })) lines.push(line)
  return lines
}

test('a log keeps its newest lines within its size, over any number of reopenings, and every line has its offset', async () => {
  const texts = fc.array(fc.string({ maxLength: 60 }), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { maxLength: 4 }), fc.nat(200), async (sessions, fromOffset) => {
      const log = newLog()
      let offset = 0
      for (const session of sessions) {
        withWriter(log, 2000, (writer) => {
          for (const text of session) writer.write('stdout', offset++, text)
        })
      }
      const all = sessions.flat()
      const size = [log.pathA, log.pathB].reduce(
        (sum, path) => sum + (sessions.length > 0 ? statSync(path).size : 0),
        0,
      )
      expect(size).toBeLessThan(2000 + 2 * 500)
      const lines = await linesOf(log, fromOffset)
      const kept = lines.filter(({ stream }) => stream === 'stdout')
      for (const line of kept) expect(line).toMatchObject({ line: all[line.offset], atMs: line.offset })
      if (fromOffset < all.length) expect(kept.at(-1)?.offset).toBe(all.length - 1)
      const cut = lines.find(({ stream }) => stream === 'system')
      expect((cut?.offset ?? fromOffset - 1) + 1).toBe(kept[0]?.offset ?? fromOffset)
    }),
    { numRuns: 60 },
  )
})

test('a line that a crash tore is dropped, and the next one stands where it belongs', async () => {
  const log = newLog()
  withWriter(log, 2000, (writer) => writer.write('stdout', 1, 'whole'))
  writeFileSync(log.pathA, '["o",2,"to', { flag: 'a' })
  expect((await linesOf(log)).map(({ line }) => line)).toEqual(['whole'])
  withWriter(log, 2000, (writer) => writer.write('stderr', 3, 'next'))
  expect((await linesOf(log)).map(({ offset, line }) => [offset, line])).toEqual([
    [0, 'whole'],
    [1, 'next'],
  ])
})

test('lines come out whole, however the bytes were cut', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((line) => line.replace(/[\r\n]/g, '·'))
  fc.assert(
    fc.property(fc.array(text), fc.array(fc.nat(20)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const found: string[] = []
      const splitter = new LineSplitter((line) => found.push(line))
      let at = 0
      for (const cut of cuts) {
        splitter.push(bytes.subarray(at, at + cut))
        at += cut
      }
      splitter.push(bytes.subarray(at))
      splitter.end()
      expect(found).toEqual(lines)
    }),
  )
})

test('a line without an end is told in pieces', () => {
  const found: string[] = []
  const splitter = new LineSplitter((line) => found.push(line))
  for (let count = 0; count < 5; count++) splitter.push(Buffer.alloc(maxLineChars, 'x'))
  splitter.end()
  expect(found.map((line) => line.length)).toEqual(Array.from({ length: 5 }, () => maxLineChars))
})

test.each([
  ['progress 0.37', 0.37],
  ['progress 1', 1],
  ['progress 0', 0],
  ['progress 1.5', undefined],
  ['progress -1', undefined],
  ['progress 12', undefined],
  ['made progress 0.5', undefined],
  ['progress 0.5 of all', undefined],
])('%j is the progress %s', (line, expected) => expect(progressOf(line)).toBe(expected))
