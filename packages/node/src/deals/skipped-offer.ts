import { CodedError, messageOf } from '@sonm/common'
import { fail, formatPricePerHour, type Hex } from '@sonm/model'
import type { VerifiedOffer } from '../orders/offers.ts'

/** An offer that is not taken, and why: the next one may fare better. */
export interface SkippedOffer {
  readonly orderHash: Hex
  readonly hub: string
  readonly reason: string
}

export const hubOf = ({ ask }: VerifiedOffer) => ask.order.author

export function skippedFor(offer: VerifiedOffer, reason: string): SkippedOffer {
  return { orderHash: offer.hash, hub: hubOf(offer), reason }
}

export function notCheaper(offer: VerifiedOffer): SkippedOffer {
  const { pricePerSecond, denomination } = offer.ask.order
  return skippedFor(offer, `It is not cheaper: ${formatPricePerHour(pricePerSecond, denomination)}.`)
}

export function noOffer(skipped: readonly SkippedOffer[]): CodedError {
  return fail('DEAL_NO_OFFER', { reasons: skipped.map(({ hub, reason }) => `${hub}: ${reason}`).join('; ') })
}

/** Why a price cannot be settled now; another offer's may. */
const FAULTS_OF_A_PRICE: ReadonlySet<string> = new Set(['CAP_TOO_LOW', 'PRICE_UNAVAILABLE'])

/** @throws what is no fault of a price */
export function reasonOfPrice(error: unknown): { readonly reason: string } {
  if (error instanceof CodedError && FAULTS_OF_A_PRICE.has(error.code)) return { reason: error.what }
  throw error
}

/** What the contract says when it is the ask that cannot be taken, and another could be. */
const FAULTS_OF_AN_ASK: ReadonlySet<string> = new Set([
  'CAP_TOO_LOW',
  'DEAL_WITH_SELF',
  'DURATION_EXCEEDED',
  'HUB_UNCONFIRMED',
  'IDENTITY_TOO_LOW',
  'ORDER_EPOCH_WRONG',
  'ORDER_EXPIRED',
  'ORDER_INVALID',
  'ORDER_NOT_FOR_CALLER',
  'ORDER_TAKEN',
  'PARTY_BLACKLISTED',
  'PRICE_UNAVAILABLE',
  'SIGNATURE_INVALID',
])

export function isFaultOfAsk(error: unknown): error is CodedError {
  return error instanceof CodedError && FAULTS_OF_AN_ASK.has(error.code)
}

export function reasonOf(error: unknown): string {
  return error instanceof CodedError ? error.what : messageOf(error)
}
