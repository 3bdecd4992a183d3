import type { Address, Deal } from '@sonm/model'
import type { World } from './world.ts'

const LOOK_AGAIN_MS = 30_000

/** Sends the closing of a deal as it stands; a bill that comes before makes it fail. */
export function closeOnce({ chain }: Pick<World, 'chain'>, deal: Deal): void {
  chain.submit(deal.buyer, 'close', 0, (model, context) => model.close(context, deal))
}

/** Closes all that an account has, again and again: a bill may come between, and a reorg may bring a deal back. */
export function closeAllOf({ chain, clock }: Pick<World, 'chain' | 'clock'>, buyer: Address): void {
  for (const deal of chain.model.openDeals()) if (deal.buyer === buyer) closeOnce({ chain }, deal)
  clock.after(LOOK_AGAIN_MS, () => closeAllOf({ chain, clock }, buyer))
}
