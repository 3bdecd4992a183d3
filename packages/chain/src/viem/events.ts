import { unpackBuyerTerms, unpackDeal, unpackMoney, unpackUsdTerms } from '@sonm/model'
import type { Log } from 'viem'
import type { EventPosition, MarketEvent } from '../client.ts'
import { type DecodedLog, decodeLog } from '../follower/decode-log.ts'

/** The market's events among the logs of a receipt; logs of other kinds are passed over. */
export function readEvents(logs: readonly Log[], timestampSeconds: bigint): MarketEvent[] {
  return logs.flatMap((log): MarketEvent[] => {
    const { blockNumber, blockHash, logIndex, transactionHash: txHash, topics, data } = log
    const decoded = decodeLog(topics, data)
    if (decoded === undefined || 'malformed' in decoded) return []
    const position = { blockNumber: blockNumber!, blockHash: blockHash!, logIndex: logIndex!, txHash: txHash! }
    const event = marketEventOf(decoded, { ...position, timestampSeconds })
    return event === undefined ? [] : [event]
  })
}

/** An event as services know it; undefined: they do not care. */
export function marketEventOf(log: DecodedLog, position: EventPosition): MarketEvent | undefined {
  switch (log.eventName) {
    case 'DealOpened':
      return { ...position, kind: 'dealOpened', deal: unpackDeal(log.args.deal) }
    case 'BidFilled':
      return { ...position, kind: 'bidFilled', dealId: log.args.id, bidHash: log.args.bidHash }
    case 'DealBilled': {
      const { id, paid, money } = log.args
      return { ...position, kind: 'dealBilled', dealId: id, paidWei: paid, money: unpackMoney(money) }
    }
    case 'DealAmended': {
      const { id, paid, money, buyerTerms, usdTerms } = log.args
      const { durationSeconds } = unpackBuyerTerms(buyerTerms)
      const terms = { durationSeconds, usdPerSecond: unpackUsdTerms(usdTerms).usdPerSecond }
      return { ...position, kind: 'dealAmended', dealId: id, paidWei: paid, money: unpackMoney(money), terms }
    }
    case 'DealClosed': {
      const { id, paid, returned, by } = log.args
      return { ...position, kind: 'dealClosed', dealId: id, paidWei: paid, returnedWei: returned, by }
    }
    case 'BondPaid':
      return { ...position, kind: 'bondPaid', dealId: log.args.id, amountWei: log.args.amount }
    case 'Blacklisted':
      return { ...position, kind: 'blacklisted', ...log.args }
    case 'Deposited':
      return { ...position, kind: 'deposited', account: log.args.account, amountWei: log.args.amount }
    case 'Withdrawn':
      return { ...position, kind: 'withdrawn', account: log.args.account, amountWei: log.args.amount }
    case 'NonceCancelled':
      return { ...position, kind: 'nonceCancelled', account: log.args.author, nonce: log.args.nonce }
    case 'EpochAdvanced':
      return { ...position, kind: 'epochAdvanced', account: log.args.author, epoch: log.args.epoch }
    default:
      return undefined
  }
}
