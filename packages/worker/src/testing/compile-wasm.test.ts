import { expect, test } from 'vitest'
import { compileWasm } from './compile-wasm.ts'

test('the compiler leaves the process as it was: numbers are sorted by their text where nobody says how', async () => {
  expect([10, 9].sort()).toEqual([10, 9])
  const built = compileWasm('nothing', new URL('.', import.meta.url).pathname).catch((error: Error) => error.message)
  expect(await built).toContain('does not compile')
  expect([10, 9].sort()).toEqual([10, 9])
})
