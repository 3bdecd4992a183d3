import { fail } from '../errors/catalog.ts'
import type { Address, Hex } from '../identity/address.ts'
import type { Signer } from '../identity/signer.ts'
import { expiredReason, lastsTooLongReason } from '../units/clocks.ts'
import { signLines, verifyLines } from './signed-lines.ts'

/**
 * A hub's word to a relay: this buyer rents of me, so what passes between us is no stranger's traffic. It is given for
 * minutes and again while the deal is open, so it ends with the deal.
 */
export interface RelayGrant {
  readonly hub: Address
  readonly relay: Address
  readonly buyer: Address
  readonly dealId: bigint
  readonly untilSeconds: bigint
}

export interface SignedRelayGrant extends RelayGrant {
  readonly signature: Hex
}

/** How long a closed deal's tunnel can live on through a relay, at the most. */
export const MAX_GRANT_SECONDS = 600n
/** How far ahead of ours a signer's clock may be. */
const CLOCK_SKEW_SECONDS = 60n

const linesOf = ({ hub, relay, buyer, dealId, untilSeconds }: RelayGrant) => [
  'sonm relay grant 1',
  `hub ${hub}`,
  `relay ${relay}`,
  `buyer ${buyer}`,
  `deal ${dealId}`,
  `until ${untilSeconds}`,
]

export async function signGrant(signer: Signer, facts: Omit<RelayGrant, 'hub'>): Promise<SignedRelayGrant> {
  const whole = { ...facts, hub: signer.address }
  return { ...whole, signature: await signLines(signer, linesOf(whole)) }
}

/**
 * Checks a grant that came to this relay.
 * @throws RELAY_GRANT_INVALID, SIGNATURE_INVALID
 */
export function verifyGrant(grant: SignedRelayGrant, relay: Address, nowSeconds: bigint): void {
  const invalid = (reason: string) => fail('RELAY_GRANT_INVALID', { reason })
  if (grant.relay !== relay) throw invalid('it is for another relay')
  if (grant.dealId <= 0n) throw invalid('it names no deal')
  if (grant.untilSeconds <= nowSeconds) throw invalid(expiredReason(grant.untilSeconds, nowSeconds))
  if (grant.untilSeconds > nowSeconds + MAX_GRANT_SECONDS + CLOCK_SKEW_SECONDS) {
    throw invalid(lastsTooLongReason(grant.untilSeconds, nowSeconds, MAX_GRANT_SECONDS))
  }
  verifyLines(grant.hub, linesOf(grant), grant.signature)
}
