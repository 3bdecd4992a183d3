import { marketAbi } from '@sonm/contracts'
import type { Hex } from '@sonm/model'
import { type Log, parseEventLogs } from 'viem'
import type { MarketEvent } from '../client.ts'
import { fromDealStruct, lower } from './structs.ts'

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
        return [{ ...position, kind: 'dealOpened', deal: fromDealStruct(log.args.deal) }]
      case 'DealBilled':
        return [{ ...position, kind: 'dealBilled', deal: fromDealStruct(log.args.deal), paidWei: log.args.paid }]
      case 'DealClosed': {
        const { deal, paid, returned, by } = log.args
        const amounts = { paidWei: paid, returnedWei: returned, by: lower(by) }
        return [{ ...position, kind: 'dealClosed', deal: fromDealStruct(deal), ...amounts }]
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
