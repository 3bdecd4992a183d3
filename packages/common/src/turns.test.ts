import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

function work(seen: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const run = () => {
    seen.push(name)
    return promise
  }
  return { run, resolve, reject }
}

test('works of one key wait for each other, whatever becomes of them, and those of another key do not', async () => {
  const turns = new Turns<string>()
  const seen: string[] = []
  const [first, second, other] = ['first', 'second', 'other'].map((name) => work(seen, name))
  const failing = turns.run('a', first!.run)
  const waiting = turns.run('a', second!.run)
  void turns.run('b', other!.run)
  await new Promise(setImmediate)
  expect(seen).toEqual(['first', 'other'])
  first!.reject(new Error('no'))
  await expect(failing).rejects.toThrow('no')
  second!.resolve('done')
  expect(await waiting).toBe('done')
  expect(seen).toEqual(['first', 'other', 'second'])
})
