import { type Deal, lockPeriodSeconds } from '../deals/deal.ts'
import { formatAmount } from '../units/money.ts'
import { dealAfter, isDealChange } from './market-event.ts'
import type { MarketModel } from './market-model.ts'

/**
 * What must hold after any sequence of calls: no SNM appears or vanishes, the market holds what its ledger says, nobody
 * is below zero, each lock is whole seconds and no more than its period, and each deal has paid for its seconds.
 * @returns a sentence for each thing that does not hold; empty: all is well
 */
export function checkConservation(model: MarketModel): readonly string[] {
  const wrong: string[] = []
  const same = (what: string, actual: bigint, expected: bigint) => {
    if (actual === expected) return
    const [is, should] = [actual, expected].map((wei) => formatAmount(wei, 'SNM', { exact: true }))
    wrong.push(`${what}: ${is} instead of ${should}`)
  }
  const totals = model.totals()
  same('all wallets together', totals.walletsWei, totals.mintedWei)
  same('the holding of the market', totals.holdingWei, totals.freeWei + totals.lockedWei + totals.strandedWei)
  for (const [account, wei] of totals.negative) wrong.push(`${account} has ${wei} wei`)

  const running = new Map<bigint, Deal>()
  for (const event of model.events) {
    if (event.kind === 'dealOpened') running.set(event.deal.id, event.deal)
    if (!isDealChange(event)) continue
    const { dealId, paidWei } = event
    const before = running.get(dealId)!
    if (event.kind === 'dealClosed') {
      same(`what deal ${dealId} returned`, event.returnedWei, before.lockedWei - paidWei)
      running.delete(dealId)
      continue
    }
    const seconds = event.money.billedUntilSeconds - before.billedUntilSeconds
    same(`what deal ${dealId} has paid`, paidWei, before.pricePerSecond * seconds)
    running.set(dealId, dealAfter(before, event, 0n))
  }
  for (const { id, lockedWei, pricePerSecond, durationSeconds } of model.openDeals()) {
    const mostWei = pricePerSecond * lockPeriodSeconds(durationSeconds)
    if (lockedWei < 0n || lockedWei > mostWei)
      wrong.push(`deal ${id} locks ${lockedWei} wei, at most ${mostWei} allowed`)
    if (pricePerSecond > 0n && lockedWei % pricePerSecond !== 0n) wrong.push(`deal ${id} locks a part of a second`)
  }
  return wrong
}
