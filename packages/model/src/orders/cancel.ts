import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { recoverAddress, type Signer } from '../identity/signer.ts'
import { hashOfText, type OrderDomain, typedDigest, WordWriter } from '../typed-data/typed-data.ts'

/**
 * Its author takes an order back (EIP-712). The chain knows nothing of it: it tells marketplaces, and whoever reads it can
 * prove it to the next one, so an order that was cancelled at one marketplace leaves all of them.
 */
export interface CancelOrder {
  readonly orderHash: Hex
  /** When it was signed. */
  readonly atSeconds: bigint
}

export interface SignedCancel extends CancelOrder {
  /** 65 bytes over `cancelDigest`: r, s, v. */
  readonly signature: Hex
}

export const CANCEL_TYPE = 'CancelOrder(bytes32 orderHash,uint64 at)'
const CANCEL_TYPE_HASH = hashOfText(CANCEL_TYPE)

function cancelDigest(domain: OrderDomain, { orderHash, atSeconds }: CancelOrder): Uint8Array {
  const words = new WordWriter(3).bytesRight(CANCEL_TYPE_HASH).bytesRight(fromHex(orderHash)).number(atSeconds)
  return typedDigest(domain, keccak256(words.bytes))
}

export async function signCancel(domain: OrderDomain, signer: Signer, cancel: CancelOrder): Promise<SignedCancel> {
  return { ...cancel, signature: toHex(await signer.sign(cancelDigest(domain, cancel))) }
}

/**
 * Who has signed this: only the author of the order can take it back, so whoever acts on it compares the two.
 * @throws ORDER_INVALID, SIGNATURE_INVALID
 */
export function cancelSigner(domain: OrderDomain, { signature, ...cancel }: SignedCancel): Address {
  const invalid = (field: string, reason: string) => fail('ORDER_INVALID', { field, reason })
  if (!/^0x[0-9a-f]{64}$/.test(cancel.orderHash)) throw invalid('orderHash', 'it is not 32 bytes')
  if (cancel.atSeconds < 0n || cancel.atSeconds >= 2n ** 64n) throw invalid('atSeconds', 'it is out of range')
  if (!/^0x[0-9a-f]{130}$/.test(signature)) throw fail('SIGNATURE_INVALID', { reason: 'it is not 65 bytes' })
  return recoverAddress(cancelDigest(domain, cancel), fromHex(signature))
}
