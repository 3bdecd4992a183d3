import type { Address } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import type { LiveOrders } from '../orders/live-orders.ts'
import type { ChainFacts } from './chain-facts.ts'

/**
 * Asks the chain for the master of a hub whose asks are live. No event of the market tells that he has removed it: what the hub offers goes when
 * that is found.
 */
export async function masterOfLive(
  hub: Address,
  options: {
    readonly facts: Pick<ChainFacts, 'learnMaster' | 'isConfirmed'>
    readonly live: Pick<LiveOrders, 'of'>
    readonly withdraw: (orders: readonly LiveOrder[]) => Promise<void>
  },
): Promise<Address | undefined> {
  const { facts, live, withdraw } = options
  const master = await facts.learnMaster(hub)
  // Only what the chain has said, and nothing that was overtaken.
  if (facts.isConfirmed(hub) === false) {
    await withdraw(live.of(hub).filter(({ signed }) => signed.order.side === 'ask'))
  }
  return master
}
