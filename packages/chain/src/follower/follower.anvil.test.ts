import { silentLogger, systemClock } from '@sonm/common'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainClient, MarketEvent } from '../client.ts'
import { startTestChain, type TestChain } from '../testing/index.ts'
import { Follower } from './follower.ts'

const SNM = 10n ** 18n
let world: TestChain
let account: ChainClient

beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
  account = await world.fundedClient(`0x${'5'.repeat(64)}`, 1000n * SNM)
})
afterAll(() => world?.stop())

test('a real reorg is rolled back, and the new branch is read', async () => {
  const seen: MarketEvent[] = []
  const follower = new Follower({
    chain: account,
    clock: systemClock,
    logger: silentLogger,
    startBlock: world.startBlock,
    confirmations: 0,
    pollIntervalMs: 20,
    onEvents: async (events) => {
      seen.push(...events)
    },
    onRollback: async (toBlock) => {
      seen.splice(0, seen.length, ...seen.filter((event) => event.blockNumber <= toBlock))
    },
  })
  await follower.start()
  const first = await account.deposit(1n * SNM)
  await follower.reached(first.blockNumber)
  const fork = await world.anvil.request<string>('evm_snapshot')
  const second = await account.deposit(2n * SNM)
  await follower.reached(second.blockNumber)
  expect(seen).toMatchObject([{ amountWei: 1n * SNM }, { amountWei: 2n * SNM }])

  await world.anvil.request('evm_revert', fork)
  await account.deposit(3n * SNM)
  const last = await account.deposit(4n * SNM)
  await follower.reached(last.blockNumber)
  await follower.stop()
  expect(seen).toMatchObject([{ amountWei: 1n * SNM }, { amountWei: 3n * SNM }, { amountWei: 4n * SNM }])
  expect(seen).toEqual(await account.events(world.startBlock, last.blockNumber))
})
