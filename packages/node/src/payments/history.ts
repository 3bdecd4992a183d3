import type { ChainClient, MarketEvent, WalletChain } from '@sonm/chain'
import { fail, type Hex, isDealChange } from '@sonm/model'
import type { MovementRow } from '../store.ts'
import { type HistoryBook, isAfter, type Place, rowOf } from './history-book.ts'
import { type DealParties, movementsOf, type SnmMovement } from './movements.ts'

export interface HistoryOptions {
  readonly chain: Pick<ChainClient, 'account' | 'latest' | 'blockHash' | 'events'>
  readonly wallet: Pick<WalletChain, 'contracts' | 'tokenTransfers' | 'fateOf'>
  readonly book: HistoryBook
  /** Who the two of a deal are; undefined: it is of others. */
  readonly partiesOf: (dealId: bigint) => Promise<DealParties | undefined>
  /** The last block whose movements are in the book; brings it as far as the confirmations allow. */
  readonly readTo: () => Promise<bigint>
}

export interface HistoryPage {
  readonly rows: readonly (MovementRow & { readonly feeWei: string })[]
  readonly nextCursor: string
  readonly readToBlock: bigint
  readonly latestBlock: bigint
}

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 500

/** @throws INPUT_INVALID */
export function readLimit(limit: number): number {
  if (limit > MAX_LIMIT) throw fail('INPUT_INVALID', { field: 'limit', reason: `it must be at most ${MAX_LIMIT}` })
  return limit === 0 ? DEFAULT_LIMIT : limit
}

/** Blocks that no confirmation stands on yet; beyond them the node is still reading, and they are not asked for at once. */
const MAX_FRESH_BLOCKS = 256n

/** Reads what the chain says of the wallet's account, and lists it with what the node has sent. */
export class History {
  readonly #options: HistoryOptions

  constructor(options: HistoryOptions) {
    this.#options = options
  }

  /**
   * The movements in the blocks from `fromBlock` to `toBlock`, the market's events of which are there already.
   * @throws CHAIN_BEHIND when the chain was reorganised meanwhile, so that both would not belong together
   */
  async read(
    events: readonly MarketEvent[],
    fromBlock: bigint,
    toBlock: bigint,
    toHash?: Hex,
  ): Promise<readonly SnmMovement[]> {
    const { chain, wallet } = this.#options
    const transfers = await wallet.tokenTransfers(wallet.contracts.snm, chain.account, fromBlock, toBlock)
    if (toHash !== undefined && (await chain.blockHash(toBlock)) !== toHash) {
      throw fail('CHAIN_BEHIND', { url: 'this network', reason: `block ${toBlock} was replaced while it was read` })
    }
    const parties = await this.#partiesIn(events)
    return movementsOf(chain.account, events, transfers, wallet.contracts, (dealId) => parties.get(dealId))
  }

  /** Of a deal that began in these blocks its opening tells, of an earlier one what is known of it. */
  async #partiesIn(events: readonly MarketEvent[]): Promise<ReadonlyMap<bigint, DealParties>> {
    const found = new Map<bigint, DealParties>()
    for (const event of events) {
      if (event.kind === 'dealOpened') found.set(event.deal.id, event.deal)
      if (!isDealChange(event) || found.has(event.dealId)) continue
      const known = await this.#options.partiesOf(event.dealId)
      if (known) found.set(event.dealId, known)
    }
    return found
  }

  /** @throws INPUT_INVALID */
  async list(request: { limit: number; cursor: string; sinceSeconds: bigint }): Promise<HistoryPage> {
    const limit = readLimit(request.limit)
    const after = request.cursor === '' ? undefined : readCursor(request.cursor)
    const { book, chain } = this.#options
    const readToBlock = await this.#options.readTo()
    const { number: latestBlock } = await chain.latest()
    await this.#settlePending(readToBlock, latestBlock)
    const fresh = (await this.#fresh(readToBlock, latestBlock)).filter(
      (row) => BigInt(row.timestamp_seconds) >= request.sinceSeconds && (!after || isAfter(row, after)),
    )
    const stored = await book.list(limit + 1, request.sinceSeconds, after)
    const found = [...fresh, ...stored].sort((a, b) => (isAfter(a, b) ? 1 : -1))
    const rows = found.slice(0, limit)
    const fees = await book.fees(rows.map(({ tx_hash }) => tx_hash))
    return {
      rows: rows.map((row) => ({
        ...row,
        state: row.state === 'mined' ? (BigInt(row.block_number) > readToBlock ? 'fresh' : 'confirmed') : row.state,
        feeWei: fees.get(row.tx_hash) ?? '',
      })),
      nextCursor: found.length > limit ? writeCursor(rows.at(-1)!) : '',
      readToBlock,
      latestBlock,
    }
  }

  /** What stands in the newest blocks, which the book takes when enough others stand on them. */
  async #fresh(readToBlock: bigint, latestBlock: bigint): Promise<readonly MovementRow[]> {
    if (latestBlock <= readToBlock || latestBlock - readToBlock > MAX_FRESH_BLOCKS) return []
    const { chain, wallet } = this.#options
    const events = await chain.events(readToBlock + 1n, latestBlock)
    const movements = await this.read(events, readToBlock + 1n, latestBlock)
    return movements.map((movement) => rowOf(movement, wallet.contracts.snm))
  }

  /** Looks what became of payments that nobody waits for any more. */
  async #settlePending(readToBlock: bigint, latestBlock: bigint): Promise<void> {
    const { book, wallet } = this.#options
    // Of old blocks an endpoint may not know any more how many transactions an account had.
    const certainBlock = readToBlock >= 0n && latestBlock - readToBlock <= MAX_FRESH_BLOCKS ? readToBlock : undefined
    for (const [place, versions] of await book.pending()) {
      const fate = await wallet.fateOf(versions, certainBlock)
      if (fate.kind === 'open') continue
      if (fate.kind === 'displaced' || fate.isReverted) await book.forget(place)
      else await book.mined(place, fate.txHash, fate)
    }
  }
}

const writeCursor = ({ timestamp_seconds, block_number, log_index }: Place) =>
  `${timestamp_seconds}.${block_number}.${log_index}`

function readCursor(text: string): Place {
  const match = /^(\d{1,15})\.(\d{1,15})\.(-?\d{1,15})$/.exec(text)
  if (!match) throw fail('INPUT_INVALID', { field: 'cursor', reason: 'it must be the one of the page before' })
  const [timestamp_seconds, block_number, log_index] = match.slice(1).map(Number) as [number, number, number]
  return { timestamp_seconds, block_number, log_index }
}
