import { expect, test } from 'vitest'
import { logLine } from './log-line.ts'

const at = { level: 40, time: 1_767_225_600_000, role: 'node' }

test('a line for people has its message and its fields, and no braces', () => {
  const fields = { marketplace: '0xa1', reason: 'nothing listens there', failures: 3, tried: ['a'] }
  expect(logLine({ ...at, ...fields, msg: 'a marketplace did not answer' })).toBe(
    'a marketplace did not answer  marketplace=0xa1  reason="nothing listens there"  failures=3  tried="[\\"a\\"]"',
  )
})

test('what strangers say stays in its line', () => {
  expect(logLine({ ...at, reason: 'x\n\u001b[2J', msg: 'm' })).toBe('m  reason="x\\n\\u001b[2J"')
})

test('no character of a stranger turns the line round', () => {
  expect(logLine({ ...at, reason: 'a\u202eb\u009b', msg: 'm' })).toBe('m  reason="a\\u{202e}b\\u{9b}"')
})

test('an error that nobody foresaw has its trace below', () => {
  expect(logLine({ ...at, err: { message: 'it broke', stack: 'Error: it broke\n  at f' }, msg: 'm' })).toBe(
    'm  error="it broke"\n    Error: it broke\n      at f',
  )
})

test('on a narrow terminal the fields go on below, none of them broken', () => {
  const line = { msg: 'a worker connected', worker: `0x${'5a'.repeat(20)}`, cores: 2, name: 'a', ms: 5 }
  expect(logLine(line, 64).split('\n')).toEqual([
    'a worker connected',
    `    worker=0x${'5a'.repeat(20)}  cores=2`,
    '    name=a  ms=5',
  ])
  expect(logLine(line, 200)).not.toContain('\n')
})
