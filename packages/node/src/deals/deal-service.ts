import type { ServiceImpl } from '@connectrpc/connect'
import type { Receipt } from '@sonm/chain'
import type { Turns } from '@sonm/common'
import { type DealService, readHex, readNumber } from '@sonm/protocol'
import type { Suppliers } from '../orders/suppliers.ts'
import type { ReadWanted } from '../orders/wanted.ts'
import { type PriceSource, pricesMessage } from '../payments/prices.ts'
import { receiptToMessage } from '../payments/wallet-service.ts'
import type { DealBook } from './deal-book.ts'
import type { DealRecord } from './deal-record.ts'
import type { Funding } from './funding.ts'
import type { DealOpener } from './open-deal.ts'

/** The external API's deals. */
export function dealService(options: {
  readonly readWanted: ReadWanted
  /** What pays does so one after the other: each looks at the money first. */
  readonly turns: Turns<'paying'>
  readonly book: DealBook
  readonly opener: DealOpener
  readonly suppliers: Suppliers
  readonly usdPrices: PriceSource | undefined
  readonly close: (dealId: bigint) => Promise<{ record: DealRecord; receipt: Receipt | undefined }>
}): ServiceImpl<typeof DealService> {
  const { turns, readWanted, book, opener, suppliers, usdPrices, close } = options
  // Two deals opened at once would count the same free balance twice; two closings would race for one state.
  const payingInTurn = <Result>(pay: () => Promise<Result>) => turns.run('paying', pay)
  return {
    async openDeal({ requirements, askHash, preferredAskHash, dryRun, snmPerUsdCap }) {
      const wanted = await readWanted(requirements)
      const chosen = {
        ...(askHash === '' ? {} : { only: readHex('ask_hash', askHash, 32) }),
        ...(preferredAskHash === '' ? {} : { first: readHex('preferred_ask_hash', preferredAskHash, 32) }),
        ...(snmPerUsdCap === '' ? {} : { snmPerUsdCap: readNumber('snm_per_usd_cap', snmPerUsdCap) }),
      }
      const money = ({ lockWei, depositWei, pricePerSecond, usd }: Funding) => ({
        lockWei: lockWei.toString(),
        depositWei: depositWei.toString(),
        pricePerSecondWei: pricePerSecond.toString(),
        snmPerUsd: usd?.snmPerUsd.toString() ?? '',
        snmPerUsdCap: usd?.snmPerUsdCap.toString() ?? '',
      })
      if (dryRun) {
        const [plan, prices] = await Promise.all([opener.plan(wanted, chosen), pricesMessage(usdPrices)])
        return {
          ...money(plan),
          walletWei: plan.walletWei.toString(),
          feeWei: plan.fee.feeWei.toString(),
          maxFeeWei: plan.fee.maxFeeWei.toString(),
          prices,
          offer: await suppliers.messageOf(plan.offer),
          rejections: [...plan.rejections],
          skipped: [...plan.skipped],
        }
      }
      const opened = await payingInTurn(() => opener.open(wanted, chosen))
      return {
        ...money(opened),
        offer: await suppliers.messageOf(opened.offer),
        rejections: [...opened.rejections],
        skipped: [...opened.skipped],
        deal: await book.status(await book.get(opened.deal.id)),
        receipt: receiptToMessage(opened.receipt),
      }
    },
    async listDeals({ withClosed }) {
      const records = await book.list({ withClosed })
      return { deals: await Promise.all(records.map((record) => book.status(record))) }
    },
    async getDeal({ dealId }) {
      return book.status(await book.get(dealId))
    },
    async closeDeal({ dealId }) {
      const { record, receipt } = await payingInTurn(() => close(dealId))
      return { deal: await book.status(record), ...(receipt ? { receipt: receiptToMessage(receipt) } : {}) }
    },
  }
}
