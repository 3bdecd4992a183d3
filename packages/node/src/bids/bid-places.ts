import { createClient } from '@connectrpc/connect'
import { abortable, type Clock, CodedError, type Current, type Logger, messageOf, nowSeconds } from '@sonm/common'
import { type Address, type OrderDomain, type Signer, signCancel } from '@sonm/model'
import type { Network } from '@sonm/network'
import { type BookUpdate, MarketplaceService, MatchingService, signedOrderToMessage } from '@sonm/protocol'
import type { BidRecord } from './bid-store.ts'

/** A bid, and the marketplaces where it is. */
export interface Placed {
  readonly record: BidRecord
  readonly placedAt: Set<Address>
  /** Whether anybody else may have it: a marketplace that was reached at all. */
  isOut: boolean
}

/** The same order again is the same order, so this is done whenever the marketplace comes back. */
export async function* placeAndWatch(
  address: Address,
  placed: Placed,
  options: {
    readonly network: Network
    /** Matches that are told of. */
    readonly most: number
    readonly failed: (error: unknown) => void
    readonly signal: AbortSignal
  },
): AsyncGenerator<BookUpdate> {
  const { network, most, failed, signal } = options
  const { placedAt } = placed
  const { hash, signed } = placed.record
  try {
    // To whom there is no way, nothing is sent; of a call that fails on its way nobody knows.
    await abortable(network.ping(address), signal)
    placed.isOut = true
    await createClient(MarketplaceService, network.rpc(address)).placeOrder(signedOrderToMessage(signed), { signal })
    placedAt.add(address)
    const matching = createClient(MatchingService, network.rpc(address))
    yield* matching.watchMatches({ order: { orderHash: hash }, limit: most }, { signal })
  } catch (error) {
    placedAt.delete(address)
    if (!signal.aborted) failed(error)
    throw error
  }
}

/** Leaves the marketplaces by a signed cancel: who has the bid from another one lets it go too. */
export async function leavePlaces(
  { record: { hash }, placedAt }: Placed,
  options: {
    readonly network: Network
    readonly marketplaces: Current<readonly Address[]>
    readonly domain: OrderDomain
    readonly signer: Signer
    readonly clock: Clock
    readonly logger: Logger
  },
): Promise<void> {
  const { domain, signer, clock, network, marketplaces, logger } = options
  const cancel = await signCancel(domain, signer, { orderHash: hash, atSeconds: BigInt(nowSeconds(clock)) })
  const leave = async (address: Address) => {
    try {
      await createClient(MarketplaceService, network.rpc(address)).cancelOrder(cancel)
      placedAt.delete(address)
    } catch (error) {
      logger.warn({ marketplace: address, bid: hash, reason: messageOf(error) }, 'a bid could not be cancelled there')
    }
  }
  await Promise.all(marketplaces.now.map(leave))
}

/** For the buyer. */
export function reasonOf(error: unknown): string {
  return error instanceof CodedError ? error.what : messageOf(error)
}
