import { testPostgres } from '@sonm/common/testing'
import { afterAll } from 'vitest'
import { postgresStores } from '../testing/postgres-stores.ts'
import { useStores } from '../testing/test-stores.ts'

// The same tests, on PostgreSQL.
const postgres = await testPostgres()
afterAll(() => postgres.remove())
useStores(postgresStores(postgres))
await import('./receipts.test.ts')
