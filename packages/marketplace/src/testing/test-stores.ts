import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@sonm/common'
import type { Sharing } from '../store/others-changes.ts'
import { type MarketplaceStore, openMarketplaceStore } from '../store/tables.ts'

/** A store as a marketplace is given it. */
export interface TestStore {
  readonly store: MarketplaceStore
  readonly sharing?: Sharing
}

/** Where a store stands, also when nobody has it open. */
export interface TestStorePlace {
  /** For a process of its own: `parseDatabase` reads it. */
  readonly database: string
  open(clock: VirtualClock): Promise<TestStore>
  remove(): Promise<void>
}

/** The stores that tests of a marketplace run on. */
export interface TestStores {
  /** Of a story that chance tells: fewer, where each takes long. */
  readonly rounds: number
  /** @param nowMs what it shows at first */
  createClock(nowMs?: number): VirtualClock
  /** One that is empty; whoever wants it closed does so. */
  open(clock: VirtualClock): Promise<TestStore>
  createPlace(): Promise<TestStorePlace>
}

const sqlite: TestStores = {
  rounds: 25,
  createClock: (nowMs) => new VirtualClock(nowMs),
  open: async () => ({ store: await openMarketplaceStore(':memory:') }),
  async createPlace() {
    const folder = mkdtempSync(join(tmpdir(), 'sonm-marketplace-'))
    const path = join(folder, 'store.sqlite')
    return {
      database: `sqlite:${path}`,
      open: async () => ({ store: await openMarketplaceStore(path) }),
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    }
  },
}

let current = sqlite

export function testStores(): TestStores {
  return current
}

/** For a file that runs the tests of another on stores of its own. */
export function useStores(stores: TestStores): void {
  current = stores
}
