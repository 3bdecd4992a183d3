import { type Amendment, amendmentGivers } from '../deals/amendment.ts'
import type { Deal } from '../deals/deal.ts'
import { fail } from '../errors/catalog.ts'
import { isoTime } from './open-rules.ts'

/** The contract counts them in 24 bits. */
const MAX_AMENDMENTS = 2 ** 24 - 1

/** What the contract refuses of an amendment before it asks who agreed, in its order. @throws AMENDMENT_INVALID, AMENDMENT_STALE, AMENDMENT_EXPIRED */
export function checkAmendment(deal: Deal, amendment: Amendment, nowSeconds: bigint): void {
  const { dealId, sequence, durationSeconds, pricePerSecond, expiresAtSeconds } = amendment
  const invalid = (field: string, reason: string) => fail('AMENDMENT_INVALID', { field, reason })
  if (dealId !== deal.id) throw invalid('dealId', 'it is of another deal')
  if (sequence !== deal.amendments || sequence === MAX_AMENDMENTS) {
    throw fail('AMENDMENT_STALE', { sequence: String(sequence), expected: String(deal.amendments) })
  }
  if (nowSeconds > expiresAtSeconds) throw fail('AMENDMENT_EXPIRED', { expiredAt: isoTime(expiresAtSeconds) })
  const spot = deal.durationSeconds === 0n
  const ended = !spot && nowSeconds >= deal.startedAtSeconds + deal.durationSeconds
  const endsInThePast = durationSeconds !== 0n && deal.startedAtSeconds + durationSeconds < nowSeconds
  if (spot !== (durationSeconds === 0n) || ended || endsInThePast) {
    throw invalid('durationSeconds', 'spot stays spot, forward stays forward, and no end may be in the past')
  }
  if (pricePerSecond === 0n && deal.usdPerSecond !== 0n) {
    throw fail('ORDER_INVALID', { field: 'pricePerSecond', reason: 'in USD it cannot be 0' })
  }
  const gives = amendmentGivers(deal, amendment)
  if (!gives.buyer && !gives.supplier) throw invalid('pricePerSecond', 'neither price nor duration changes')
}
