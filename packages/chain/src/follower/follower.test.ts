import { seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MarketEvent } from '../client.ts'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { Follower, type FollowerOptions } from './follower.ts'

const ACCOUNT: Hex = `0x${'11'.repeat(20)}`

/** A chain of blocks with a random number of events each, whose end can be replaced. */
class FakeChain {
  readonly #random = seededRandom(7)
  #forks = 0
  #blocks: { readonly hash: Hex; readonly events: readonly MarketEvent[] }[] = []
  down = false
  /** Runs before an answer: what happens to the chain while it is read. */
  onRead: () => void = () => {}

  mine(count: number): void {
    for (let i = 0; i < count; i++) {
      const number = BigInt(this.#blocks.length)
      const hash: Hex = `0x${(number + BigInt(this.#forks) * 0x1000000n).toString(16).padStart(64, '0')}`
      const events = Array.from(
        { length: this.#random.integer(3) },
        (_, logIndex): MarketEvent => ({
          kind: 'deposited',
          account: ACCOUNT,
          amountWei: BigInt(this.#random.integer(1000)),
          blockNumber: number,
          blockHash: hash,
          logIndex,
          txHash: hash,
          timestampSeconds: number,
        }),
      )
      this.#blocks.push({ hash, events })
    }
  }

  reorg(depth: number, length: number): void {
    this.#forks += 1
    this.#blocks = this.#blocks.slice(0, Math.max(1, this.#blocks.length - depth))
    this.mine(length)
  }

  get all(): readonly MarketEvent[] {
    return this.#blocks.flatMap((block) => block.events)
  }

  #read(): void {
    if (this.down) throw fail('CHAIN_UNREACHABLE', { url: 'fake', reason: 'down' })
    this.onRead()
  }

  async latest() {
    this.#read()
    const number = BigInt(this.#blocks.length - 1)
    return { number, hash: this.#blocks.at(-1)!.hash, timestampSeconds: number }
  }

  async blockHash(number: bigint) {
    this.#read()
    return this.#blocks[Number(number)]?.hash
  }

  async events(from: bigint, to: bigint) {
    this.#read()
    return this.#blocks.slice(Number(from), Number(to) + 1).flatMap((block) => block.events)
  }
}

/** What a caller keeps: events and checkpoint, always changed together. */
class Store {
  events: MarketEvent[] = []
  checkpoint = '[]'
  rollbacks: bigint[] = []

  follower(chain: FakeChain, options: Partial<FollowerOptions> = {}): Follower {
    return new Follower({
      chain,
      clock: new VirtualClock(),
      logger: silentLogger,
      startBlock: 0n,
      confirmations: 0,
      checkpoint: readCheckpoint(this.checkpoint),
      onEvents: async (events, checkpoint) => this.#save([...this.events, ...events], checkpoint),
      onRollback: async (toBlock, checkpoint) => {
        this.rollbacks.push(toBlock)
        this.#save(
          this.events.filter((event) => event.blockNumber <= toBlock),
          checkpoint,
        )
      },
      ...options,
    })
  }

  #save(events: MarketEvent[], checkpoint: Checkpoint): void {
    this.events = events
    this.checkpoint = writeCheckpoint(checkpoint)
  }
}

test('whatever the chain does, the store ends as if it had been read from scratch', async () => {
  const action = fc.oneof(
    fc.record({ kind: fc.constant('mine' as const), count: fc.integer({ min: 1, max: 40 }) }),
    fc.record({
      kind: fc.constant('reorg' as const),
      depth: fc.integer({ min: 1, max: 64 }),
      length: fc.integer({ min: 1, max: 80 }),
    }),
    fc.record({
      kind: fc.constant('reorg while read' as const),
      depth: fc.integer({ min: 1, max: 20 }),
      atRead: fc.integer({ min: 1, max: 8 }),
    }),
    fc.constant({ kind: 'restart' as const }),
    fc.constant({ kind: 'sync' as const }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 25 }), fc.integer({ min: 1, max: 50 }), async (script, step) => {
      const chain = new FakeChain()
      chain.mine(3)
      const store = new Store()
      let follower = store.follower(chain, { maxBlocksPerStep: step })
      for (const act of script) {
        if (act.kind === 'mine') chain.mine(act.count)
        else if (act.kind === 'reorg') chain.reorg(act.depth, act.length)
        else if (act.kind === 'restart') follower = store.follower(chain, { maxBlocksPerStep: step })
        else if (act.kind === 'sync') await follower.sync()
        else {
          let reads = 0
          chain.onRead = () => {
            if (++reads === act.atRead) chain.reorg(act.depth, act.depth + 1)
          }
          await follower.sync()
          chain.onRead = () => {}
        }
      }
      // A shorter branch is only noticed once it has grown to where the follower was.
      chain.mine(100)
      await follower.sync()
      expect(store.events).toEqual(chain.all)
    }),
    { numRuns: 500 },
  )
})

test('a restart reads nothing twice', async () => {
  const chain = new FakeChain()
  chain.mine(10)
  const store = new Store()
  await store.follower(chain).sync()
  chain.mine(10)
  await store.follower(chain).sync()
  expect(store.events).toEqual(chain.all)
  expect(store.rollbacks).toEqual([])
})

test('events wait for their confirmations', async () => {
  const chain = new FakeChain()
  chain.mine(10)
  const store = new Store()
  const follower = store.follower(chain, { confirmations: 4 })
  await follower.sync()
  expect(follower.position).toBe(5n)
  chain.reorg(4, 6)
  await follower.sync()
  expect(store.rollbacks).toEqual([])
  expect(follower.position).toBe(7n)
})

test('an endpoint that lags behind causes no rollback', async () => {
  const chain = new FakeChain()
  chain.mine(10)
  const store = new Store()
  const follower = store.follower(chain, { maxBlocksPerStep: 2 })
  await follower.sync()
  const lagging = new FakeChain()
  lagging.mine(7)
  const again = store.follower(lagging, { maxBlocksPerStep: 2 })
  await again.sync()
  expect(store.rollbacks).toEqual([])
  expect(again.position).toBe(9n)
})

test('an outage is survived with growing pauses, and one warning', async () => {
  const chain = new FakeChain()
  chain.mine(5)
  const store = new Store()
  const clock = new VirtualClock()
  const messages: string[] = []
  const log = (_: object, message: string) => messages.push(message)
  const logger = { ...silentLogger, warn: log, info: log }
  const follower = store.follower(chain, { clock, logger, pollIntervalMs: 1_000, maxBackoffMs: 8_000 })
  chain.down = true
  await follower.start()
  await clock.advance(60_000)
  expect(messages).toEqual(['the chain cannot be followed; trying again'])
  chain.down = false
  const reached = follower.reached(4n)
  await clock.advance(8_000)
  await reached
  expect(messages.at(-1)).toBe('the chain is followed again')
  expect(store.events).toEqual(chain.all)
  await follower.stop()
  chain.mine(5)
  await clock.advance(60_000)
  expect(follower.position).toBe(4n)
})

test('a handler that throws gets the same blocks again', async () => {
  const chain = new FakeChain()
  chain.mine(5)
  const store = new Store()
  let failures = 2
  const flaky = store.follower(chain, {
    onEvents: async (events) => {
      if (failures-- > 0) throw new Error('the disk is full')
      store.events.push(...events)
    },
  })
  await expect(flaky.sync()).rejects.toThrow('the disk is full')
  await expect(flaky.sync()).rejects.toThrow('the disk is full')
  await flaky.sync()
  expect(store.events).toEqual(chain.all)
})

test('a reorg of everything is followed from the start', async () => {
  const chain = new FakeChain()
  chain.mine(10)
  const store = new Store()
  const follower = store.follower(chain, { startBlock: 1n })
  await follower.sync()
  chain.reorg(9, 12)
  await follower.sync()
  expect(store.rollbacks).toEqual([0n])
  expect(store.events).toEqual(chain.all.filter((event) => event.blockNumber > 0n))
})
