import { isCoded } from '@sonm/common'
import { type Address, fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { recoverAddress, type Signer } from '../identity/signer.ts'
import { hashOfText, type OrderDomain, typedDigest, WordWriter } from '../typed-data/typed-data.ts'
import type { Deal } from './deal.ts'

/** A change of a running deal, as its givers sign it (EIP-712, `Amendment` in IMarket.sol). */
export interface Amendment {
  readonly dealId: bigint
  /** Must equal the deal's `amendments`: each is applied once, and none after another. */
  readonly sequence: number
  /** The new price, in the deal's denomination. */
  readonly pricePerSecond: bigint
  /** The new duration, from the deal's start; 0 for a spot deal, and for no other. */
  readonly durationSeconds: bigint
  /** The last second at which it can be applied. */
  readonly expiresAtSeconds: bigint
}

/** The struct as IMarket.sol declares it. */
export const AMENDMENT_TYPE =
  'Amendment(uint256 dealId,uint24 sequence,uint96 pricePerSecond,uint40 durationSeconds,uint64 expiresAt)'
const AMENDMENT_TYPE_HASH = hashOfText(AMENDMENT_TYPE)

/** What the givers sign. */
export function amendmentDigest(domain: OrderDomain, amendment: Amendment): Uint8Array {
  return typedDigest(
    domain,
    keccak256(
      new WordWriter(6)
        .bytesRight(AMENDMENT_TYPE_HASH)
        .number(amendment.dealId)
        .number(BigInt(amendment.sequence))
        .number(amendment.pricePerSecond)
        .number(amendment.durationSeconds)
        .number(amendment.expiresAtSeconds).bytes,
    ),
  )
}

export async function signAmendment(domain: OrderDomain, signer: Signer, amendment: Amendment): Promise<Hex> {
  return toHex(await signer.sign(amendmentDigest(domain, amendment)))
}

/** Whose key made the signature; undefined: nobody's. */
export function amendmentSigner(domain: OrderDomain, amendment: Amendment, signature: Hex): Address | undefined {
  try {
    return recoverAddress(amendmentDigest(domain, amendment), fromHex(signature))
  } catch (error) {
    if (!isCoded(error)) throw error
    return undefined
  }
}

/**
 * Who gives by an amendment, and must agree: the buyer to a higher price and to any other duration, for a later end takes
 * more of him than he has signed; the supplier to a lower price and to a longer duration.
 */
export function amendmentGivers(deal: Deal, { pricePerSecond, durationSeconds }: Amendment) {
  const price = deal.usdPerSecond === 0n ? deal.pricePerSecond : deal.usdPerSecond
  return {
    buyer: pricePerSecond > price || durationSeconds !== deal.durationSeconds,
    supplier: pricePerSecond < price || durationSeconds > deal.durationSeconds,
  }
}
