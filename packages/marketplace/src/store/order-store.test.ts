import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openThreadStore } from '@sonm/common'
import { orderStoreSuite } from '../testing/store-suite.ts'
import { SqliteOrderRows } from './sqlite-order-rows.ts'
import { type MarketplaceStore, type MarketplaceTables, openMarketplaceStore, sqliteMigrations } from './tables.ts'

function inFolder(openStore: (path: string) => Promise<MarketplaceStore>) {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sonm-marketplace-'))
    return {
      open: async () => new SqliteOrderRows(await openStore(join(folder, 'store.sqlite'))),
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    }
  }
}

orderStoreSuite('SQLite in the process', inFolder(openMarketplaceStore))
orderStoreSuite(
  'SQLite in a thread',
  inFolder((path) => openThreadStore<MarketplaceTables>(path, sqliteMigrations)),
)
