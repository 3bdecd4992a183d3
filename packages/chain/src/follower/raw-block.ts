import { fail, type Hex } from '@sonm/model'
import { type Bloom, isBloom } from './bloom.ts'

/** A block's header, as far as a follower looks at it. */
export interface Header {
  readonly number: bigint
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestampSeconds: bigint
  readonly logsBloom: Bloom
}

const HASH = /^0x[0-9a-f]{64}$/
const QUANTITY = /^0x[0-9a-f]{1,16}$/

export function isHash(value: unknown): value is Hex {
  return typeof value === 'string' && HASH.test(value)
}

export function isQuantity(value: unknown): value is Hex {
  return typeof value === 'string' && QUANTITY.test(value)
}

/**
 * The headers of a row of blocks from answers to eth_getBlockByNumber, each the child of the one before.
 * @throws CHAIN_BEHIND when a block is not there, CHAIN_BLOCK_WRONG when one is malformed or does not follow
 */
export function readHeaders(url: string, answers: readonly unknown[], fromBlock: bigint): readonly Header[] {
  const headers: Header[] = []
  for (const answer of answers) {
    const number = fromBlock + BigInt(headers.length)
    const header = readHeader(url, answer, number)
    const before = headers.at(-1)
    if (before !== undefined && header.parentHash !== before.hash) {
      throw fail('CHAIN_BLOCK_WRONG', { url, block: String(number), reason: 'it does not follow the block before' })
    }
    headers.push(header)
  }
  return headers
}

/**
 * @param expected the number that was asked for; without it, the newest block was
 * @throws CHAIN_BEHIND when there is none, CHAIN_BLOCK_WRONG when it is malformed
 */
export function readHeader(url: string, answer: unknown, expected?: bigint): Header {
  const name = expected === undefined ? 'latest' : String(expected)
  if (answer === null || answer === undefined) throw fail('CHAIN_BEHIND', { url, reason: `it has no block ${name}` })
  const wrong = (reason: string) => fail('CHAIN_BLOCK_WRONG', { url, block: name, reason })
  if (typeof answer !== 'object') throw wrong('it is no object')
  const block = answer as Record<string, unknown>
  const { hash, parentHash, logsBloom, timestamp } = block
  if (!isQuantity(block.number)) throw wrong('it has no number')
  const number = BigInt(block.number)
  if (expected !== undefined && number !== expected) throw wrong(`it has the number ${number}`)
  if (!isHash(hash) || !isHash(parentHash)) throw wrong('it has no hash of its own or of its parent')
  if (!isQuantity(timestamp)) throw wrong('it has no time')
  if (!isBloom(logsBloom)) throw wrong('it has no logsBloom')
  return { number, hash, parentHash, timestampSeconds: BigInt(timestamp), logsBloom }
}
