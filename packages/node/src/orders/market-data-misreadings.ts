import type {
  GetPricesResponse,
  ListSuppliersResponse,
  MarketHistoryRequest,
  MarketHistoryResponse,
  SupplierMessage,
} from '@sonm/protocol'
import type { Tally, Trade } from './market-tally.ts'

// What a marketplace says of deals is held against what this node has read of the chain itself. It may know of more than this node, which goes
// back to its own start alone, and of fewer where it has read less far; not of fewer than were there when it read.

/** How far this node has read, and what it has found. */
export interface ChainView {
  /** What counts: no reorg takes it back. */
  readonly confirmed: Tally
  /** With the blocks after that. */
  readonly known: Tally
  readonly nowSeconds: bigint
  /** The time of the newest block; a chain may rest. */
  readonly newestSeconds: bigint
}

/** By so much another clock may be wrong. */
const CLOCK_SECONDS = 3_600n
const DAY_SECONDS = 86_400n
const ALL_CLASSES = 'all'

/** What contradicts the chain in it, as a phrase; undefined: nothing. @param readToBlock how far it has read */
export type Misreading<Request, Answer> = (
  request: Request,
  answer: Answer,
  readToBlock: bigint,
  view: ChainView,
) => string | undefined

export const misreadPrices: Misreading<{ readonly marketClass: string }, GetPricesResponse> = (
  { marketClass },
  { classes },
  readToBlock,
  { confirmed, known, nowSeconds, newestSeconds },
) => {
  if (marketClass !== '' && marketClass !== ALL_CLASSES) return undefined
  const all = classes.find((each) => each.marketClass === ALL_CLASSES)
  const said = { deals: all?.deals ?? 0n, volumeWei: all?.volumeWei }
  // It counts a day and a part of an hour, by its own clock.
  const surely = within(confirmed, nowSeconds - DAY_SECONDS + CLOCK_SECONDS, nowSeconds - CLOCK_SECONDS, readToBlock)
  const fewer = tooFew(said, surely)
  if (fewer) return `${fewer} in the last day`
  // Where our clock is ahead, the chain's time says it.
  const atSeconds = newestSeconds < nowSeconds ? newestSeconds : nowSeconds
  const fromSeconds = atSeconds - DAY_SECONDS - 2n * CLOCK_SECONDS
  if (fromSeconds <= known.sinceSeconds || readToBlock > known.toBlock) return undefined
  const more = tooMany(said, within(known, fromSeconds, nowSeconds + CLOCK_SECONDS, known.toBlock))
  return more && `${more} in the last day`
}

export const misreadHistory: Misreading<
  Pick<MarketHistoryRequest, 'marketClass' | 'intervalSeconds'>,
  MarketHistoryResponse
> = ({ marketClass, intervalSeconds }, { points }, readToBlock, { confirmed, known }) => {
  const length = BigInt(intervalSeconds)
  const isOfAll = marketClass === ALL_CLASSES
  for (const [at, point] of points.entries()) {
    const { startSeconds } = point
    const last = startSeconds + length - 1n
    const here = `in the interval from ${startSeconds}`
    const fewer = isOfAll && tooFew(point, within(confirmed, startSeconds, last, readToBlock))
    if (fewer) return `${fewer} ${here}`
    const isKnown = startSeconds > known.sinceSeconds && readToBlock <= known.toBlock
    const more = isKnown && tooMany(point, within(known, startSeconds, last, known.toBlock))
    if (more) return `${more} ${here}`
    // It leaves out intervals in which nothing happened, and no others.
    const next = points[at + 1]
    const skipped = isOfAll && next ? within(confirmed, last + 1n, next.startSeconds - 1n, readToBlock) : []
    if (skipped.length > 0)
      return `it shows nothing between ${last} and ${next!.startSeconds}, and the chain has deals there`
  }
  return undefined
}

export const misreadSupplier: Misreading<{ readonly address: string }, SupplierMessage> = (
  { address },
  { master, deals },
  readToBlock,
  view,
) => {
  const { known } = view
  const isUpTo = readToBlock <= known.toBlock
  const ofHub = known.trades.flatMap(({ opened }) => (opened?.hub === address ? [opened.master] : []))
  if (known.sinceSeconds === 0n && isUpTo && ofHub.length > 0 && !ofHub.some((each) => each === master)) {
    return `it names ${master || 'nobody'} as whom the hub's deals pay, and the chain names ${ofHub.at(-1)}`
  }
  return misreadCount(master, deals, readToBlock, view)
}

/** Of each that it lists; whom it leaves out may stand on another page. */
export const misreadSuppliers: Misreading<unknown, ListSuppliersResponse> = (_, { suppliers }, readToBlock, view) => {
  for (const { master, deals } of suppliers) {
    const misread = misreadCount(master, deals, readToBlock, view)
    if (misread) return misread
  }
  return undefined
}

function misreadCount(master: string, deals: bigint, readToBlock: bigint, { confirmed, known }: ChainView) {
  const least = dealsOf(confirmed, master, ({ blockNumber }) => blockNumber <= readToBlock)
  if (deals < least) return `it counts ${deals} deals of ${master}, and the chain has ${least}`
  const most = dealsOf(known, master, () => true)
  // This node may have seen the supplier's latest alone.
  if (known.sinceSeconds > 0n || readToBlock > known.toBlock || deals <= most) return undefined
  return `it counts ${deals} deals of ${master}, and the chain has ${most}`
}

/** Whether nothing was sold or paid in the blocks after the one, up to the other. */
export function isQuiet({ trades, afterBlock, toBlock }: Tally, after: bigint, upTo: bigint): boolean {
  if (after < afterBlock || upTo > toBlock) return false
  return trades.every(({ blockNumber }) => blockNumber <= after || blockNumber > upTo)
}

function dealsOf({ trades }: Tally, master: string, counts: (trade: Trade) => boolean): number {
  return trades.filter((trade) => trade.opened?.master === master && counts(trade)).length
}

/** Blocks come in the order of their times. */
function within({ trades }: Tally, fromSeconds: bigint, toSeconds: bigint, toBlock: bigint): readonly Trade[] {
  const [start, end] = [placeOf(trades, fromSeconds), placeOf(trades, toSeconds + 1n)]
  return trades.slice(start, end).filter(({ blockNumber }) => blockNumber <= toBlock)
}

/** How many come before this time. */
function placeOf(trades: readonly Trade[], atSeconds: bigint): number {
  let [low, high] = [0, trades.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (trades[middle]!.atSeconds < atSeconds) low = middle + 1
    else high = middle
  }
  return low
}

interface Said {
  readonly deals: bigint
  readonly volumeWei: string | undefined
}

function tooFew({ deals, volumeWei }: Said, trades: readonly Trade[]): string | undefined {
  const { count, paidWei } = sumsOf(trades)
  if (deals < count) return `it counts ${deals} deals, and the chain has ${count}`
  const wei = weiOf(volumeWei)
  return wei < paidWei ? `it counts ${wei} wei paid, and the chain has ${paidWei}` : undefined
}

function tooMany({ deals, volumeWei }: Said, trades: readonly Trade[]): string | undefined {
  const { count, paidWei } = sumsOf(trades)
  if (deals > count) return `it counts ${deals} deals, and the chain has ${count}`
  const wei = weiOf(volumeWei)
  return wei > paidWei ? `it counts ${wei} wei paid, and the chain has ${paidWei}` : undefined
}

function sumsOf(trades: readonly Trade[]) {
  const count = BigInt(trades.filter(({ opened }) => opened).length)
  return { count, paidWei: trades.reduce((sum, { paidWei }) => sum + paidWei, 0n) }
}

/** What is no number is none that was paid. */
function weiOf(text = ''): bigint {
  return /^\d{1,60}$/.test(text) ? BigInt(text) : 0n
}
