import { isCoded } from '@sonm/common'
import type { Address } from '@sonm/model'
import { type PublicClient, parseAbi } from 'viem'
import type { Rpc } from './rpc.ts'

/** As Chainlink's feeds have it, and IPriceFeed of ours. */
const feedAbi = parseAbi([
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
])

/** Feeds are renewed at least once a day. */
const STALE_AFTER_SECONDS = 26n * 3600n
/** A clock may go a little fast. */
const AHEAD_MOST_SECONDS = 600n
const PRICE_DECIMALS = 18

interface Round {
  readonly answer: bigint
  readonly decimals: number
  readonly updatedAtSeconds: bigint
}

/** The price in 1e-18 USD; undefined when the feed is missing, refuses, or is stale. A price is never made up. */
export async function readUsdPrice(rpc: Rpc, feed: Address): Promise<bigint | undefined> {
  try {
    const { round, nowSeconds } = await agreedRound(rpc, feed)
    return usdPriceOf(round, nowSeconds)
  } catch {
    return undefined
  }
}

function agreedRound(rpc: Rpc, feed: Address) {
  return rpc.agreeOnState(
    `the price of ${feed}`,
    (client, at) => readRound(client, feed, at),
    ({ round: { answer, decimals, updatedAtSeconds }, nowSeconds }) =>
      [answer, decimals, updatedAtSeconds, nowSeconds].join(' '),
  )
}

async function readRound(client: PublicClient, feed: Address, at: { readonly blockNumber?: bigint }) {
  const contract = { address: feed, abi: feedAbi, ...at }
  const [[, answer, , updatedAtSeconds], decimals, block] = await Promise.all([
    client.readContract({ ...contract, functionName: 'latestRoundData' }),
    client.readContract({ ...contract, functionName: 'decimals' }),
    client.getBlock(at.blockNumber === undefined ? { blockTag: 'latest' } : { blockNumber: at.blockNumber }),
  ])
  return { round: { answer, decimals, updatedAtSeconds }, nowSeconds: block.timestamp }
}

/** The newest answer of a feed in 1e-18 USD, whatever its age; undefined: it has none. */
export async function readAnswer(rpc: Rpc, feed: Address) {
  try {
    const { answer, decimals, updatedAtSeconds } = (await agreedRound(rpc, feed)).round
    const usdPerSnm = inPriceUnits(answer, decimals)
    return usdPerSnm === undefined ? undefined : { usdPerSnm, updatedAtSeconds }
  } catch (error) {
    // Ours reverts until somebody has reported; another feed as it likes.
    if (isCoded(error, 'PRICE_UNAVAILABLE') || isCoded(error, 'TRANSACTION_REVERTED')) return undefined
    throw error
  }
}

export function usdPriceOf({ answer, decimals, updatedAtSeconds }: Round, nowSeconds: bigint): bigint | undefined {
  const isCurrent =
    updatedAtSeconds + STALE_AFTER_SECONDS >= nowSeconds && updatedAtSeconds <= nowSeconds + AHEAD_MOST_SECONDS
  return isCurrent ? inPriceUnits(answer, decimals) : undefined
}

function inPriceUnits(answer: bigint, decimals: number): bigint | undefined {
  if (answer <= 0n || decimals > 36) return undefined
  const price = (answer * 10n ** BigInt(PRICE_DECIMALS)) / 10n ** BigInt(decimals)
  return price === 0n ? undefined : price
}
