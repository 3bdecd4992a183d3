import { type Address, type Hex, type OrderDomain, type Signer, toHex } from '@sonm/model'
import { hashTypedData, hexToBytes } from 'viem'
import { typedPermit } from '../viem/typed-permit.ts'

/** A signed EIP-2612 permit for the market to collect `wei` of the owner's SNM; the signer may be another than the owner. */
export async function signPermit(
  { chainId, market }: OrderDomain,
  token: Address,
  signer: Signer,
  permit: { readonly owner: Address; readonly wei: bigint; readonly nonce: bigint; readonly deadline: bigint },
): Promise<Hex> {
  const { wei: amountWei, ...same } = permit
  const digest = hashTypedData(typedPermit({ chainId, token, spender: market, amountWei, ...same }))
  return toHex(await signer.sign(hexToBytes(digest)))
}
