import type { LiveOrder, Marketplace } from '@sonm/marketplace'
import { type Address, ANY_ASK } from '@sonm/model'

/** What the marketplace shows of one hub. */
export function offersOf(marketplace: Marketplace, hub: Address): readonly LiveOrder[] {
  const conditions = [{ kind: 'word', field: 'hub', op: 'in', values: [hub] }] as const
  return marketplace.search({ ...ANY_ASK, conditions }, 100).offers.map(({ live }) => live)
}
