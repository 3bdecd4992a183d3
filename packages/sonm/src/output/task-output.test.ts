import { create } from '@bufbuild/protobuf'
import { LogChunkSchema } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProgressLines, printLogs } from './task-output.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

async function printed(pieces: readonly (readonly [string, string])[], isTTY: boolean, isShownElsewhere = false) {
  let out = ''
  const stream = { isTTY, write: (data: Uint8Array | string) => (out += Buffer.from(data).toString()) }
  async function* chunks() {
    for (const [name, text] of pieces) yield create(LogChunkSchema, { stream: name, data: bytes(text) })
  }
  await printLogs(chunks(), { isShownElsewhere }, { stdout: stream, stderr: stream })
  return out
}

const render = [
  ['stdout', 'a scene\nprogress 0.01\nprog'],
  ['stdout', 'ress 0.02\n'],
  ['stderr', 'oh\n'],
  ['stdout', 'progress 1\ndone\n'],
] as const

test('on a terminal the progress is one line that is written over, and what else is printed stands by itself', async () => {
  const shown = (await printed(render, true)).replaceAll('\r\u001b[K', '<')
  expect(shown).toBe('a scene\n<progress 1%<progress 2%<oh\ndone\n<progress 100%\n')
})

test('where the progress is shown elsewhere its lines are left out; a program gets every byte', async () => {
  expect(await printed(render, false, true)).toBe('a scene\noh\ndone\n')
  expect(await printed(render, false)).toBe('a scene\nprogress 0.01\nprogress 0.02\noh\nprogress 1\ndone\n')
})

test('what a stranger prints moves no cursor', async () => {
  expect(await printed([['stdout', 'x\u001b[2Jy\n']], true)).not.toContain('\u001b')
})

test('what ends a line that was begun before is none of progress', () => {
  const lines = new ProgressLines()
  const taken = ['x', 'progress 0.5\n', '', 'progress 0.5\n'].map((text) => lines.take(bytes(text)))
  expect(taken.map(({ rest }) => Buffer.from(rest).toString())).toEqual(['x', 'progress 0.5\n', '', ''])
})

test('wherever the output is cut, the lines of progress and nothing else are taken out', () => {
  const line = fc.oneof(
    fc.constantFrom('progress 0.5', 'progress 1', 'progress 2', 'progress x', ' progress 0.1', 'progress', 'p', ''),
    fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', '')),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(80), { maxLength: 5 }), (given, cuts) => {
      const text = given.map((each) => `${each}\n`).join('')
      const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length]
      const lines = new ProgressLines()
      const rest = at.slice(1).map((end, index) => lines.take(Buffer.from(text.slice(at[index]!, end), 'latin1')).rest)
      const told = Buffer.concat([...rest, lines.end()]).toString('latin1')
      const kept = given.filter((each) => !/^progress (?:0|1|0\.\d+|1\.0+)\s*$/.test(each))
      expect(told).toBe(Buffer.from(kept.map((each) => `${each}\n`).join(''), 'latin1').toString('latin1'))
    }),
    { numRuns: 1000 },
  )
})
