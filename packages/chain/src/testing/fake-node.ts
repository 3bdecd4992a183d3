import { marketAbi } from '@sonm/contracts'
import { type Address, fail, type Hex } from '@sonm/model'
import { type AbiEvent, toEventSelector } from 'viem'
import { bloomBits, bloomOf } from '../follower/bloom.ts'
import type { FollowerOptions } from '../follower/follower.ts'
import { RawChain, type RpcRequest } from '../follower/raw-chain.ts'

/** A log as nodes answer it. */
export interface RawLog {
  readonly address: Address
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly blockNumber: Hex
  readonly blockHash: Hex
  readonly transactionHash: Hex
  readonly logIndex: Hex
  readonly blockTimestamp: Hex
  readonly removed: boolean
}

/** What a contract logs, before it has its place in a block. */
export type Emitted = Pick<RawLog, 'address' | 'topics' | 'data'>

interface FakeBlock {
  readonly number: Hex
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestamp: Hex
  readonly logsBloom: Hex
  readonly logs: readonly RawLog[]
}

export const FAKE_MARKET: Address = `0x${'4d'.repeat(20)}`

/** A chain as a follower wants it, over raw requests. */
export function followed(request: RpcRequest): FollowerOptions['chain'] {
  const raw = new RawChain({ url: 'fake', market: FAKE_MARKET, request })
  return {
    latest: () => raw.block(),
    blockHash: (number) => raw.blockHash(number),
    readBlocks: (fromBlock, toBlock) => raw.readBlocks(fromBlock, toBlock),
  }
}

/** Which of the nodes behind an endpoint answers: the one that is up to date, one that lags, one that missed a reorg. */
export type View = 'current' | 'lagging' | 'stale'

/** How far the lagging node lags. */
const LAG_BLOCKS = 5

/** A node with a chain of blocks that a test writes: raw JSON-RPC answers, with hashes and filters that are right. */
export class FakeNode {
  readonly #everMined = new Map<Hex, FakeBlock>()
  #blocks: readonly FakeBlock[] = []
  #stale: readonly FakeBlock[] = []
  /** Answers in place of the node, if it likes to. */
  answer: (method: string, params: readonly unknown[]) => unknown = (method, params) =>
    this.answerAs('current', method, params)

  constructor() {
    this.mine([])
    this.#stale = this.#blocks
  }

  get height(): number {
    return this.#blocks.length - 1
  }

  /** Adds blocks, each with what the contracts log in it. */
  mine(...blocks: readonly (readonly Emitted[])[]): void {
    const mined = [...this.#blocks]
    for (const emitted of blocks) {
      const number = toHex(mined.length)
      // Each block that was ever mined has a hash of its own.
      const hash = toWord(this.#everMined.size + 1)
      const logs = emitted.map((log, index) => ({
        ...log,
        blockNumber: number,
        blockHash: hash,
        removed: false,
        transactionHash: toWord((this.#everMined.size + 1) * 1_000_000 + index),
        logIndex: toHex(index),
        blockTimestamp: number,
      }))
      const parentHash = mined.at(-1)?.hash ?? toWord(0)
      const block = { number, hash, parentHash, timestamp: number, logsBloom: filterOf(emitted), logs }
      this.#everMined.set(hash, block)
      mined.push(block)
    }
    this.#blocks = mined
  }

  /** Takes the last blocks back, but the first of all. */
  drop(depth: number): void {
    this.#stale = this.#blocks
    this.#blocks = this.#blocks.slice(0, Math.max(1, this.#blocks.length - depth))
  }

  /** What a follower reads of it. */
  get chain(): FollowerOptions['chain'] {
    return followed(async (method, params) => this.answer(method, params))
  }

  /** The market's logs of the block with this hash and of those before it, down to the one after `afterBlock`. */
  truth(hash: Hex, afterBlock: bigint): readonly RawLog[] {
    const logs: RawLog[] = []
    for (let block = this.#everMined.get(hash); block !== undefined; block = this.#everMined.get(block.parentHash)) {
      if (BigInt(block.number) <= afterBlock) break
      logs.unshift(...block.logs.filter(({ address }) => address === FAKE_MARKET))
    }
    return logs
  }

  answerAs(view: View, method: string, params: readonly unknown[]): unknown {
    const all = view === 'stale' ? this.#stale : this.#blocks
    const blocks = view === 'lagging' ? all.slice(0, Math.max(1, all.length - LAG_BLOCKS)) : all
    if (method === 'eth_getBlockByNumber') {
      return (params[0] === 'latest' ? blocks.at(-1) : blocks[Number(params[0])]) ?? null
    }
    const { fromBlock, toBlock, blockHash, address } = params[0] as Record<string, Hex>
    const chosen =
      blockHash === undefined
        ? blocks.slice(Number(fromBlock), Number(toBlock) + 1)
        : blocks.filter(({ hash }) => hash === blockHash)
    if (blockHash !== undefined && chosen.length === 0) {
      throw fail('CHAIN_BEHIND', { url: 'fake', reason: 'unknown block' })
    }
    return chosen.flatMap(({ logs }) => logs).filter((log) => address === undefined || log.address === address)
  }
}

const DEPOSITED = toEventSelector(
  marketAbi.find((entry) => entry.type === 'event' && entry.name === 'Deposited') as AbiEvent,
)

export function deposited(account: Hex, amountWei: number, address = FAKE_MARKET): Emitted {
  const topic = `0x${account.slice(2).padStart(64, '0')}` as const
  return { address, topics: [DEPOSITED, topic, topic], data: toWord(amountWei) }
}

const filters = new Map<string, Hex>()

/** Few different blocks are mined, and many. */
function filterOf(emitted: readonly Emitted[]): Hex {
  const items = [...new Set(emitted.flatMap(({ address, topics }) => [address, ...topics]))].sort()
  const key = items.join()
  const filter = filters.get(key) ?? bloomOf(items.map(bloomBits))
  filters.set(key, filter)
  return filter
}

export function toHex(number: number): Hex {
  return `0x${number.toString(16)}`
}

export function toWord(number: number): Hex {
  return `0x${number.toString(16).padStart(64, '0')}`
}
