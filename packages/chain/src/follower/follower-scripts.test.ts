import { type Random, seededRandom, silentLogger, systemRandom, VirtualClock } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventStore } from '../testing/event-store.ts'
import { deposited, type Emitted, FakeNode } from '../testing/fake-node.ts'
import { BLOCK_FAULTS, type Fault, LOG_FAULTS, OTHER_FAULTS } from '../testing/rpc-faults.ts'
import { Follower } from './follower.ts'

const SCRIPTS = 500
const FAULTS: Readonly<Record<string, Fault>> = {
  ...OTHER_FAULTS,
  ...Object.fromEntries(Object.entries({ ...LOG_FAULTS, ...BLOCK_FAULTS }).map(([name, { fault }]) => [name, fault])),
}
const REQUEST_TIMEOUT_MS = 10_000
const ELSEWHERE: Hex = `0x${'0e'.repeat(20)}`

/** Which fault meets which request, counted among all, or among those for the logs of a range. */
interface Planned {
  readonly name: string
  readonly atRequest?: number
  readonly atRange?: number
}

const planned: fc.Arbitrary<Planned> = fc.oneof(
  fc.record({ name: fc.constantFrom(...Object.keys(FAULTS)), atRequest: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ name: fc.constantFrom(...Object.keys(LOG_FAULTS)), atRange: fc.integer({ min: 1, max: 6 }) }),
)

type Act =
  | { readonly kind: 'mine'; readonly blocks: number }
  | { readonly kind: 'reorg'; readonly depth: number; readonly blocks: number; readonly atRequest: number }
  | { readonly kind: 'sync'; readonly faults: readonly Planned[] }
  | { readonly kind: 'restart'; readonly whileStoring: boolean }

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 20 }) }),
  fc.record({
    kind: fc.constant('reorg' as const),
    depth: fc.integer({ min: 1, max: 64 }),
    blocks: fc.integer({ min: 0, max: 70 }),
    /** 0: between two syncs; else while one reads. */
    atRequest: fc.integer({ min: 0, max: 30 }),
  }),
  fc.record({
    kind: fc.constant('sync' as const),
    faults: fc.array(planned, { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('restart' as const), whileStoring: fc.boolean() }),
)

const scripts = fc.record({
  acts: fc.array(acts, { minLength: 8, maxLength: 20, size: 'max' }),
  /** The endpoint refuses longer ranges. */
  rangeLimit: fc.integer({ min: 1, max: 60 }),
  maxBlocksPerStep: fc.integer({ min: 1, max: 50 }),
  stepsAhead: fc.integer({ min: 1, max: 4 }),
  confirmations: fc.integer({ min: 0, max: 5 }),
  seed: fc.nat(),
})
type Script = typeof scripts extends fc.Arbitrary<infer Value> ? Value : never

/** A chain, its follower and the store of its caller, which go through a script. */
class World {
  readonly node = new FakeNode()
  readonly store = new EventStore()
  readonly #script: Script
  readonly #random: Random
  readonly #clock = new VirtualClock()
  #follower: Follower
  #isDying = false

  constructor(script: Script) {
    this.#script = script
    this.#random = seededRandom(script.seed)
    this.mine(70)
    this.#follower = this.follow(this.store)
  }

  follow(store: EventStore): Follower {
    const { chain } = this.node
    return new Follower({
      ...this.#script,
      chain,
      clock: this.#clock,
      logger: silentLogger,
      startBlock: 1n,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      checkpoint: store.checkpoint,
      onEvents: async (events, checkpoint) => {
        const truth = this.node.truth(checkpoint.at(-1)!.hash, checkpoint.at(-2)?.number ?? 0n)
        expect(events.map(({ blockHash, logIndex, txHash }) => `${blockHash} ${logIndex} ${txHash}`).join()).toBe(
          truth.map((log) => `${log.blockHash} ${Number(log.logIndex)} ${log.transactionHash}`).join(),
        )
        if (this.#isDying) throw new Error('killed before it was stored')
        store.apply(events, checkpoint)
      },
      onRollback: async (toBlock, checkpoint) => {
        if (this.#isDying) throw new Error('killed before it was stored')
        store.rollBack(toBlock, checkpoint)
      },
    })
  }

  mine(count: number): void {
    this.node.mine(...Array.from({ length: count }, () => this.#block()))
  }

  #block(): Emitted[] {
    const account = (): Hex => `0x${String(this.#random.integer(3) + 1).repeat(40)}`
    return Array.from({ length: Math.max(0, this.#random.integer(6) - 2) }, () => {
      const address = this.#random.integer(3) === 0 ? ELSEWHERE : undefined
      return deposited(account(), this.#random.integer(1000), address)
    })
  }

  async run(act: Act): Promise<void> {
    if (act.kind === 'mine') return this.mine(act.blocks)
    if (act.kind === 'reorg') {
      const reorg = () => {
        this.node.drop(act.depth)
        this.mine(act.blocks)
      }
      if (act.atRequest === 0) return reorg()
      return this.#sync((request) => {
        if (request === act.atRequest) reorg()
        return undefined
      })
    }
    if (act.kind === 'restart') {
      this.#isDying = act.whileStoring
      if (act.whileStoring) await this.#sync()
      this.#isDying = false
      this.#follower = this.follow(this.store)
      return
    }
    await this.#sync((request, range) => {
      const met = act.faults.find(({ atRequest, atRange }) => atRequest === request || (atRange === range && range > 0))
      return met && FAULTS[met.name]
    })
  }

  /**
   * @param meddle runs before each request, is told the how manieth it is, of all and of those for the logs of a range
   *   (0: it is none), and may give what is to become of it
   */
  async #sync(meddle: (request: number, range: number) => Fault | undefined = () => undefined): Promise<void> {
    let requests = 0
    let ranges = 0
    this.node.answer = (method, params) => {
      const blocks = blocksOf(params)
      const fault = meddle(++requests, blocks === undefined ? 0 : ++ranges)
      if (fault) return fault(this.node, method, params)
      if (blocks !== undefined && blocks > this.#script.rangeLimit) {
        throw fail('CHAIN_REFUSED', { url: 'fake', reason: 'block range is too large' })
      }
      return this.node.answerAs('current', method, params)
    }
    const work = this.#follower.sync().catch(expectCoded)
    await this.#clock.advance(REQUEST_TIMEOUT_MS)
    await work
  }

  /** Once the endpoint is well, one sync suffices. */
  async settle(): Promise<void> {
    // A shorter branch is only noticed once it has grown to where the follower was.
    this.mine(80)
    this.node.answer = (method, params) => this.node.answerAs('current', method, params)
    await this.#follower.sync()
  }
}

/** Of how many blocks logs are asked for; undefined: something else is. */
function blocksOf([filter]: readonly unknown[]): number | undefined {
  const { fromBlock, toBlock } = filter as { readonly fromBlock?: Hex; readonly toBlock?: Hex }
  return toBlock === undefined ? undefined : Number(toBlock) - Number(fromBlock) + 1
}

function expectCoded(error: Error): void {
  if (error.message === 'killed before it was stored') return
  expect(error).toMatchObject({ code: expect.stringMatching(/^CHAIN_/), retryable: true })
}

const { SONM_SEED: chosen } = process.env
const seed = chosen === undefined ? systemRandom.integer(2 ** 31) : Number(chosen)

test(`after ${SCRIPTS} scripts of reorgs, faults and restarts each store is as one from scratch (SONM_SEED=${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const world = new World(script)
      const scratch = new EventStore()
      try {
        for (const act of script.acts) await world.run(act)
        await world.settle()
        await world.follow(scratch).sync()
        // As text, for that is compared much faster.
        expect(JSON.stringify(world.store.rows())).toBe(JSON.stringify(scratch.rows()))
        expect(world.store.checkpoint.at(-1)).toEqual(scratch.checkpoint.at(-1))
      } finally {
        world.store.close()
        scratch.close()
      }
    }),
    { numRuns: SCRIPTS, seed, endOnFailure: true },
  )
})
