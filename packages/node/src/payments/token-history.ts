import type { ChainClient, Token, TokenTransfer, WalletChain } from '@sonm/chain'
import { isCoded } from '@sonm/common'
import { fail } from '@sonm/model'
import type { MovementRow } from '../store.ts'
import { type HistoryPage, readLimit } from './history.ts'
import type { HistoryBook } from './history-book.ts'

export interface TokenHistoryOptions {
  readonly chain: Pick<ChainClient, 'account' | 'latest'>
  readonly wallet: Pick<WalletChain, 'tokenTransfers'>
  readonly book: Pick<HistoryBook, 'fees'>
  /** The last block that the confirmations have made certain. */
  readonly readTo: () => Promise<bigint>
  /** Nothing older is read. */
  readonly startBlock: bigint
}

/** A page that needs more requests goes on with the next one: some endpoints give few blocks at once. */
const MAX_REQUESTS = 40

/** Where a page ends: what comes before this log of this block is on the next one. */
interface Mark {
  readonly blockNumber: bigint
  readonly logIndex: number
}

/**
 * What came and went of a token that was asked for by its address, read from the chain at the time: a token that nobody asked
 * for can put nothing into the history, and nothing that came before it was asked for is missed.
 */
export class TokenHistory {
  readonly #options: TokenHistoryOptions

  constructor(options: TokenHistoryOptions) {
    this.#options = options
  }

  /** @throws INPUT_INVALID */
  async list(token: Token, request: { limit: number; cursor: string; sinceSeconds: bigint }): Promise<HistoryPage> {
    const { chain, book, readTo } = this.#options
    const limit = readLimit(request.limit)
    const { number: latestBlock } = await chain.latest()
    const before = request.cursor === '' ? { blockNumber: latestBlock + 1n, logIndex: 0 } : readMark(request.cursor)
    const certainBlock = await readTo()
    const { transfers, end } = await this.#readBack(token, before, limit, request.sinceSeconds)
    const rows = transfers.slice(0, limit).map((transfer) => this.#rowOf(transfer, token, certainBlock))
    const fees = await book.fees(rows.map(({ tx_hash }) => tx_hash))
    const next = transfers.length > limit ? transfers[limit - 1]! : end
    return {
      rows: rows.map((row) => ({ ...row, feeWei: fees.get(row.tx_hash) ?? '' })),
      nextCursor: next ? `${next.blockNumber}.${next.logIndex}` : '',
      readToBlock: latestBlock,
      latestBlock,
    }
  }

  /** The newest first, one more than `limit` at least, where there are so many; `end`: there may be older ones. */
  async #readBack(
    { address }: Token,
    before: Mark,
    limit: number,
    sinceSeconds: bigint,
  ): Promise<{ readonly transfers: readonly TokenTransfer[]; readonly end: Mark | undefined }> {
    const { chain, wallet, startBlock } = this.#options
    const transfers: TokenTransfer[] = []
    let toBlock = before.logIndex === 0 ? before.blockNumber - 1n : before.blockNumber
    let span = toBlock - startBlock + 1n
    for (let requests = 0; toBlock >= startBlock; requests++) {
      if (requests === MAX_REQUESTS) return { transfers, end: { blockNumber: toBlock + 1n, logIndex: 0 } }
      const fromBlock = toBlock - span + 1n < startBlock ? startBlock : toBlock - span + 1n
      try {
        const found = await wallet.tokenTransfers(address, chain.account, fromBlock, toBlock)
        // Anybody can have a token report that nothing moved from you to an address that resembles one you know.
        const real = found.filter((transfer) => transfer.amount > 0n && isBefore(transfer, before)).toReversed()
        transfers.push(...real.filter(({ timestampSeconds }) => timestampSeconds >= sinceSeconds))
        if (transfers.length > limit || real.some((old) => old.timestampSeconds < sinceSeconds)) break
        toBlock = fromBlock - 1n
      } catch (error) {
        if (!isCoded(error, 'CHAIN_RANGE_REFUSED') || fromBlock === toBlock) throw error
        span = (toBlock - fromBlock + 1n) / 2n
      }
    }
    return { transfers, end: undefined }
  }

  #rowOf(transfer: TokenTransfer, token: Token, certainBlock: bigint): MovementRow {
    const { account } = this.#options.chain
    const isSent = transfer.from === account
    const counterparty = isSent ? transfer.to : transfer.from
    return {
      block_number: Number(transfer.blockNumber),
      log_index: transfer.logIndex,
      timestamp_seconds: Number(transfer.timestampSeconds),
      kind: isSent ? 'sent' : 'received',
      token: token.address,
      symbol: token.symbol,
      decimals: token.decimals,
      amount: transfer.amount.toString(),
      counterparty: counterparty === account ? '' : counterparty,
      deal_id: 0,
      tx_hash: transfer.txHash,
      state: transfer.blockNumber > certainBlock ? 'fresh' : 'confirmed',
    }
  }
}

const isBefore = (place: Mark, { blockNumber, logIndex }: Mark) =>
  place.blockNumber < blockNumber || (place.blockNumber === blockNumber && place.logIndex < logIndex)

function readMark(text: string): Mark {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(text)
  if (!match) throw fail('INPUT_INVALID', { field: 'cursor', reason: 'it must be the one of the page before' })
  return { blockNumber: BigInt(match[1]!), logIndex: Number(match[2]) }
}
