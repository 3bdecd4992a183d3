import { type Logger, silentLogger, VirtualClock } from '@sonm/common'
import type { Hex } from '@sonm/model'
import { Follower, type FollowerOptions } from '../follower/follower.ts'
import { EventStore } from './event-store.ts'
import { deposited, FakeNode, toHex } from './fake-node.ts'

const ALICE: Hex = `0x${'a1'.repeat(20)}`

/** A follower between a node that a test writes and a store, with an eye on both. */
export class FollowerRig {
  readonly node = new FakeNode()
  readonly store = new EventStore()
  readonly clock = new VirtualClock()
  readonly rollbacks: bigint[] = []
  readonly logged: { readonly fields: Record<string, unknown>; readonly message: string }[] = []
  /** What was asked for: the method, and of logs of a range the blocks. */
  asked: string[] = []

  constructor() {
    this.answer((method, params) => this.node.answerAs('current', method, params))
  }

  answer(by: FakeNode['answer']): void {
    this.node.answer = (method, params) => {
      const { fromBlock, toBlock } = params[0] as { fromBlock?: Hex; toBlock?: Hex }
      this.asked.push(toBlock === undefined ? method : `${Number(fromBlock)}-${Number(toBlock)}`)
      return by(method, params)
    }
  }

  /** Blocks with an event each. */
  mine(count: number): void {
    this.node.mine(...Array.from({ length: count }, (_, at) => [deposited(ALICE, at)]))
  }

  follow(options: Partial<FollowerOptions> = {}): Follower {
    const { node, store, clock } = this
    const log = (fields: object, message: string) => this.logged.push({ fields: { ...fields }, message })
    return new Follower({
      chain: node.chain,
      clock,
      logger: { ...silentLogger, warn: log, info: log } as Logger,
      startBlock: 0n,
      confirmations: 0,
      checkpoint: store.checkpoint,
      onEvents: async (events, checkpoint) => store.apply(events, checkpoint),
      onRollback: async (toBlock, checkpoint) => {
        this.rollbacks.push(toBlock)
        store.rollBack(toBlock, checkpoint)
      },
      ...options,
    })
  }

  /** The blocks whose events are stored. */
  get blocks(): readonly number[] {
    return this.store.rows().map((row) => Number(row.block_number))
  }

  get hashes(): readonly unknown[] {
    return this.store.rows().map((row) => row.block_hash)
  }

  /** The ranges whose logs were asked for. */
  get ranges(): readonly string[] {
    return this.asked.filter((what) => what.includes('-'))
  }

  hash(block: number): Hex {
    return (this.node.answerAs('current', 'eth_getBlockByNumber', [toHex(block)]) as { readonly hash: Hex }).hash
  }
}

/** The numbers from `first` to `last`. */
export function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}
