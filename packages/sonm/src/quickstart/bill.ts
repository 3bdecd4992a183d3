import { type Deal, fail, formatAmount, formatPricePerHour } from '@sonm/model'

/** What a buyer and a supplier own, all places together, in 1e-18 SNM. */
export interface Holdings {
  readonly buyerWei: bigint
  readonly supplierWei: bigint
}

export interface Bill {
  readonly deal: Deal
  readonly seconds: bigint
  readonly paidWei: bigint
  readonly returnedWei: bigint
  readonly before: Holdings
  readonly after: Holdings
  readonly openGas: bigint
  readonly closeGas: bigint
}

/**
 * Holds a bill against the rules that every deal keeps: paid is price times seconds to the last unit, the supplier got
 * exactly what the buyer gave, and nothing came from nowhere.
 * @throws BILL_WRONG naming what does not add up
 */
export function checkBill(bill: Bill): void {
  const { deal, seconds, paidWei, before, after } = bill
  const wrong = (reason: string) => fail('BILL_WRONG', { dealId: deal.id.toString(), reason })
  if (paidWei !== deal.pricePerSecond * seconds) {
    throw wrong(`paid ${paidWei}, but ${seconds} s at ${deal.pricePerSecond} are ${deal.pricePerSecond * seconds}`)
  }
  if (before.buyerWei - after.buyerWei !== paidWei) throw wrong('the buyer did not lose exactly what was paid')
  if (after.supplierWei - before.supplierWei !== paidWei) throw wrong('the supplier did not gain exactly what was paid')
}

export function billText({ deal, seconds, paidWei, returnedWei, before, after, openGas, closeGas }: Bill): string {
  const snm = (wei: bigint) => formatAmount(wei, 'SNM')
  return [
    `Bill of deal ${deal.id}`,
    `  price      ${formatPricePerHour(deal.pricePerSecond, 'SNM')}`,
    `  time       ${seconds} s`,
    `  paid       ${snm(paidWei)}`,
    `  returned   ${snm(returnedWei)} of what was held ahead`,
    `  buyer      ${snm(before.buyerWei)} -> ${snm(after.buyerWei)}`,
    `  supplier   ${snm(before.supplierWei)} -> ${snm(after.supplierWei)}`,
    `  gas        ${openGas} to open, ${closeGas} to close`,
  ].join('\n')
}
