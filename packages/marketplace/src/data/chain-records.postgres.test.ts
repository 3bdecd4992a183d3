import { openPostgresStore, seededRandom } from '@sonm/common'
import { testPostgres } from '@sonm/common/testing'
import { afterAll, expect, test } from 'vitest'
import { MarketStory } from '../testing/market-story.ts'
import { RecordsReader } from '../testing/records-reader.ts'
import { type DataTables, dataMigration } from './schema.ts'

const postgres = await testPostgres()
afterAll(() => postgres.remove())

test('in PostgreSQL too, the records after reorgs are as if the last chain had been read once', async () => {
  const open = async () => openPostgresStore<DataTables>(await postgres.createDatabase(), [dataMigration])
  const [store, scratch] = [await open(), await open()]
  const story = new MarketStory(seededRandom(11))
  const reader = await RecordsReader.open(store)
  for (const depth of [0, 3, 12, 30]) {
    story.drop(depth)
    for (let block = 0; block < 15; block++) story.mine()
    await reader.read(story, 4)
  }
  const fresh = await RecordsReader.open(scratch)
  await fresh.read(story, 4)
  expect(await reader.all()).toEqual(await fresh.all())
  expect(await (await RecordsReader.open(store)).all()).toEqual(await fresh.all())
  await Promise.all([store.destroy(), scratch.destroy()])
})
