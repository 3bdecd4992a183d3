import { marketAbi } from '@sonm/contracts'
import { type Hex, unpackBuyerTerms, unpackDeal, unpackMoney, unpackUsdTerms } from '@sonm/model'
import { type Log, parseEventLogs } from 'viem'
import type { MarketEvent } from '../client.ts'
import { lower } from './structs.ts'

/**
 * The market's events among logs; logs of other kinds are passed over.
 * @param timestampOf the time of a block, by number
 */
export function readEvents(logs: readonly Log[], timestampOf: (blockNumber: bigint) => bigint): MarketEvent[] {
  return parseEventLogs({ abi: marketAbi, logs: [...logs] }).flatMap((log): MarketEvent[] => {
    const position = {
      blockNumber: log.blockNumber!,
      blockHash: log.blockHash as Hex,
      logIndex: log.logIndex!,
      txHash: log.transactionHash as Hex,
      timestampSeconds: timestampOf(log.blockNumber!),
    }
    switch (log.eventName) {
      case 'DealOpened':
        return [{ ...position, kind: 'dealOpened', deal: unpackDeal(log.args.deal) }]
      case 'BidFilled':
        return [{ ...position, kind: 'bidFilled', dealId: log.args.id, bidHash: log.args.bidHash }]
      case 'DealBilled': {
        const { id, paid, money } = log.args
        return [{ ...position, kind: 'dealBilled', dealId: id, paidWei: paid, money: unpackMoney(money) }]
      }
      case 'DealAmended': {
        const { id, paid, money, buyerTerms, usdTerms } = log.args
        const { durationSeconds } = unpackBuyerTerms(buyerTerms)
        const terms = { durationSeconds, usdPerSecond: unpackUsdTerms(usdTerms).usdPerSecond }
        return [{ ...position, kind: 'dealAmended', dealId: id, paidWei: paid, money: unpackMoney(money), terms }]
      }
      case 'DealClosed': {
        const { id, paid, returned, by } = log.args
        return [{ ...position, kind: 'dealClosed', dealId: id, paidWei: paid, returnedWei: returned, by: lower(by) }]
      }
      case 'BondPaid':
        return [{ ...position, kind: 'bondPaid', dealId: log.args.id, amountWei: log.args.amount }]
      case 'Blacklisted': {
        const { lister, account, listed } = log.args
        return [{ ...position, kind: 'blacklisted', lister: lower(lister), account: lower(account), listed }]
      }
      case 'Deposited':
        return [{ ...position, kind: 'deposited', account: lower(log.args.account), amountWei: log.args.amount }]
      case 'Withdrawn':
        return [{ ...position, kind: 'withdrawn', account: lower(log.args.account), amountWei: log.args.amount }]
      case 'NonceCancelled':
        return [{ ...position, kind: 'nonceCancelled', account: lower(log.args.author), nonce: log.args.nonce }]
      case 'EpochAdvanced':
        return [{ ...position, kind: 'epochAdvanced', account: lower(log.args.author), epoch: log.args.epoch }]
      default:
        return []
    }
  })
}
