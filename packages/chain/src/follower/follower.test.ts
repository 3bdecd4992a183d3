import { fail } from '@sonm/model'
import { beforeEach, expect, test } from 'vitest'
import { FollowerRig, upTo } from '../testing/follower-rig.ts'

let rig: FollowerRig

beforeEach(() => {
  rig = new FollowerRig()
})

test('a restart reads nothing twice', async () => {
  rig.mine(10)
  await rig.follow().sync()
  rig.mine(10)
  rig.asked = []
  await rig.follow().sync()
  expect(rig.blocks).toEqual(upTo(20))
  expect(rig.ranges).toEqual(['11-20'])
  expect(rig.rollbacks).toEqual([])
})

test('events wait for their confirmations', async () => {
  rig.mine(9)
  const follower = rig.follow({ confirmations: 4 })
  await follower.sync()
  expect(follower.progress).toEqual({ position: 5n, newest: 9n, blocksBehind: 4n })
  rig.node.drop(4)
  rig.mine(6)
  await follower.sync()
  expect(rig.rollbacks).toEqual([])
  expect(rig.blocks).toEqual(upTo(7))
})

test.each([1, 2, 17, 64])('a reorg of %d blocks takes back what these said, and no more', async (depth) => {
  rig.mine(100)
  const follower = rig.follow({ maxBlocksPerStep: 1 })
  await follower.sync()
  rig.node.drop(depth)
  rig.mine(depth)
  rig.asked = []
  await follower.sync()
  expect(rig.rollbacks).toEqual([BigInt(100 - depth)])
  expect(rig.hashes).toEqual(upTo(100).map((block) => rig.hash(block)))
  // Where one block stands, all before it do, so few are asked for: nothing near one by one.
  expect(rig.asked.filter((method) => method === 'eth_getBlockByNumber').length - depth).toBeLessThan(12)
})

test('a reorg to a chain that is shorter is rolled back too', async () => {
  rig.mine(10)
  const follower = rig.follow({ maxBlocksPerStep: 1 })
  await follower.sync()
  rig.node.drop(6)
  rig.mine(2)
  await follower.sync()
  expect(rig.rollbacks).toEqual([4n])
  expect(rig.hashes).toEqual(upTo(6).map((block) => rig.hash(block)))
})

test('a reorg of everything is followed from the start', async () => {
  rig.mine(10)
  const follower = rig.follow({ startBlock: 1n })
  await follower.sync()
  rig.node.drop(10)
  rig.mine(12)
  await follower.sync()
  expect(rig.rollbacks).toEqual([0n])
  expect(rig.blocks).toEqual(upTo(12))
})

test('an endpoint that lags behind causes no rollback, and is told of after a minute, once', async () => {
  rig.mine(10)
  const follower = rig.follow({ maxBlocksPerStep: 2 })
  await follower.sync()
  rig.answer((method, params) => rig.node.answerAs('lagging', method, params))
  await follower.start()
  await rig.clock.advance(30_000)
  expect(follower.progress).toEqual({ position: 10n, newest: 5n, blocksBehind: 0n })
  expect(rig.logged).toEqual([])
  await rig.clock.advance(300_000)
  await follower.stop()
  expect(rig.logged).toMatchObject([
    { fields: { err: { code: 'CHAIN_BEHIND' } }, message: 'the chain shows less than it did' },
  ])
  expect(rig.rollbacks).toEqual([])
  expect(rig.blocks).toEqual(upTo(10))
})

test('a block that was shown and now is not, below the newest, is no reorg', async () => {
  rig.mine(10)
  const follower = rig.follow()
  await follower.sync()
  rig.mine(1)
  rig.answer((method, params) => (params[0] === '0xa' ? null : rig.node.answerAs('current', method, params)))
  const waiting = rig.follow({ confirmations: 1 })
  await expect(waiting.sync()).rejects.toMatchObject({ code: 'CHAIN_BEHIND', retryable: true })
  expect(rig.rollbacks).toEqual([])
})

test('a block of another chain than the checkpoint, which stands, is not stored', async () => {
  rig.mine(10)
  const follower = rig.follow()
  await follower.sync()
  rig.node.drop(3)
  rig.mine(4)
  // Blocks come from the one node, and the checkpoint is held against the other.
  rig.answer((method, params) => rig.node.answerAs(Number(params[0]) === 10 ? 'stale' : 'current', method, params))
  await expect(follower.sync()).rejects.toMatchObject({ code: 'CHAIN_BLOCK_WRONG', retryable: true })
  expect(rig.rollbacks).toEqual([])
})

test('two nodes with chains of their own are not followed back and forth for ever', async () => {
  rig.mine(10)
  const lost = rig.hash(9)
  rig.node.drop(3)
  rig.mine(4)
  let looksAt8 = 0
  rig.answer((method, params) => {
    const { fromBlock, blockHash } = Object(params[0])
    const block = Number(blockHash === lost ? 9 : method === 'eth_getLogs' ? fromBlock : params[0])
    // Whoever reads block 8 meets the one node, and finds at the other that it is gone.
    const isStale = block === 9 || (block === 8 && method !== 'eth_getLogs' && ++looksAt8 % 2 === 0)
    return rig.node.answerAs(isStale ? 'stale' : 'current', method, params)
  })
  const follower = rig.follow({ maxBlocksPerStep: 1, stepsAhead: 1 })
  await expect(follower.sync()).rejects.toMatchObject({ code: 'CHAIN_BLOCK_WRONG', retryable: true })
  expect(rig.rollbacks).toEqual(Array(8).fill(7n))
  expect(rig.blocks).toEqual(upTo(7))
})

test('an outage is survived with growing pauses, and one warning', async () => {
  rig.mine(4)
  const follower = rig.follow({ pollIntervalMs: 1_000, maxBackoffMs: 8_000 })
  rig.answer(() => {
    throw fail('CHAIN_UNREACHABLE', { url: 'fake', reason: 'down' })
  })
  await follower.start()
  await rig.clock.advance(60_000)
  expect(rig.logged.map(({ message }) => message)).toEqual(['the chain cannot be followed; trying again'])
  expect(rig.asked).toHaveLength(9)
  rig.answer((method, params) => rig.node.answerAs('current', method, params))
  const reached = follower.reached(4n)
  await rig.clock.advance(8_000)
  await reached
  expect(rig.logged.at(-1)?.message).toBe('the chain is followed again')
  expect(rig.blocks).toEqual(upTo(4))
  await follower.stop()
  rig.mine(5)
  await rig.clock.advance(60_000)
  expect(follower.position).toBe(4n)
})

test('a handler that throws gets the same blocks again', async () => {
  rig.mine(5)
  let failures = 2
  const follower = rig.follow({
    onEvents: async (events, checkpoint) => {
      if (failures-- > 0) throw new Error('the disk is full')
      rig.store.apply(events, checkpoint)
    },
  })
  await expect(follower.sync()).rejects.toThrow('the disk is full')
  await expect(follower.sync()).rejects.toThrow('the disk is full')
  await follower.sync()
  expect(rig.blocks).toEqual(upTo(5))
})

test('to stop waits for no answer of the chain, but for what is being stored', async () => {
  rig.mine(3)
  rig.answer(() => new Promise(() => {}))
  const hanging = rig.follow()
  await hanging.start()
  await hanging.stop()
  expect(rig.logged).toEqual([])

  rig.answer((method, params) => rig.node.answerAs('current', method, params))
  const storing = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const order: string[] = []
  const follower = rig.follow({
    onEvents: async () => {
      begun.resolve()
      await storing.promise
      order.push('stored')
    },
  })
  await follower.start()
  await begun.promise
  const stopped = follower.stop().then(() => order.push('stopped'))
  storing.resolve()
  await stopped
  expect(order).toEqual(['stored', 'stopped'])
})

test('how far it is can be seen, and is told while it takes long', async () => {
  rig.mine(30)
  const follower = rig.follow({
    maxBlocksPerStep: 10,
    onEvents: async (events, checkpoint) => {
      await rig.clock.advance(6_000)
      rig.store.apply(events, checkpoint)
    },
  })
  expect(follower.progress).toEqual({ position: -1n, newest: undefined, blocksBehind: undefined })
  await follower.sync()
  expect(follower.progress).toEqual({ position: 30n, newest: 30n, blocksBehind: 0n })
  expect(rig.logged).toEqual([
    { fields: { block: '19', blocksBehind: '11' }, message: 'reading what the chain has said' },
    { fields: { block: '30', blocksBehind: '0' }, message: 'reading what the chain has said' },
  ])
})
