import {
  type PostgresAddress,
  type Startable,
  silentLogger,
  systemClock,
  systemRandom,
  type VirtualClock,
} from '@sonm/common'
import { PatientClock, type TestPostgres, watchedStore } from '@sonm/common/testing'
import { openMarketplaceDatabase } from '../store/open-database.ts'
import type { Sharing } from '../store/others-changes.ts'
import type { TestStore, TestStores } from './test-stores.ts'

/** Stores in a real PostgreSQL, beside which virtual time stands still while it works. */
export function postgresStores(postgres: TestPostgres): TestStores & {
  openAt(address: PostgresAddress, clock: VirtualClock): Promise<TestStore>
  /** Closes what the test that has ended leaves open: a server has room for so many. */
  closeAll(): Promise<void>
} {
  const opened: TestStore[] = []
  const listeners: Startable[] = []
  const open = async (address: PostgresAddress, clock: VirtualClock): Promise<TestStore> => {
    const { store, sharing } = await openPostgres(address, clock)
    const listen: Sharing['listen'] = (...args) => {
      const listener = sharing.listen(...args)
      listeners.push(listener)
      return listener
    }
    const test = { store, sharing: { ...sharing, listen } }
    opened.push(test)
    return test
  }
  return {
    rounds: 8,
    createClock: (nowMs) => new PatientClock(nowMs),
    openAt: open,
    open: async (clock) => open(await postgres.createDatabase(), clock),
    async createPlace() {
      const address = await postgres.createDatabase()
      return { database: address.url, open: (clock) => open(address, clock), remove: async () => {} }
    },
    async closeAll() {
      await Promise.all(listeners.splice(0).map((listener) => listener.stop()))
      await Promise.all(opened.splice(0).map(({ store }) => store.destroy()))
    },
  }
}

export async function openPostgres(address: PostgresAddress, clock: VirtualClock) {
  if (!(clock instanceof PatientClock)) throw new Error('PostgreSQL needs a clock that waits for it')
  const real = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const { store, sharing } = await openMarketplaceDatabase({ kind: 'postgres', ...address }, real)
  if (!sharing) throw new Error('a store in PostgreSQL is shared')
  return { store: watchedStore(store, clock.work), sharing }
}
