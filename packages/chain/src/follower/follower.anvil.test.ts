import { silentLogger, systemClock } from '@sonm/common'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainClient } from '../client.ts'
import { EventStore } from '../testing/event-store.ts'
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

/** A follower into a store of its own. */
function follow(store: EventStore): Follower {
  return new Follower({
    chain: account,
    clock: systemClock,
    logger: silentLogger,
    startBlock: world.startBlock,
    confirmations: 0,
    pollIntervalMs: 20,
    checkpoint: store.checkpoint,
    onEvents: async (events, checkpoint) => store.apply(events, checkpoint),
    onRollback: async (toBlock, checkpoint) => store.rollBack(toBlock, checkpoint),
  })
}

test.each([1, 7, 64])('a real reorg of %d blocks is rolled back, and the new branch is read', async (depth) => {
  const store = new EventStore()
  const follower = follow(store)
  await follower.start()
  const kept = await account.deposit(1n * SNM)
  const fork = await world.anvil.request<string>('evm_snapshot')
  await world.anvil.request('anvil_mine', depth - 1)
  const lost = await account.deposit(2n * SNM)
  expect(lost.blockNumber - kept.blockNumber).toBe(BigInt(depth))
  await follower.reached(lost.blockNumber)

  await world.anvil.request('evm_revert', fork)
  const first = await account.deposit(3n * SNM)
  await world.anvil.request('anvil_mine', depth)
  const last = await account.deposit(4n * SNM)
  await follower.reached(last.blockNumber)
  await follower.stop()
  const scratch = new EventStore()
  await follow(scratch).sync()
  expect(store.rows()).toEqual(scratch.rows())
  const hashes = store.rows().map((row) => row.tx_hash)
  expect(hashes).toEqual(expect.arrayContaining([kept.txHash, first.txHash, last.txHash]))
  expect(hashes).not.toContain(lost.txHash)
})

test("anvil's own reorg, of 64 blocks with their transactions, is followed", async () => {
  const store = new EventStore()
  const follower = follow(store)
  const before = await account.deposit(5n * SNM)
  await world.anvil.request('anvil_mine', 63)
  await follower.sync()
  await world.anvil.request('anvil_reorg', 64, [])
  const after = await account.deposit(6n * SNM)
  await follower.sync()
  const scratch = new EventStore()
  await follow(scratch).sync()
  expect(store.rows()).toEqual(scratch.rows())
  const hashes = store.rows().map((row) => row.tx_hash)
  expect(hashes).toContain(after.txHash)
  expect(hashes).not.toContain(before.txHash)
})

test('real blocks, their filters and the logs of the contract in them fit together', async () => {
  const { number } = await account.latest()
  const span = await account.readBlocks(world.startBlock, number)
  expect(span.events).toEqual(await account.events(world.startBlock, number))
  expect(span.events.length).toBeGreaterThan(4)
  expect(span.hash).toBe(await account.blockHash(number))
})
