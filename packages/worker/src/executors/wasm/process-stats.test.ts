import { expect, test } from 'vitest'
import { parseProcStat, parsePs, processStats } from './process-stats.ts'

const fields = (state: string) => `${state} 1 2 3 0 -1 4194560 9 9 9 9 150 25 0 0 20 0 7 0 100 1000000 2048 184467`

test('time and memory are read from /proc, whatever the name of the program', () => {
  expect(parseProcStat(`42 (a) b (c) ${fields('R')}`, 'node\0--permission\0/task\0')).toEqual({
    cpuTimeMs: 1750,
    memoryBytes: 2048 * 4096,
    command: 'node --permission /task',
  })
})

test('a process that is only waiting to be buried is none', () => {
  expect(parseProcStat(`42 (node) ${fields('Z')}`, '')).toBeUndefined()
})

test.each([
  ['00:00:01   2048 node a b', 1000],
  ['  1:02.50   2048 node a b\n', 62_500],
  ['2-03:04:05 2048 node a b', ((2 * 24 + 3) * 3600 + 4 * 60 + 5) * 1000],
])('ps says %j', (text, cpuTimeMs) => {
  expect(parsePs(text)).toEqual({ cpuTimeMs, memoryBytes: 2048 * 1024, command: 'node a b' })
})

test('this process is found, and one that cannot exist is not', async () => {
  expect((await processStats(process.pid))?.memoryBytes).toBeGreaterThan(2 ** 20)
  expect(await processStats(2 ** 30)).toBeUndefined()
})
