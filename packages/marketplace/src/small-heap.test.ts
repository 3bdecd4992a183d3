import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MIB = 2 ** 20

// In a process of its own: flags of V8 hold for all of it.
const SCRIPT = `
  import { getHeapStatistics } from 'node:v8'
  import { keepHeapSmall, startedInLargeHeap } from '${new URL('./small-heap.ts', import.meta.url).href}'
  keepHeapSmall()
  const sizes = []
  const start = async () => {
    let garbage = Array.from({ length: 2e6 }, (_, at) => ({ at }))
    sizes.push(getHeapStatistics().total_heap_size)
    garbage = undefined
    if (process.argv[1] === 'fail') throw new Error('no start')
  }
  await startedInLargeHeap({ start, stop: async () => {} }).start().catch(({ message }) => sizes.push(message))
  sizes.push(getHeapStatistics().total_heap_size)
  console.log(JSON.stringify(sizes))
`

async function sizesOf(...parameters: string[]): Promise<(number | string)[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', SCRIPT, ...parameters],
    { cwd: fileURLToPath(new URL('.', import.meta.url)) },
  )
  return JSON.parse(stdout) as (number | string)[]
}

test('the heap of a start is given back when it is over, also when it fails', async () => {
  const [large, small] = await sizesOf()
  expect(large).toBeGreaterThan(100 * MIB)
  expect(small).toBeLessThan(40 * MIB)
  const [, message, after] = await sizesOf('fail')
  expect(message).toBe('no start')
  expect(after).toBeLessThan(40 * MIB)
})
