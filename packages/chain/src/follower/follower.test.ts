import { type Logger, silentLogger, VirtualClock } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import { beforeEach, expect, test } from 'vitest'
import { EventStore } from '../testing/event-store.ts'
import { deposited, FakeNode } from '../testing/fake-node.ts'
import { Follower, type FollowerOptions } from './follower.ts'

const ALICE: Hex = `0x${'a1'.repeat(20)}`

let node: FakeNode
let store: EventStore
let clock: VirtualClock
let rollbacks: bigint[]
let logged: { readonly fields: Record<string, unknown>; readonly message: string }[]
/** What was asked for: the method, and of logs the blocks. */
let asked: string[]

beforeEach(() => {
  node = new FakeNode()
  store = new EventStore()
  clock = new VirtualClock()
  rollbacks = []
  logged = []
  asked = []
  answer((method, params) => node.answerAs('current', method, params))
})

function answer(by: FakeNode['answer']): void {
  node.answer = (method, params) => {
    const { fromBlock, toBlock } = params[0] as { fromBlock?: Hex; toBlock?: Hex }
    asked.push(toBlock === undefined ? method : `${Number(fromBlock)}-${Number(toBlock)}`)
    return by(method, params)
  }
}

/** Blocks with an event each. */
function mine(count: number): void {
  node.mine(...Array.from({ length: count }, (_, at) => [deposited(ALICE, at)]))
}

function follow(options: Partial<FollowerOptions> = {}): Follower {
  const log = (fields: object, message: string) => logged.push({ fields: { ...fields }, message })
  return new Follower({
    chain: node.chain,
    clock,
    logger: { ...silentLogger, warn: log, info: log } as Logger,
    startBlock: 0n,
    confirmations: 0,
    checkpoint: store.checkpoint,
    onEvents: async (events, checkpoint) => store.apply(events, checkpoint),
    onRollback: async (toBlock, checkpoint) => {
      rollbacks.push(toBlock)
      store.rollBack(toBlock, checkpoint)
    },
    ...options,
  })
}

const blocks = () => store.rows().map((row) => Number(row.block_number))
const hashes = () => store.rows().map((row) => row.block_hash)
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, at) => first + at)
/** The ranges whose logs were asked for. */
const ranges = () => asked.filter((what) => what.includes('-'))
const hash = (block: number) =>
  (node.answerAs('current', 'eth_getBlockByNumber', [`0x${block.toString(16)}`]) as { hash: Hex }).hash

test('a restart reads nothing twice', async () => {
  mine(10)
  await follow().sync()
  mine(10)
  asked = []
  await follow().sync()
  expect(blocks()).toEqual(upTo(20))
  expect(ranges()).toEqual(['11-20'])
  expect(rollbacks).toEqual([])
})

test('events wait for their confirmations', async () => {
  mine(9)
  const follower = follow({ confirmations: 4 })
  await follower.sync()
  expect(follower.progress).toEqual({ position: 5n, newest: 9n, blocksBehind: 4n })
  node.drop(4)
  mine(6)
  await follower.sync()
  expect(rollbacks).toEqual([])
  expect(blocks()).toEqual(upTo(7))
})

test.each([1, 2, 17, 64])('a reorg of %d blocks takes back what these said, and no more', async (depth) => {
  mine(100)
  const follower = follow({ maxBlocksPerStep: 1 })
  await follower.sync()
  node.drop(depth)
  mine(depth)
  asked = []
  await follower.sync()
  expect(rollbacks).toEqual([BigInt(100 - depth)])
  expect(hashes()).toEqual(upTo(100).map(hash))
  // Where one block stands, all before it do, so few are asked for: nothing near one by one.
  expect(asked.filter((method) => method === 'eth_getBlockByNumber').length - depth).toBeLessThan(12)
})

test('a reorg to a chain that is shorter is rolled back too', async () => {
  mine(10)
  const follower = follow({ maxBlocksPerStep: 1 })
  await follower.sync()
  node.drop(6)
  mine(2)
  await follower.sync()
  expect(rollbacks).toEqual([4n])
  expect(hashes()).toEqual(upTo(6).map(hash))
})

test('a reorg of everything is followed from the start', async () => {
  mine(10)
  const follower = follow({ startBlock: 1n })
  await follower.sync()
  node.drop(10)
  mine(12)
  await follower.sync()
  expect(rollbacks).toEqual([0n])
  expect(blocks()).toEqual(upTo(12))
})

test('an endpoint that lags behind causes no rollback, and is told of after a minute, once', async () => {
  mine(10)
  const follower = follow({ maxBlocksPerStep: 2 })
  await follower.sync()
  answer((method, params) => node.answerAs('lagging', method, params))
  await follower.start()
  await clock.advance(30_000)
  expect(follower.progress).toEqual({ position: 10n, newest: 5n, blocksBehind: 0n })
  expect(logged).toEqual([])
  await clock.advance(300_000)
  await follower.stop()
  expect(logged).toMatchObject([
    { fields: { err: { code: 'CHAIN_BEHIND' } }, message: 'the chain shows less than it did' },
  ])
  expect(rollbacks).toEqual([])
  expect(blocks()).toEqual(upTo(10))
})

test('a block that was shown and now is not, below the newest, is no reorg', async () => {
  mine(10)
  const follower = follow()
  await follower.sync()
  mine(1)
  answer((method, params) => (params[0] === '0xa' ? null : node.answerAs('current', method, params)))
  const waiting = follow({ confirmations: 1 })
  await expect(waiting.sync()).rejects.toMatchObject({ code: 'CHAIN_BEHIND', retryable: true })
  expect(rollbacks).toEqual([])
})

test('a block of another chain than the checkpoint, which stands, is not stored', async () => {
  mine(10)
  const follower = follow()
  await follower.sync()
  node.drop(3)
  mine(4)
  // Blocks come from the one node, and the checkpoint is held against the other.
  answer((method, params) => node.answerAs(Number(params[0]) === 10 ? 'stale' : 'current', method, params))
  await expect(follower.sync()).rejects.toMatchObject({ code: 'CHAIN_BLOCK_WRONG', retryable: true })
  expect(rollbacks).toEqual([])
})

test('two nodes with chains of their own are not followed back and forth for ever', async () => {
  mine(10)
  const lost = hash(9)
  node.drop(3)
  mine(4)
  let looksAt8 = 0
  answer((method, params) => {
    const { fromBlock, blockHash } = Object(params[0])
    const block = Number(blockHash === lost ? 9 : method === 'eth_getLogs' ? fromBlock : params[0])
    // Whoever reads block 8 meets the one node, and finds at the other that it is gone.
    const isStale = block === 9 || (block === 8 && method !== 'eth_getLogs' && ++looksAt8 % 2 === 0)
    return node.answerAs(isStale ? 'stale' : 'current', method, params)
  })
  const follower = follow({ maxBlocksPerStep: 1, stepsAhead: 1 })
  await expect(follower.sync()).rejects.toMatchObject({ code: 'CHAIN_BLOCK_WRONG', retryable: true })
  expect(rollbacks).toEqual(Array(8).fill(7n))
  expect(blocks()).toEqual(upTo(7))
})

test('an outage is survived with growing pauses, and one warning', async () => {
  mine(4)
  const follower = follow({ pollIntervalMs: 1_000, maxBackoffMs: 8_000 })
  answer(() => {
    throw fail('CHAIN_UNREACHABLE', { url: 'fake', reason: 'down' })
  })
  await follower.start()
  await clock.advance(60_000)
  expect(logged.map(({ message }) => message)).toEqual(['the chain cannot be followed; trying again'])
  expect(asked).toHaveLength(9)
  answer((method, params) => node.answerAs('current', method, params))
  const reached = follower.reached(4n)
  await clock.advance(8_000)
  await reached
  expect(logged.at(-1)?.message).toBe('the chain is followed again')
  expect(blocks()).toEqual(upTo(4))
  await follower.stop()
  mine(5)
  await clock.advance(60_000)
  expect(follower.position).toBe(4n)
})

test('a handler that throws gets the same blocks again', async () => {
  mine(5)
  let failures = 2
  const follower = follow({
    onEvents: async (events, checkpoint) => {
      if (failures-- > 0) throw new Error('the disk is full')
      store.apply(events, checkpoint)
    },
  })
  await expect(follower.sync()).rejects.toThrow('the disk is full')
  await expect(follower.sync()).rejects.toThrow('the disk is full')
  await follower.sync()
  expect(blocks()).toEqual(upTo(5))
})

test('while much is to be read the next ranges are read ahead, and stored in order', async () => {
  mine(20)
  const open: { readonly range: string; readonly give: () => void }[] = []
  answer((method, params) => {
    const given = node.answerAs('current', method, params)
    const { toBlock } = params[0] as { toBlock?: Hex }
    if (toBlock === undefined) return given
    return new Promise((resolve) => open.push({ range: asked.at(-1)!, give: () => resolve(given) }))
  })
  const work = follow({ maxBlocksPerStep: 4, stepsAhead: 3 }).sync()
  const all: string[] = []
  // The last of those that are on their way comes first, each time.
  while (all.length < 6) {
    await clock.advance(0)
    expect(open.length).toBeLessThanOrEqual(3)
    if (all.length === 0) expect(open.map(({ range }) => range)).toEqual(['0-3', '4-7', '8-11'])
    const { range, give } = open.pop()!
    all.push(range)
    give()
  }
  await work
  expect(all.slice(0, 3)).toEqual(['8-11', '4-7', '0-3'])
  expect(blocks()).toEqual(upTo(20))
})

test('a range that is refused is halved, and grown again', async () => {
  mine(400)
  let most = 10
  answer((method, params) => {
    const { fromBlock, toBlock } = params[0] as { fromBlock?: Hex; toBlock?: Hex }
    if (Number(toBlock) - Number(fromBlock) >= most) {
      throw fail('CHAIN_REFUSED', { url: 'fake', reason: `eth_getLogs is limited to a ${most} blocks range` })
    }
    return node.answerAs('current', method, params)
  })
  const follower = follow({ maxBlocksPerStep: 64, stepsAhead: 1 })
  await follower.sync()
  expect(blocks()).toEqual(upTo(400))
  expect(ranges().slice(0, 5)).toEqual(['0-63', '0-31', '0-15', '0-7', '8-15'])
  const refused = ranges().filter((range) => sizeOf(range) > most)
  expect(refused.length).toBeLessThan(ranges().length / 3)
  most = 1_000
  asked = []
  mine(1000)
  await follower.sync()
  expect(sizeOf(ranges().at(-2)!)).toBe(64)
  expect(blocks()).toEqual(upTo(1400))
})

function sizeOf(range: string): number {
  const [from, to] = range.split('-').map(Number)
  return to! - from! + 1
}

test('an endpoint that cuts long answers off is asked for less', async () => {
  mine(100)
  answer((method, params) => {
    const given = node.answerAs('current', method, params)
    return method === 'eth_getLogs' ? (given as unknown[]).slice(0, 10) : given
  })
  await follow({ maxBlocksPerStep: 64 }).sync()
  expect(blocks()).toEqual(upTo(100))
})

test('a block that is refused alone is no endless loop', async () => {
  mine(4)
  answer((method, params) => {
    if (method === 'eth_getLogs')
      throw fail('CHAIN_REFUSED', { url: 'fake', reason: 'query returned more than 10000 results' })
    return node.answerAs('current', method, params)
  })
  await expect(follow().sync()).rejects.toMatchObject({ code: 'CHAIN_RANGE_REFUSED', retryable: true })
})

test('an endpoint that does not answer in time is given up, and asked for less', async () => {
  mine(39)
  let isHanging = true
  answer((method, params) => {
    const isRange = method === 'eth_getLogs'
    return isRange && isHanging ? new Promise(() => {}) : node.answerAs('current', method, params)
  })
  const follower = follow({ maxBlocksPerStep: 40, requestTimeoutMs: 5_000 })
  const work = follower.sync()
  const failed = expect(work).rejects.toMatchObject({ code: 'CHAIN_SLOW', retryable: true })
  await clock.advance(5_000)
  await failed
  isHanging = false
  await follower.sync()
  expect(ranges()).toEqual(['0-39', '0-19', '20-39'])
  expect(clock.nextTimerMs()).toBeUndefined()
})

test('to stop waits for no answer of the chain, but for what is being stored', async () => {
  mine(3)
  answer(() => new Promise(() => {}))
  const hanging = follow()
  await hanging.start()
  await hanging.stop()
  expect(logged).toEqual([])

  answer((method, params) => node.answerAs('current', method, params))
  const storing = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const order: string[] = []
  const follower = follow({
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
  mine(30)
  const follower = follow({
    maxBlocksPerStep: 10,
    onEvents: async (events, checkpoint) => {
      await clock.advance(6_000)
      store.apply(events, checkpoint)
    },
  })
  expect(follower.progress).toEqual({ position: -1n, newest: undefined, blocksBehind: undefined })
  await follower.sync()
  expect(follower.progress).toEqual({ position: 30n, newest: 30n, blocksBehind: 0n })
  expect(logged).toEqual([
    { fields: { block: '19', blocksBehind: '11' }, message: 'reading what the chain has said' },
    { fields: { block: '30', blocksBehind: '0' }, message: 'reading what the chain has said' },
  ])
})
