import { messageOf } from '@sonm/common'
import {
  type Address,
  BENCHMARKS,
  type OrderDomain,
  type SearchMoment,
  type SignedOrder,
  verifyOrder,
} from '@sonm/model'
import type { VerifiedOffer } from './offers.ts'
import { unmetBy } from './unmet.ts'
import type { Wanted } from './wanted.ts'

/** So much life must be left in a firm ask, that the transaction which takes it can be mined. */
const MIN_LIFE_SECONDS = 5n

/**
 * What is wrong with the firm ask by which a hub answered a proposal; empty when it may be taken. It must be as good as
 * what the hub advertised in everything that the buyer pays for, and bound to the buyer.
 */
export function faultsOfFirmAsk(
  firm: SignedOrder,
  context: {
    readonly domain: OrderDomain
    readonly advertised: VerifiedOffer
    readonly wanted: Wanted
    readonly buyer: Address
    readonly moment: SearchMoment
  },
): readonly string[] {
  const { domain, wanted, buyer, moment } = context
  const advertised = context.advertised.ask
  const { order } = firm
  try {
    verifyOrder(domain, firm)
  } catch (error) {
    return [messageOf(error)]
  }
  const faults = [...unmetBy({ ...context.advertised, ask: firm }, wanted, moment)]
  if (order.author !== advertised.order.author) faults.push(`it is signed by ${order.author}, another hub`)
  if (order.counterparty !== buyer) faults.push('it is not bound to this buyer')
  if (order.denomination !== advertised.order.denomination) faults.push('its price is in another money')
  else if (order.pricePerSecond > advertised.order.pricePerSecond) faults.push('its price is above the advertised one')
  if (order.snmPerUsdCap > advertised.order.snmPerUsdCap) faults.push('it demands a higher cap than advertised')
  if (order.bond < advertised.order.bond) faults.push('its bond is below the advertised one')
  if (order.expiresAtSeconds < moment.nowSeconds + MIN_LIFE_SECONDS) faults.push('it expires at once')
  if ((advertised.order.netFlags & ~order.netFlags) !== 0) faults.push('its network is less than advertised')
  if (order.detailsHash !== advertised.order.detailsHash) faults.push('its details are not the advertised ones')
  if (order.tag !== advertised.order.tag) faults.push('its tag is not the advertised one')
  for (const { index, code } of BENCHMARKS) {
    if (order.benchmarks[index]! < advertised.order.benchmarks[index]!) {
      faults.push(`its ${code} is below the advertised one`)
    }
  }
  return [...new Set(faults)]
}
