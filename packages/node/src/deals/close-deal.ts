import type { ChainClient, Receipt } from '@sonm/chain'
import { isCoded, type Logger } from '@sonm/common'
import type { DealBook } from './deal-book.ts'
import type { DealRecord } from './deal-record.ts'

/** A bill changes a deal once in minutes; more often than this in a row it cannot come between. */
const MAX_TRIES = 5

/**
 * Closes a deal with its latest state. Closing a closed deal answers with what is known of it, without a receipt.
 * @param refresh reads the newest events of the chain into the book
 * @throws DEAL_UNKNOWN, DEAL_CLOSE_FORBIDDEN, CHAIN_UNREACHABLE
 */
export async function closeDeal(
  dealId: bigint,
  context: { chain: ChainClient; book: DealBook; refresh: () => Promise<void>; logger: Logger },
): Promise<{ record: DealRecord; receipt: Receipt | undefined }> {
  const { chain, book, refresh, logger } = context
  if ((await book.find(dealId)) === undefined) await refresh()
  for (let tries = 1; ; tries++) {
    const record = await book.get(dealId)
    if (record.closedAtSeconds !== undefined) return { record, receipt: undefined }
    try {
      const receipt = await chain.close(record.deal)
      await book.closed(record, receipt)
      logger.info({ dealId: dealId.toString() }, 'a deal was closed')
      return { record: await book.get(dealId), receipt }
    } catch (error) {
      if (!isCoded(error, 'DEAL_STATE_WRONG') || tries === MAX_TRIES) throw error
      logger.debug({ dealId: dealId.toString(), tries }, 'the deal was billed meanwhile; reading its new state')
      await refresh()
    }
  }
}
