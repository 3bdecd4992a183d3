import { type Random, seededRandom } from '@sonm/common'
import { marketAbi } from '@sonm/contracts'
import type { Hex } from '@sonm/model'
import { decodeEventLog } from 'viem'
import type { MarketEvent } from '../client.ts'
import type { DecodedLog } from '../follower/decode-log.ts'
import type { FollowerOptions } from '../follower/follower.ts'
import { marketEventOf } from '../viem/events.ts'
import { MARKET_EVENTS, sampleLog } from './abi-samples.ts'
import { FAKE_MARKET, FakeNode, followed, type RawLog } from './fake-node.ts'

/** How often each event comes, of a hundred, as in a market where most deals are billed some times before they end. */
const MIXTURE: Readonly<Record<string, number>> = {
  Deposited: 12,
  Withdrawn: 5,
  NonceCancelled: 2,
  DealOpened: 18,
  BidFilled: 5,
  DealBilled: 38,
  DealAmended: 2,
  DealClosed: 18,
}
const EVENTS_PER_BLOCK = 20

/** What an endpoint answered about some blocks of a market, as the texts that it sent. */
export class RecordedLog {
  readonly blocks: number
  readonly #headers: readonly string[]
  readonly #logs: readonly string[]
  readonly #numbers = new Map<Hex, number>()
  readonly #answers = new Map<string, string>()

  /** @param seed the same seed, the same record */
  constructor(options: { readonly events: number; readonly seed: number }) {
    const random = seededRandom(options.seed)
    const node = new FakeNode()
    this.blocks = Math.ceil(options.events / EVENTS_PER_BLOCK)
    for (let left = options.events; left > 0; left -= EVENTS_PER_BLOCK) {
      const events = Array.from({ length: Math.min(left, EVENTS_PER_BLOCK) }, () => pick(random))
      node.mine(events.map((name) => ({ address: FAKE_MARKET, ...sampleLog(MARKET_EVENTS[name]!, random) })))
    }
    const numbers = Array.from({ length: this.blocks + 1 }, (_, number) => `0x${number.toString(16)}`)
    this.#headers = numbers.map((number) => {
      const header = node.answerAs('current', 'eth_getBlockByNumber', [number, false])
      this.#numbers.set((header as { readonly hash: Hex }).hash, Number(number))
      return JSON.stringify(header)
    })
    this.#logs = numbers.map((number) => {
      const logs = node.answerAs('current', 'eth_getLogs', [{ fromBlock: number, toBlock: number }])
      return JSON.stringify(logs).slice(1, -1)
    })
  }

  /** A chain that answers from the record. */
  get chain(): FollowerOptions['chain'] {
    return followed(async (method, params) => JSON.parse(this.#textOf(method, params)))
  }

  /** The text of an answer to eth_getLogs, which is put together once. */
  logsOf(fromBlock: number, toBlock: number): string {
    const range = `${fromBlock}-${toBlock}`
    let text = this.#answers.get(range)
    if (text === undefined) {
      text = `[${this.#logs
        .slice(fromBlock, toBlock + 1)
        .filter(Boolean)
        .join(',')}]`
      this.#answers.set(range, text)
    }
    return text
  }

  #textOf(method: string, [what]: readonly unknown[]): string {
    if (method === 'eth_getBlockByNumber') return this.#headers.at(what === 'latest' ? -1 : Number(what)) ?? 'null'
    const { fromBlock, toBlock, blockHash } = what as Readonly<Record<string, Hex>>
    const block = this.#numbers.get(blockHash!)
    return block === undefined ? this.logsOf(Number(fromBlock), Number(toBlock)) : this.logsOf(block, block)
  }
}

/** The events of an answer to eth_getLogs as one reads them with viem alone: decoded one by one, and believed. */
export function decodePlainly(logs: readonly RawLog[]): MarketEvent[] {
  return logs.flatMap((log) => {
    const { eventName, args } = decodeEventLog({ abi: marketAbi, data: log.data, topics: log.topics as [] })
    const { blockHash, transactionHash: txHash } = log
    const position = { blockNumber: BigInt(log.blockNumber), blockHash, logIndex: Number(log.logIndex), txHash }
    const timestampSeconds = BigInt(log.blockTimestamp)
    return marketEventOf({ eventName, args } as DecodedLog, { ...position, timestampSeconds }) ?? []
  })
}

function pick(random: Random): string {
  const bag = Object.entries(MIXTURE).flatMap(([name, share]) => Array<string>(share).fill(name))
  return bag[random.integer(bag.length)]!
}
