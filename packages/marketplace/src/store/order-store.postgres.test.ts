import { openPostgresStore, systemRandom } from '@sonm/common'
import { testPostgres } from '@sonm/common/testing'
import { afterAll } from 'vitest'
import { orderStoreSuite } from '../testing/store-suite.ts'
import { SharedOrderRows } from './shared-order-rows.ts'
import { type MarketplaceTables, postgresMigrations } from './tables.ts'

const postgres = await testPostgres()
afterAll(() => postgres.remove())

orderStoreSuite('PostgreSQL', async () => {
  const address = await postgres.createDatabase()
  return {
    open: async () =>
      new SharedOrderRows(await openPostgresStore<MarketplaceTables>(address, postgresMigrations), systemRandom),
    remove: async () => {},
  }
})
