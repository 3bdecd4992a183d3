import { type Address, getContractAddress, type Hex, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

/** The tests deploy the Market as this account's first contract, so its address is known beforehand. */
export const deployer: Address = '0x00000000000000000000000000000000000de901'

export const domain = {
  name: 'SONM Market',
  version: '1',
  chainId: 31337,
  verifyingContract: getContractAddress({ from: deployer, nonce: 0n }).toLowerCase() as Address,
} as const

export const bits = (count: number) => 2n ** BigInt(count) - 1n
export const bytes = (count: number): Hex => `0x${'ff'.repeat(count)}`
export const somebody: Address = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'
export const zero: Address = `0x${'00'.repeat(20)}`

const signerOf = (name: string) => {
  const account = privateKeyToAccount(keccak256(toHex(`SONM test vector: ${name}`)))
  return { ...account, address: account.address.toLowerCase() as Address }
}
export const hub = signerOf('hub')
export const buyer = signerOf('buyer')
