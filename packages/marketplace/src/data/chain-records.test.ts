import { readCheckpoint, writeCheckpoint } from '@sonm/chain'
import { openStore, seededRandom } from '@sonm/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MarketStory } from '../testing/market-story.ts'
import { storyFold as fold, RecordsReader as Reader } from '../testing/records-reader.ts'
import { foldEvents } from './market-fold.ts'
import { type DataTables, dataMigration } from './schema.ts'
import { INTERVALS_SECONDS } from './trades.ts'

function openData() {
  return openStore<DataTables>(':memory:', [dataMigration])
}

const acts = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 12 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('reorg' as const), depth: fc.integer({ min: 1, max: 40 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  ),
  { minLength: 3, maxLength: 12 },
)

test('whatever the reorgs and restarts, the records are as if the last chain had been read once', async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.integer({ min: 1, max: 7 }), fc.nat(), async (script, blocksPerStep, seed) => {
      const story = new MarketStory(seededRandom(seed))
      const store = await openData()
      const scratch = await openData()
      let reader = await Reader.open(store)
      for (const act of script) {
        if (act.kind === 'mine') for (let block = 0; block < act.blocks; block++) story.mine()
        else if (act.kind === 'reorg') story.drop(act.depth)
        else reader = await Reader.open(store)
        await reader.read(story, blocksPerStep)
      }
      const fresh = await Reader.open(scratch)
      await fresh.read(story, blocksPerStep)
      expect(await reader.all()).toEqual(await fresh.all())
      expect(await (await Reader.open(store)).all()).toEqual(await fresh.all())
      expect(reader.checkpoint.at(-1)).toEqual(fresh.checkpoint.at(-1))
      await Promise.all([store.destroy(), scratch.destroy()])
    }),
    { numRuns: 60 },
  )
})

test('history adds up: the volume of minutes, hours and days is what was paid, and no price is outside of low and high', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const story = new MarketStory(seededRandom(seed))
      for (let block = 0; block < 60; block++) story.mine()
      const store = await openData()
      const reader = await Reader.open(store)
      await reader.read(story, 10)
      const states = [...reader.deals.masters()].flatMap((master) => reader.deals.ofMaster(master))
      const paidWei = states.reduce((sum, state) => sum + state.paidWei, 0n)
      for (const interval of INTERVALS_SECONDS) {
        const buckets = await reader.records.buckets('all', interval, 0, 2 ** 40)
        expect(buckets.reduce((sum, { volumeWei }) => sum + volumeWei, 0n)).toBe(paidWei)
        expect(buckets.reduce((sum, { deals }) => sum + deals, 0)).toBe(states.length)
      }
      for (const { open, high, low, close, deals } of await reader.records.buckets('cpu', 3_600, 0, 2 ** 40)) {
        expect([open, high, low, close].every((price) => (price === undefined) === (deals === 0))).toBe(true)
        if (open === undefined) continue
        expect(low! <= open && open <= high! && low! <= close! && close! <= high!).toBe(true)
      }
      await store.destroy()
    }),
    { numRuns: 10 },
  )
})

test('a change that cannot be stored leaves no trace, and comes again', async () => {
  const story = new MarketStory(seededRandom(5))
  for (let block = 0; block < 20; block++) story.mine()
  const store = await openData()
  const reader = await Reader.open(store)
  const change = foldEvents(() => undefined, story.events(1, 20), fold)
  const checkpoint = readCheckpoint(writeCheckpoint([{ number: 20n, hash: story.hash(20) }]))
  await expect(
    reader.records.add({ ...change, trades: [...change.trades, ...change.trades] }, checkpoint),
  ).rejects.toThrow()
  expect(await reader.records.checkpoint()).toBeUndefined()
  expect(await reader.records.classes()).toEqual([])
  await reader.records.add(change, checkpoint)
  expect(await reader.records.checkpoint()).toEqual(checkpoint)
  await store.destroy()
})
