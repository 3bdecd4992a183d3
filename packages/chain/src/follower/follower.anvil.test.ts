import { silentLogger, systemClock } from '@sonm/common'
import { fromHex, signerFromPrivateKey } from '@sonm/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainClient } from '../client.ts'
import { EventStore } from '../testing/event-store.ts'
import { startRpcProxy, startTestChain, type TestChain } from '../testing/index.ts'
import { createChainClient } from '../viem/create-chain-client.ts'
import { Follower } from './follower.ts'

const SNM = 10n ** 18n
const KEY = `0x${'5'.repeat(64)}` as const
let world: TestChain
let account: ChainClient

beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
  account = await world.fundedClient(KEY, 1000n * SNM)
})
afterAll(() => world?.stop())

/** A follower into a store of its own. */
function follow(store: EventStore, chain = account): Follower {
  return new Follower({
    chain,
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

/** A client over endpoints in front of the chain, each with what becomes of a list of logs of a range. */
async function clientOver(...changes: ((logs: unknown[]) => unknown)[]) {
  const proxies = await Promise.all(changes.map(() => startRpcProxy(world.anvil.url)))
  proxies.forEach((proxy, at) => {
    proxy.rule = (body) => {
      const { method, params } = JSON.parse(body)
      if (method !== 'eth_getLogs' || params[0].fromBlock === undefined) return body
      return {
        change: (text) => {
          const { id, result } = JSON.parse(text)
          return JSON.stringify({ jsonrpc: '2.0', id, ...(changes[at]!(result) as object) })
        },
      }
    }
  })
  const { contracts, anvil } = world
  const signer = signerFromPrivateKey(fromHex(KEY))
  const url = proxies.map((proxy) => proxy.url)
  const chain = createChainClient({ url, expectedChainId: anvil.chainId, contracts, signer, clock: systemClock })
  return { chain, stop: () => Promise.all(proxies.map((proxy) => proxy.stop())) }
}

const honest = (result: unknown[]) => ({ result })
const LONG = { error: { code: -32_005, message: 'limit exceeded' } }

test('an endpoint that leaves logs out is found out, and the next one is asked', async () => {
  const store = new EventStore()
  const alone = await clientOver(() => ({ result: [] }))
  await expect(follow(store, alone.chain).sync()).rejects.toMatchObject({ code: 'CHAIN_LOGS_MISSING' })
  expect(store.count).toBe(0)
  const two = await clientOver((logs) => ({ result: logs.slice(1) }), honest)
  await follow(store, two.chain).sync()
  const { number } = await account.latest()
  expect(store.count).toBe((await account.events(world.startBlock, number)).length)
  await Promise.all([alone.stop(), two.stop()])
})

test('an endpoint that refuses long ranges is asked for shorter ones', async () => {
  const store = new EventStore()
  const { chain, stop } = await clientOver((logs) => (logs.length > 2 ? LONG : { result: logs }))
  await follow(store, chain).sync()
  const { number } = await account.latest()
  expect(store.count).toBe((await account.events(world.startBlock, number)).length)
  expect(store.count).toBeGreaterThan(2)
  await stop()
})
