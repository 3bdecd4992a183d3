import { isCoded } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { Rpc } from './rpc.ts'

/** The chain that anvil and Hardhat make; no chain of value has this number. */
export const DEV_CHAIN_ID = 31337

/**
 * Adds Ether out of nothing to an account, by a method that development chains alone have.
 * @returns false when this is none
 */
export async function giveDevEther(rpc: Rpc, chainId: number, account: Address, amountWei: bigint): Promise<boolean> {
  if (chainId !== DEV_CHAIN_ID) return false
  const balance = await rpc.ask((client) => client.getBalance({ address: account }))
  const params = [account, `0x${(balance + amountWei).toString(16)}`]
  return rpc
    .ask((client) => client.request({ method: 'anvil_setBalance', params } as never))
    .then(() => true)
    .catch((error: unknown) => {
      if (isCoded(error, 'CHAIN_REFUSED')) return false
      throw error
    })
}
