import { type Address, type Hex, type OrderDomain, type Signer, toHex } from '@sonm/model'
import { hashTypedData, hexToBytes } from 'viem'

/** A signed EIP-2612 permit for the market to collect `wei` of the signer's SNM. */
export async function signPermit(
  { chainId, market }: OrderDomain,
  snm: Address,
  signer: Signer,
  permit: { readonly owner: Address; readonly wei: bigint; readonly nonce: bigint; readonly deadline: bigint },
): Promise<Hex> {
  const digest = hashTypedData({
    domain: { name: 'SONM', version: '1', chainId, verifyingContract: snm },
    types: {
      Permit: [
        { name: 'owner', type: 'address' },
        { name: 'spender', type: 'address' },
        { name: 'value', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'deadline', type: 'uint256' },
      ],
    },
    primaryType: 'Permit',
    message: {
      owner: permit.owner,
      spender: market,
      value: permit.wei,
      nonce: permit.nonce,
      deadline: permit.deadline,
    },
  })
  return toHex(await signer.sign(hexToBytes(digest)))
}
