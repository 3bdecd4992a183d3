import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compileWasm } from './compile-wasm.ts'

test('the compiler leaves the sort of the process as it was', async () => {
  const { sort } = Array.prototype
  const built = compileWasm('nothing', fileURLToPath(new URL('.', import.meta.url)))
  await expect(built).rejects.toThrow('does not compile')
  expect(Array.prototype.sort).toBe(sort)
})
