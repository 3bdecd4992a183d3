import type { Client } from '@connectrpc/connect'
import type { Random } from '@sonm/common'
import { type Address, type Hex, NO_BENCHMARKS, type SignedOrder, toHex, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import { type HubService, orderToMessage, signedOrderFromMessage } from '@sonm/protocol'

/** Proposes a bid that wants nothing but the price, straight to a hub: a buyer without a node, who may do what a node never does. */
export async function firmAskOf(
  hub: Client<typeof HubService>,
  bid: {
    readonly buyer: Address
    readonly random: Random
    readonly supplier: Address
    readonly askHash: Hex
    readonly pricePerSecond: bigint
    readonly durationSeconds: bigint
    readonly nowSeconds: bigint
  },
): Promise<SignedOrder> {
  const { buyer, random, supplier, askHash, pricePerSecond, durationSeconds, nowSeconds } = bid
  const order = {
    side: 'bid' as const,
    author: buyer,
    counterparty: supplier,
    matcher: ZERO_ADDRESS,
    nonce: BigInt(toHex(random.bytes(32))),
    epoch: 0n,
    expiresAtSeconds: nowSeconds + 60n,
    durationSeconds,
    pricePerSecond,
    denomination: 'SNM' as const,
    snmPerUsdCap: 0n,
    identityLevel: 0,
    netFlags: 0,
    bond: 0n,
    tag: ZERO_BYTES32,
    detailsHash: ZERO_BYTES32,
    benchmarks: NO_BENCHMARKS,
  }
  return signedOrderFromMessage(await hub.propose({ bid: orderToMessage(order), askHash }))
}
