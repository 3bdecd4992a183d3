import type { MarketEvent } from '@sonm/chain'
import { type Address, type Deal, isDealChange } from '@sonm/model'
import type { World } from '../world/world.ts'

/**
 * Whose wealth, in his wallet, free in the market and locked in his deals, is not what it was at first, less what his
 * deals as a buyer have paid, plus what those of his hub have: a buyer's loss is a master's gain, and no hub has any.
 */
export function wrongAccounts(world: World, events: readonly MarketEvent[]): readonly string[] {
  const { chain, suppliers } = world
  const expectedWei = new Map<Address, bigint>(world.mintedWei)
  const gain = (account: Address, wei: bigint) => expectedWei.set(account, (expectedWei.get(account) ?? 0n) + wei)
  for (const { address, master } of suppliers) for (const account of [address, master]) gain(account, 0n)
  const opened = new Map<bigint, Deal>()
  for (const event of events) {
    if (event.kind === 'dealOpened') opened.set(event.deal.id, event.deal)
    if (!isDealChange(event)) continue
    const { buyer, hub } = opened.get(event.dealId)!
    const supplier = suppliers.find(({ address }) => address === hub)!
    gain(buyer, -event.paidWei)
    gain(supplier.master, event.paidWei)
  }
  const lockedWei = new Map<Address, bigint>()
  for (const deal of chain.model.openDeals()) {
    lockedWei.set(deal.buyer, (lockedWei.get(deal.buyer) ?? 0n) + deal.lockedWei)
  }
  return [...expectedWei].flatMap(([account, expected]) => {
    const { snmWei, freeWei } = chain.model.balances(account)
    const ownedWei = snmWei + freeWei + (lockedWei.get(account) ?? 0n)
    return ownedWei === expected ? [] : [`${account} owns ${ownedWei} wei instead of ${expected}`]
  })
}
