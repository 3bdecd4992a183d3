import { isCoded } from '@sonm/common'
import { type Address, fail, type Hex } from '@sonm/model'
import type { BlockRef, BlockSpan, ChainClient } from '../client.ts'
import { type BloomBits, bloomBits } from './bloom.ts'
import { canProve, checkLogs, proveEmpty, proveWhole } from './check-logs.ts'
import { type Header, readHeader, readHeaders } from './raw-block.ts'
import { refusalReason } from './refusal.ts'

/** One JSON-RPC request; every failure is coded. */
export type RpcRequest = (method: string, params: readonly unknown[]) => Promise<unknown>

export interface RawChainOptions {
  /** For messages. */
  readonly url: string
  readonly market: Address
  readonly request: RpcRequest
}

/** How many headers of one span are asked for at once. */
const AT_ONCE = 32

/** Blocks as one endpoint tells them, of which nothing is believed that does not fit together. */
export class RawChain implements Pick<ChainClient, 'blockHash' | 'readBlocks'> {
  readonly #options: RawChainOptions
  readonly #marketBits: BloomBits

  constructor(options: RawChainOptions) {
    this.#options = options
    this.#marketBits = bloomBits(options.market)
  }

  /**
   * @param at its number; without it, the newest
   * @throws CHAIN_BEHIND, CHAIN_BLOCK_WRONG
   */
  async block(at?: bigint): Promise<BlockRef> {
    const { url, request } = this.#options
    const answer = await (at === undefined ? request('eth_getBlockByNumber', ['latest', false]) : this.#askBlock(at))
    const { number, hash, timestampSeconds } = readHeader(url, answer, at)
    return { number, hash, timestampSeconds }
  }

  /** @throws CHAIN_BLOCK_WRONG */
  async blockHash(number: bigint): Promise<Hex | undefined> {
    const answer = await this.#askBlock(number)
    return answer === null ? undefined : readHeader(this.#options.url, answer, number).hash
  }

  /**
   * Each header must follow the one before, each log must be of one of these blocks, and a block whose filter promises
   * logs of the market must have them. Of the last block with logs these must be all, for there an answer that was cut off ends.
   */
  async readBlocks(fromBlock: bigint, toBlock: bigint): Promise<BlockSpan> {
    const { url, market, request } = this.#options
    // First what may be refused.
    const answer = await this.#askLogs(fromBlock, toBlock)
    const headers = await this.#askHeaders(fromBlock, toBlock)
    const { events, suspects, last } = checkLogs(url, answer, headers, market, this.#marketBits)
    if (last !== undefined) {
      const ofLast = await request('eth_getLogs', [{ address: market, blockHash: last.header.hash }])
      proveWhole(url, ofLast, last.header, market, last.logs)
    }
    await each(suspects, async (header) => {
      const filter = canProve(header) ? {} : { address: market }
      proveEmpty(url, await request('eth_getLogs', [{ ...filter, blockHash: header.hash }]), header, market)
    })
    return { fromBlock, toBlock, parentHash: headers[0]!.parentHash, hash: headers.at(-1)!.hash, events }
  }

  #askBlock(number: bigint): Promise<unknown> {
    return this.#options.request('eth_getBlockByNumber', [hex(number), false])
  }

  async #askHeaders(fromBlock: bigint, toBlock: bigint): Promise<readonly Header[]> {
    const numbers = Array.from({ length: Number(toBlock - fromBlock) + 1 }, (_, at) => fromBlock + BigInt(at))
    return readHeaders(this.#options.url, await each(numbers, (number) => this.#askBlock(number)), fromBlock)
  }

  async #askLogs(fromBlock: bigint, toBlock: bigint): Promise<unknown> {
    const { url, market: address, request } = this.#options
    try {
      return await request('eth_getLogs', [{ address, fromBlock: hex(fromBlock), toBlock: hex(toBlock) }])
    } catch (error) {
      const reason = isCoded(error) ? refusalReason(error) : undefined
      if (reason === undefined) throw error
      const range = { fromBlock: String(fromBlock), toBlock: String(toBlock) }
      throw fail('CHAIN_RANGE_REFUSED', { url, ...range, reason }, { cause: error })
    }
  }
}

/** Asks for each, a few at once, until one fails; the answers keep the order. */
async function each<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = Array(items.length)
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const at = next++
      try {
        answers[at] = await ask(items[at]!)
      } catch (error) {
        next = items.length
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane))
  return answers
}

function hex(number: bigint): Hex {
  return `0x${number.toString(16)}`
}
