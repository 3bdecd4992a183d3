import type { Address } from '@sonm/model'
import { formatTransactionReceipt } from 'viem'
import type { SignedVersion } from '../client.ts'
import type { Fate } from '../wallet-chain.ts'
import { canonicalReceipt } from './agreement.ts'
import type { Rpc } from './rpc.ts'

/**
 * What became of one transaction of an account, all of whose versions are given.
 * @param certainBlock displaced is what has lost its nonce up to this block; undefined: nothing is
 */
export async function fateOf(
  rpc: Rpc,
  account: Address,
  versions: readonly SignedVersion[],
  certainBlock: bigint | undefined,
): Promise<Fate> {
  const { receipt, isDisplaced } = await rpc.agree(
    `what became of ${versions.at(-1)?.txHash}`,
    async (client) => {
      // First the nonce, then the receipts: whoever is asked the other way round may mine one of them in between.
      const nextNonce =
        certainBlock === undefined
          ? 0
          : await client.getTransactionCount({ address: account, blockNumber: certainBlock })
      for (const { txHash } of versions.toReversed()) {
        const found = await client.request({ method: 'eth_getTransactionReceipt', params: [txHash] })
        if (found !== null) return { receipt: found, isDisplaced: false }
      }
      return { receipt: undefined, isDisplaced: versions.every(({ nonce }) => nonce < nextNonce) }
    },
    ({ receipt: found, isDisplaced: isLost }) => {
      if (found) return canonicalReceipt(found)
      return isLost ? 'displaced' : undefined
    },
  )
  if (receipt === undefined) return { kind: isDisplaced ? 'displaced' : 'open' }
  const { blockNumber, gasUsed, effectiveGasPrice, status, transactionHash } = formatTransactionReceipt(receipt)
  const { timestamp } = await rpc.agree(
    `block ${blockNumber}`,
    (client) => client.getBlock({ blockNumber }),
    ({ hash, timestamp: time }) => `${hash} ${time}`,
  )
  return {
    kind: 'mined',
    txHash: transactionHash,
    blockNumber,
    timestampSeconds: timestamp,
    feeWei: gasUsed * effectiveGasPrice,
    isReverted: status === 'reverted',
  }
}
