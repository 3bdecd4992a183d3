import { type Address, fail, type Hex } from '@sonm/model'
import type { EventPosition, MarketEvent } from '../client.ts'
import { marketEventOf } from '../viem/events.ts'
import { type BloomBits, bloomBits, bloomOf, fillOf, mayContain } from './bloom.ts'
import { decodeLog, EVENT_TOPICS } from './decode-log.ts'
import { type Header, isHash, isQuantity } from './raw-block.ts'

/** A log as an RPC endpoint gives it, of which nothing is certain yet. */
type RawLog = Readonly<Record<string, unknown>> & { readonly topics: readonly unknown[] }

export interface CheckedLogs {
  readonly events: readonly MarketEvent[]
  /** Blocks of which no log was given, though by their filter they may have some of the market. */
  readonly suspects: readonly Header[]
  /** The last block of which logs were given, and how many: where an answer that was cut off ends. */
  readonly last: { readonly header: Header; readonly logs: number } | undefined
}

const TOPIC_BITS: ReadonlyMap<Hex, BloomBits> = new Map(EVENT_TOPICS.map((topic) => [topic, bloomBits(topic)]))
/** A filter that is fuller than this finds anything in one block of eight, so it accuses nobody. */
const FULL = 0.5

/**
 * The market's events from an answer to eth_getLogs, held against the headers of the blocks that were asked for.
 * @throws CHAIN_LOG_WRONG when a log is malformed, removed, of another contract or block, given twice, or out of order
 */
export function checkLogs(
  url: string,
  answer: unknown,
  headers: readonly Header[],
  market: Address,
  marketBits: BloomBits,
): CheckedLogs {
  const first = headers[0]!.number
  const wrong = (block: unknown, reason: string) => fail('CHAIN_LOG_WRONG', { url, block: String(block), reason })
  if (!Array.isArray(answer)) throw wrong(first, 'the answer is no list')
  const events: MarketEvent[] = []
  const withLogs = new Set<Header>()
  let last: { readonly header: Header; logs: number; logIndex: number } | undefined
  let lastNumber: unknown
  for (const item of answer) {
    if (!isRawLog(item)) throw wrong(first, 'it is no log')
    // Most logs are of the block of the one before.
    if (last === undefined || item.blockNumber !== lastNumber) {
      const header = headerOf(item, headers)
      if (typeof header === 'string') throw wrong(first, header)
      if (last !== undefined && header.number <= last.header.number) throw wrong(header.number, 'it is out of order')
      last = { header, logs: 0, logIndex: -1 }
      lastNumber = item.blockNumber
      withLogs.add(header)
    }
    const { header } = last
    const position = positionOf(item, header)
    if (typeof position === 'string') throw wrong(header.number, position)
    if (!isOf(item, market)) throw wrong(header.number, `it is of another contract, ${item.address}`)
    if (position.logIndex < last.logIndex) throw wrong(header.number, 'it is out of order')
    if (position.logIndex === last.logIndex) throw wrong(header.number, `log ${last.logIndex} comes twice`)
    last.logIndex = position.logIndex
    last.logs += 1
    const decoded = decodeLog(item.topics, item.data)
    if (decoded !== undefined && 'malformed' in decoded) throw wrong(header.number, decoded.malformed)
    const topicBits = TOPIC_BITS.get(item.topics[0] as Hex)
    const isFiltered =
      mayContain(header.logsBloom, marketBits) && (!topicBits || mayContain(header.logsBloom, topicBits))
    if (!isFiltered) throw wrong(header.number, 'the logsBloom of the block has no such log')
    const event = decoded && marketEventOf(decoded, position)
    if (event !== undefined) events.push(event)
  }
  const suspects = headers.filter((header) => !withLogs.has(header) && mayHaveEvents(header, marketBits))
  return { events, suspects, last }
}

/** The header of a log's block, or why there is none. */
function headerOf({ blockNumber }: RawLog, headers: readonly Header[]): Header | string {
  if (!isQuantity(blockNumber)) return 'it has no block'
  return headers[Number(BigInt(blockNumber) - headers[0]!.number)] ?? `it is of block ${blockNumber}, not asked for`
}

/** Whether all logs of a block can be asked for to settle it; elsewhere its filter proves nothing, and they are many. */
export function canProve(header: Header): boolean {
  return fillOf(header.logsBloom) <= FULL
}

/**
 * Settles whether a block has no log of the market, from the logs that the endpoint gives for the block's hash.
 * @param answer all logs of the block where `canProve`, else those of the market
 * @throws CHAIN_LOGS_MISSING when there is one, or when these logs do not make up the block's filter
 */
export function proveEmpty(url: string, answer: unknown, header: Header, market: Address): void {
  const missing = (reason: string) => fail('CHAIN_LOGS_MISSING', { url, block: String(header.number), reason })
  if (!Array.isArray(answer) || !answer.every(isRawLog)) throw missing('what it gives for its hash are no logs')
  if (answer.some((log) => isOf(log, market))) throw missing('asked for its hash, it gives some')
  if (!canProve(header)) return
  const items = [...new Set(answer.flatMap(itemsOf))]
  if (!items.every(isBytes) || bloomOf(items.map(bloomBits)) !== header.logsBloom.toLowerCase()) {
    throw missing('what it gives for its hash is less than its logsBloom holds')
  }
}

/**
 * Settles whether all logs of a block were given.
 * @param answer the market's logs that the endpoint gives for the block's hash
 * @throws CHAIN_LOGS_MISSING when these are not as many
 */
export function proveWhole(url: string, answer: unknown, header: Header, market: Address, given: number): void {
  const all = Array.isArray(answer) ? answer.filter((log) => isRawLog(log) && isOf(log, market)).length : 0
  if (all === given) return
  const reason = `it gives ${given} of them, and ${all} when it is asked for the hash`
  throw fail('CHAIN_LOGS_MISSING', { url, block: String(header.number), reason })
}

function mayHaveEvents({ logsBloom }: Header, marketBits: BloomBits): boolean {
  return mayContain(logsBloom, marketBits) && [...TOPIC_BITS.values()].some((bits) => mayContain(logsBloom, bits))
}

function isRawLog(item: unknown): item is RawLog {
  return typeof item === 'object' && item !== null && Array.isArray((item as Partial<RawLog>).topics)
}

const BYTES = /^0x([0-9a-f]{2})+$/i

function isBytes(item: unknown): item is Hex {
  return typeof item === 'string' && BYTES.test(item)
}

/** What the block's filter is made of. */
function itemsOf({ address, topics }: RawLog): readonly unknown[] {
  return [address, ...topics]
}

function isOf(log: RawLog, market: Address): boolean {
  return log.address === market || String(log.address).toLowerCase() === market
}

/** The place of a log, or why it has none. */
function positionOf(log: RawLog, header: Header): EventPosition | string {
  const { blockHash, logIndex, transactionHash: txHash, removed } = log
  if (removed !== undefined && removed !== false) return 'it was removed'
  if (blockHash !== header.hash) return 'it is of another block of this number'
  if (!isQuantity(logIndex) || !Number.isSafeInteger(Number(logIndex))) return 'it has no index'
  if (!isHash(txHash)) return 'it has no transaction'
  const { number: blockNumber, timestampSeconds } = header
  return { blockNumber, blockHash: header.hash, logIndex: Number(logIndex), txHash, timestampSeconds }
}
