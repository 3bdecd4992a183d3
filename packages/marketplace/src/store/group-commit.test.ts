import { VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { GroupCommit } from './group-commit.ts'

test('what comes together is written together, in order, in groups of a bounded size, and each has its result', async () => {
  const clock = new VirtualClock()
  const groups: number[][] = []
  const commits = new GroupCommit<number, string>({
    clock,
    maxSize: 3,
    sizeOf: () => 1,
    commit: async (items) => {
      groups.push([...items])
      return items.map(String)
    },
  })
  const done = Promise.all([1, 2, 3, 4].map((item) => commits.add(item)))
  expect(groups).toEqual([])
  await clock.advance(0)
  expect(await done).toEqual(['1', '2', '3', '4'])
  expect(groups).toEqual([[1, 2, 3], [4]])
  const later = commits.add(5)
  const idle = commits.idle()
  await clock.advance(0)
  await Promise.all([later, idle])
  expect(groups.at(-1)).toEqual([5])
})

test('a group that fails is told so, and the next is written', async () => {
  const clock = new VirtualClock()
  let broken = true
  const commits = new GroupCommit<number, void>({
    clock,
    maxSize: 10,
    sizeOf: () => 1,
    commit: async () => {
      if (broken) throw new Error('disk full')
      return []
    },
  })
  const outcomes = Promise.allSettled([commits.add(1), commits.add(2)])
  await clock.advance(0)
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  broken = false
  const next = commits.add(3)
  await clock.advance(0)
  await next
})

test('a group has no more than its size, and what is larger by itself is written alone', async () => {
  const clock = new VirtualClock()
  const groups: number[][] = []
  const commit = async (items: readonly number[]) => {
    groups.push([...items])
    return items
  }
  const commits = new GroupCommit<number, number>({ clock, maxSize: 10, sizeOf: (item) => item, commit })
  const items = [4, 6, 1, 25, 0, 10, 3, 8]
  const done = Promise.all(items.map((item) => commits.add(item)))
  await clock.advance(0)
  expect(await done).toEqual(items)
  expect(groups).toEqual([[4, 6], [1], [25], [0, 10], [3], [8]])
})
