import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { recoverAddress, type Signer } from '../identity/signer.ts'
import type { OrderDomain } from '../typed-data/typed-data.ts'

/**
 * A marketplace's signed word on which orders it holds. Two of them that contradict each other (an order held at one time, denied at a later
 * one, with no cancel by its author and no deal on chain between) prove to anybody that it hides.
 */
export interface Attestation {
  readonly atMs: bigint
  readonly orders: readonly { readonly orderHash: Hex; readonly held: boolean }[]
}

export interface SignedAttestation extends Attestation {
  readonly marketplace: Address
  /** 65 bytes over the digest of the text below: r, s, v. */
  readonly signature: Hex
}

/** In one statement: its text stays under 100 KiB. */
export const MAX_ATTESTED_ORDERS = 1000

/**
 * What is signed, as UTF-8 text with a line for each fact; no order and no Ethereum message starts like it:
 *
 *     sonm orders held 1
 *     market 31337 0x...
 *     at 1767225600000
 *     held 0x...
 *     not-held 0x...
 */
function attestationDigest({ chainId, market }: OrderDomain, { atMs, orders }: Attestation): Uint8Array {
  const lines = [
    'sonm orders held 1',
    `market ${chainId} ${market}`,
    `at ${atMs}`,
    ...orders.map(({ orderHash, held }) => `${held ? 'held' : 'not-held'} ${orderHash}`),
  ]
  return keccak256(new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')))
}

export async function signAttestation(
  domain: OrderDomain,
  signer: Signer,
  attestation: Attestation,
): Promise<SignedAttestation> {
  const signature = toHex(await signer.sign(attestationDigest(domain, attestation)))
  return { ...attestation, marketplace: signer.address, signature }
}

/** @throws SIGNATURE_INVALID when it is not the word of its marketplace */
export function verifyAttestation(domain: OrderDomain, { marketplace, signature, ...said }: SignedAttestation): void {
  if (!/^0x[0-9a-f]{130}$/.test(signature)) throw fail('SIGNATURE_INVALID', { reason: 'it is not 65 bytes' })
  if (recoverAddress(attestationDigest(domain, said), fromHex(signature)) !== marketplace) {
    throw fail('SIGNATURE_INVALID', { reason: 'the statement was signed by another key' })
  }
}
