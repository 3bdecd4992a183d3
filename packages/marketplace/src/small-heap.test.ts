import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MIB = 2 ** 20
const PROGRAM = join(import.meta.dirname, 'testing/heap-of-a-start.ts')

async function toldBy(...parameters: string[]): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...parameters])
  return JSON.parse(stdout) as unknown[]
}

test('the heap of a start is given back when the first callers have their answers, and at once when it fails', async () => {
  const [large, answering, small] = await toldBy()
  expect(large).toBeGreaterThan(100 * MIB)
  expect(answering).toBeGreaterThan(100 * MIB)
  expect(small).toBeLessThan(40 * MIB)
  const [, reason, after] = await toldBy('fail')
  expect(reason).toMatch(/^no start/)
  expect(after).toBeLessThan(40 * MIB)
})
