import { type Address, BENCHMARKS, type Order, type Requirement } from '@sonm/model'
import { type AskBlock, addressPrefix, COLUMN } from './ask-block.ts'
import type { AskQuery } from './ask-query.ts'
import type { BookedAsk } from './booked-ask.ts'

/** One requirement of a query, by the name that it has in the match of two orders. */
export interface AskRequirement {
  readonly name: Requirement | 'hub' | 'executors'
  /** Sets a 1 for each ask of the block that does not fit. */
  readonly reject: (block: AskBlock, rejected: Uint8Array) => void
}

type Reject = AskRequirement['reject']

/** The requirements that this query makes at all; each stands on its own. */
export function requirementsOf(query: AskQuery): readonly AskRequirement[] {
  const { buyer, maxPricePerSecond, durationSeconds, netFlags, executors, hub } = query
  const requirements: AskRequirement[] = []
  const require = (name: AskRequirement['name'], reject: Reject) => requirements.push({ name, reject })
  if (hub !== undefined) require('hub', unlessBy(hub))
  require('counterparty-of-ask', boundToOther(buyer))
  if (buyer !== undefined) require('deal-with-self', by(buyer))
  if (maxPricePerSecond !== undefined) require('price', above(COLUMN.price, maxPricePerSecond, priceOf))
  if (durationSeconds > 0n) require('duration', below(COLUMN.durationSeconds, durationSeconds, durationOf))
  if (netFlags !== 0) require('net-flags', lacking(netFlags))
  if (executors.length > 0)
    require('executors', (block, rejected) => {
      rejectEach(block, rejected, (ask) => !executors.every((kind) => ask.executors.includes(kind)))
    })
  for (const { code, index } of BENCHMARKS) {
    const least = query.minBenchmarks[index] ?? 0n
    if (least > 0n) require(`benchmark:${code}`, below(index, least, (order) => order.benchmarks[index] ?? 0n))
  }
  return requirements
}

const priceOf = (order: Order) => order.pricePerSecond
const durationOf = (order: Order) => order.durationSeconds

/** Below the least. Only what rounds to the same number, above 2^53, is compared exactly. */
function below(index: number, least: bigint, exactOf: (order: Order) => bigint): Reject {
  const rounded = Number(least)
  const inexact = rounded > Number.MAX_SAFE_INTEGER
  return (block, rejected) => {
    const column = block.column(index)
    for (let at = 0; at < block.length; at++) {
      const value = column[at]!
      if (value < rounded) rejected[at] = 1
      else if (inexact && value === rounded && exactOf(block.asks[at]!.order) < least) rejected[at] = 1
    }
  }
}

function above(index: number, most: bigint, exactOf: (order: Order) => bigint): Reject {
  const rounded = Number(most)
  const inexact = rounded > Number.MAX_SAFE_INTEGER
  return (block, rejected) => {
    const column = block.column(index)
    for (let at = 0; at < block.length; at++) {
      const value = column[at]!
      if (value > rounded) rejected[at] = 1
      else if (inexact && value === rounded && exactOf(block.asks[at]!.order) > most) rejected[at] = 1
    }
  }
}

function lacking(flags: number): Reject {
  return (block, rejected) => {
    const column = block.column(COLUMN.netFlags)
    for (let at = 0; at < block.length; at++) if ((flags & ~column[at]!) !== 0) rejected[at] = 1
  }
}

function boundToOther(buyer: Address | undefined): Reject {
  return (block, rejected) => {
    const bound = block.column(COLUMN.bound)
    for (let at = 0; at < block.length; at++) {
      if (bound[at] === 1 && block.asks[at]!.order.counterparty !== buyer) rejected[at] = 1
    }
  }
}

function by(author: Address): Reject {
  const prefix = addressPrefix(author)
  return (block, rejected) => {
    const column = block.column(COLUMN.author)
    for (let at = 0; at < block.length; at++) {
      if (column[at] === prefix && block.asks[at]!.order.author === author) rejected[at] = 1
    }
  }
}

function unlessBy(author: Address): Reject {
  const prefix = addressPrefix(author)
  return (block, rejected) => {
    const column = block.column(COLUMN.author)
    for (let at = 0; at < block.length; at++) {
      if (column[at] !== prefix || block.asks[at]!.order.author !== author) rejected[at] = 1
    }
  }
}

function rejectEach(block: AskBlock, rejected: Uint8Array, unfit: (ask: BookedAsk) => boolean): void {
  for (let at = 0; at < block.length; at++) if (unfit(block.asks[at]!)) rejected[at] = 1
}
