import { expect, test } from 'vitest'
import { always, Changeable, mapped } from './current.ts'
import { OneEach } from './one-each.ts'

function over(letters: string) {
  const items = new Changeable<readonly string[]>([...letters])
  const seen: string[] = []
  const held = Promise.withResolvers<void>()
  let changes = 0
  const all = new OneEach({
    items,
    keyOf: (name) => name,
    make: (name) => ({
      name,
      start: async () => void seen.push(`+${name}`),
      async stop() {
        if (name === 'slow') await held.promise
        seen.push(`-${name}`)
      },
    }),
    onChange: () => changes++,
  })
  const names = () => all.parts.map(({ name }) => name).join('')
  return { items, seen, all, held, names, changes: () => changes }
}

test('who comes gets a part that runs, who goes has his stopped, and the others are left alone', async () => {
  const { items, seen, all, names, changes } = over('ab')
  expect(names()).toBe('ab')
  await all.start()
  items.set(['b', 'c'])
  expect(names()).toBe('bc')
  expect(seen.splice(0)).toEqual(['+a', '+b', '+c', '-a'])
  items.set(['b', 'c', 'c'])
  expect(changes()).toBe(1)
  await all.stop()
  items.set(['d'])
  expect(seen).toEqual(['-b', '-c'])
})

test('what has changed before the start counts, and the end waits for those that are being stopped', async () => {
  const { items, seen, all, held } = over('ab')
  items.set(['slow'])
  await all.start()
  items.set([])
  const stopped = all.stop().then(() => seen.push('stopped'))
  await new Promise(setImmediate)
  expect(seen).toEqual(['+slow'])
  held.resolve()
  await stopped
  expect(seen).toEqual(['+slow', '-slow', 'stopped'])
})

test('a value that is seen through a function changes with it; one that is always the same never does', () => {
  const value = new Changeable(1)
  const doubled = mapped(value, (number) => number * 2)
  const told: number[] = []
  const end = doubled.onChange(() => told.push(doubled.now))
  value.set(2)
  end()
  value.set(3)
  expect(told).toEqual([4])
  expect(doubled.now).toBe(6)
  expect(always(7).now).toBe(7)
})
