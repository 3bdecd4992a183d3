import { CodedError, isCoded, messageOf } from '@sonm/common'
import { type Address, fail, formatPricePerHour, type Hex } from '@sonm/model'
import type { VerifiedOffer } from '../orders/offers.ts'
import { whySilent } from '../orders/unreachable.ts'

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
  const reasons = skipped.map(({ hub, reason }) => (reason.startsWith(SILENT_HUB) ? reason : `${hub}: ${reason}`))
  return fail('DEAL_NO_OFFER', { reasons: reasons.join('; ') })
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

/** It names the supplier, whom the buyer has chosen, and by which paths his hub was tried. */
const SILENT_HUB = 'The hub of supplier '

/** Why a hub made no deal. */
export function reasonOfHub(hub: Address, master: Address, error: unknown): string {
  const isSilent =
    isCoded(error, 'PEER_UNREACHABLE') || isCoded(error, 'PEER_UNKNOWN') || isCoded(error, 'CALL_TIMEOUT')
  if (!isSilent) return reasonOf(error)
  return `${SILENT_HUB}${shortAddress(master)} does not answer: hub ${hub}; ${whySilent(hub, error)}`
}

/** As tables print it. */
function shortAddress(address: Address): string {
  return `${address.slice(0, 8)}…${address.slice(-4)}`
}

function reasonOf(error: unknown): string {
  return error instanceof CodedError ? error.what : messageOf(error)
}
