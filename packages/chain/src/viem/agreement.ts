import type { CodedError } from '@sonm/common'
import { type Address, fail, type Hex } from '@sonm/model'
import type { BlockSpan } from '../client.ts'

/** What one endpoint says. */
export interface Vote<Value> {
  readonly voter: string
  readonly value: Value
  /** Votes that agree have the same; undefined: it knows of nothing, which may mean that it has not got as far. */
  readonly canonical: string | undefined
}

/** How many must say the same where money is decided, and how many are asked at first. */
export const QUORUM = 2
export const VOTERS = 3

/** The votes that agree, as soon as there are enough of them. */
export function agreeing<Value>(votes: readonly Vote<Value>[]): readonly Vote<Value>[] | undefined {
  return votes
    .map(({ canonical }) => votes.filter((vote) => vote.canonical === canonical))
    .find((same) => same.length >= QUORUM)
}

/** A newest block, as one endpoint has it. */
export interface Head {
  readonly voter: string
  readonly number: bigint
  readonly timestampSeconds: bigint
}

/** Endpoints whose newest blocks are further apart than this are not compared: one of them lags, or lies. */
export const LAG_MOST_SECONDS = 30n

/**
 * The newest block that all of the largest group of endpoints know whose heads are near each other; undefined: no two are.
 * One endpoint alone can so neither hold the others back in the past nor lead them into a future.
 * @param floor nothing older is good enough: the caller has seen this block
 */
export function commonBlock(
  heads: readonly Head[],
  floor: bigint,
): { readonly number: bigint; readonly voters: readonly string[] } | undefined {
  const fresh = heads.filter(({ number }) => number >= floor)
  const groups = fresh.map(({ timestampSeconds: end }) =>
    fresh.filter(({ timestampSeconds: at }) => at <= end && end - at <= LAG_MOST_SECONDS),
  )
  const byWorth = groups.toSorted((a, b) => b.length - a.length || Number(lowest(b) > lowest(a)) * 2 - 1)
  const best = byWorth[0]
  if (best === undefined || best.length < QUORUM) return undefined
  return { number: lowest(best), voters: best.map(({ voter }) => voter) }
}

function lowest(heads: readonly Head[]): bigint {
  return heads.reduce((least, { number }) => (number < least ? number : least), heads[0]!.number)
}

/** The middle one; of an even number the lower of the two in the middle. @param values one at least */
export function lowerMedian(values: readonly bigint[]): bigint {
  return values.toSorted((a, b) => Number(a > b) - Number(a < b))[Math.floor((values.length - 1) / 2)]!
}

/** Endpoints that answered, and contradict each other. */
export function disagreement(subject: string, votes: readonly Vote<unknown>[], lagging: readonly string[]): CodedError {
  const answers = votes.map(({ voter, canonical }) => {
    const said = canonical === undefined ? 'knows of nothing' : `says ${shortened(canonical)}`
    return `${voter} ${said}${lagging.includes(voter) ? ' (it lags behind)' : ''}`
  })
  return fail('CHAIN_DISAGREES', { subject, answers: answers.join('; ') })
}

export function quorumMissing(subject: string, reasons: readonly string[]): CodedError {
  return fail('CHAIN_QUORUM_MISSING', { subject, reasons: reasons.join('; ') })
}

const SAID_LENGTH_MOST = 80

function shortened(said: string): string {
  return said.length <= SAID_LENGTH_MOST ? said : `${said.slice(0, SAID_LENGTH_MOST)}…`
}

/** The fields of a log that decide, whatever an endpoint adds to them. */
export interface RawLog {
  readonly address: Address | string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockNumber: unknown
  readonly blockHash: Hex | string | null
  readonly transactionHash: Hex | string | null
  readonly logIndex: unknown
}

/** Logs in a form that is the same for endpoints that say the same: case, order of fields and additions do not count. */
export function canonicalLogs(logs: readonly RawLog[]): string {
  return logs
    .map((log) =>
      [log.blockHash, BigInt(log.blockNumber as never), BigInt(log.logIndex as never), log.transactionHash, log.address]
        .concat(log.topics, log.data)
        .join(','),
    )
    .join(' ')
    .toLowerCase()
}

/** Blocks and their events in such a form. */
export function canonicalSpan({ parentHash, hash, events }: BlockSpan): string {
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  return [hash, parentHash, JSON.stringify(events, text)].join(' ')
}

/** A receipt of eth_getTransactionReceipt in such a form. */
export function canonicalReceipt(receipt: {
  readonly blockHash: string
  readonly blockNumber: string
  readonly status: string
  readonly gasUsed: string
  readonly effectiveGasPrice: string
  readonly contractAddress?: string | null | undefined
  readonly logs: readonly RawLog[]
}): string {
  const { blockHash, blockNumber, status, gasUsed, effectiveGasPrice, contractAddress, logs } = receipt
  const numbers = [blockNumber, status, gasUsed, effectiveGasPrice].map(BigInt)
  return [`block ${numbers[0]}`, blockHash, ...numbers.slice(1), contractAddress ?? '', canonicalLogs(logs)]
    .join(' ')
    .toLowerCase()
}
