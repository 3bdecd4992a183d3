import type { Address } from '@sonm/model'
import type { TypedDataDefinition } from 'viem'

/** Leave for `spender` to collect `amountWei` of the owner's SNM, as he signs it. Source: EIP-2612. */
export function typedPermit(permit: {
  readonly chainId: number
  readonly token: Address
  readonly owner: Address
  readonly spender: Address
  readonly amountWei: bigint
  readonly nonce: bigint
  readonly deadline: bigint
}): TypedDataDefinition {
  const { chainId, token, owner, spender, amountWei, nonce, deadline } = permit
  return {
    domain: { name: 'SONM', version: '1', chainId, verifyingContract: token },
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
    message: { owner, spender, value: amountWei, nonce, deadline },
  }
}
