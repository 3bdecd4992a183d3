import type { Address } from '@sonm/model'
import { signedOrderToMessage } from '@sonm/protocol'
import type { SupplierFacts } from './book/search.ts'
import type { CountryCheck } from './countries/judge-country.ts'
import type { LiveOrder } from './orders/live-order.ts'

/** An order as the API tells of it; of a bid nothing is known beside it. */
export function offerMessage(
  { signed, hash, placedAtMs }: LiveOrder,
  supplier: SupplierFacts | undefined,
  countryCheckOf: (hub: Address) => CountryCheck,
) {
  return {
    order: signedOrderToMessage(signed),
    orderHash: hash,
    placedAtMs: BigInt(Math.floor(placedAtMs)),
    ...(supplier && {
      reliability: supplier.reliability,
      identity: supplier.identity,
      countryChecked: countryCheckOf(signed.order.author),
    }),
  }
}
