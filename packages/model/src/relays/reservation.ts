import { fail } from '../errors/catalog.ts'
import type { Address, Hex } from '../identity/address.ts'
import type { Signer } from '../identity/signer.ts'
import { expiredReason, lastsTooLongReason } from '../units/clocks.ts'
import { signLines, verifyLines } from './signed-lines.ts'

/** What a peer asks of a relay: a place where others may ask for him. */
export interface RelayReservation {
  /** Who wants to be reached. */
  readonly address: Address
  /** The relay that it is good for: no other can use it. */
  readonly relay: Address
  readonly expiresAtSeconds: bigint
}

export interface SignedRelayReservation extends RelayReservation {
  readonly signature: Hex
}

/** A reservation is signed again after this at the latest, so that a key that changed hands loses its places. */
export const MAX_RESERVATION_SECONDS = 3_600n
/** How far ahead of ours a signer's clock may be. */
const CLOCK_SKEW_SECONDS = 60n

const linesOf = ({ address, relay, expiresAtSeconds }: RelayReservation) => [
  'sonm relay reservation 1',
  `address ${address}`,
  `relay ${relay}`,
  `expires ${expiresAtSeconds}`,
]

export async function signReservation(
  signer: Signer,
  facts: Omit<RelayReservation, 'address'>,
): Promise<SignedRelayReservation> {
  const whole = { ...facts, address: signer.address }
  return { ...whole, signature: await signLines(signer, linesOf(whole)) }
}

/**
 * Checks a reservation that came to this relay.
 * @throws RELAY_RESERVATION_INVALID, SIGNATURE_INVALID
 */
export function verifyReservation(reservation: SignedRelayReservation, relay: Address, nowSeconds: bigint): void {
  const { expiresAtSeconds } = reservation
  const invalid = (reason: string) => fail('RELAY_RESERVATION_INVALID', { reason })
  if (reservation.relay !== relay) throw invalid('it is for another relay')
  if (expiresAtSeconds <= nowSeconds) throw invalid(expiredReason(expiresAtSeconds, nowSeconds))
  if (expiresAtSeconds > nowSeconds + MAX_RESERVATION_SECONDS + CLOCK_SKEW_SECONDS) {
    throw invalid(lastsTooLongReason(expiresAtSeconds, nowSeconds, MAX_RESERVATION_SECONDS))
  }
  verifyLines(reservation.address, linesOf(reservation), reservation.signature)
}
