import { testPostgres } from '@sonm/common/testing'
import { afterAll, afterEach } from 'vitest'
import { postgresStores } from './testing/postgres-stores.ts'
import { useStores } from './testing/test-stores.ts'

// The same tests, on PostgreSQL.
const postgres = await testPostgres()
const stores = postgresStores(postgres)
afterEach(() => stores.closeAll())
afterAll(() => postgres.remove())
useStores(stores)
await import('./settled-orders.test.ts')
