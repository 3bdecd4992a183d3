import type { ChainClient } from '@sonm/chain'
import { type Clock, nowSeconds } from '@sonm/common'
import type { ChainView } from './market-data-misreadings.ts'
import { type MarketTally, tradesOf } from './market-tally.ts'

/** Blocks that are read for one answer, beyond those that the node has read anyway. */
const MOST_BLOCKS = 100n
/** Where the clock is so far behind the chain nothing is said about times. */
const CLOCK_SECONDS = 3_600n

export interface ChainViewOptions {
  readonly chain: Pick<ChainClient, 'latest' | 'events'>
  /** undefined: the node has not begun to follow the chain. */
  readonly tally: () => MarketTally | undefined
  readonly clock: Clock
}

/** What this node can hold against marketplaces now. */
export interface ChainHead {
  readonly number: bigint
  /** undefined: the clock cannot be right. */
  readonly view: ChainView | undefined
}

/** Reads the end of the chain. @returns undefined when the chain does not answer */
export async function readChainHead({ chain, tally, clock }: ChainViewOptions): Promise<ChainHead | undefined> {
  try {
    const { number, timestampSeconds } = await chain.latest()
    const now = BigInt(nowSeconds(clock))
    const confirmed = tally()?.upTo(timestampSeconds)
    if (!confirmed || timestampSeconds - now > CLOCK_SECONDS) return { number, view: undefined }
    const times = { nowSeconds: now, newestSeconds: timestampSeconds }
    const ahead = number - confirmed.toBlock
    if (ahead <= 0n || ahead > MOST_BLOCKS) return { number, view: { confirmed, known: confirmed, ...times } }
    const more = tradesOf(await chain.events(confirmed.toBlock + 1n, number))
    const known = { ...confirmed, trades: [...confirmed.trades, ...more], toBlock: number }
    return { number, view: { confirmed, known, ...times } }
  } catch {
    return undefined
  }
}
