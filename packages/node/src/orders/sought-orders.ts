import {
  type Address,
  type AskQuery,
  IDENTITY_LEVELS,
  mismatches,
  type Order,
  type OrderDomain,
  queryOfBid,
  type Requirement,
  type SearchMoment,
  ZERO_ADDRESS,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import type { Asked } from './comparison.ts'
import { factsOf, type VerifiedOffer } from './offers.ts'
import { searchAlone } from './search-alone.ts'
import { shownOffer } from './shown-offer.ts'
import { surelyBefore } from './surely-before.ts'
import { SHOWN_FOR_SECONDS, surelyFits } from './surely-fits.ts'

/** What marketplaces are asked for outside of searches, and what all honest ones say alike of an order. */
export type Sought = Omit<Asked<VerifiedOffer>, 'compare'>

export interface SoughtParts {
  readonly network: Network
  readonly domain: OrderDomain
  /** As the chain says. */
  readonly masterOf: (hub: Address) => Address | undefined
}

/** What the two orders say without regard to who stands behind them. */
const SIGNED: ReadonlySet<Requirement> = new Set([
  'denomination',
  'price',
  'duration',
  'net-flags',
  'counterparty-of-ask',
])

/** The asks that a bid could be joined with. @param level what its author has proved */
export function asksOfBid(bid: Order, level: number, nowSeconds: bigint, parts: SoughtParts): Sought {
  // No rate: the contract never joins two currencies.
  const sought = asksOfBook(queryOfBid(bid, level), { nowSeconds, usdPerSnm: undefined }, parts)
  const isLive = bid.expiresAtSeconds >= nowSeconds + SHOWN_FOR_SECONDS
  return { ...sought, fits: (offer) => isLive && sought.fits(offer) }
}

/** The asks in a live book. */
export function asksOfBook(query: AskQuery, moment: SearchMoment, parts: SoughtParts): Sought {
  const sure = surelyFits(query, moment, { ...parts, isLevelSaid: false })
  const isBefore = surelyBefore([], moment)
  return {
    ...sure,
    side: 'ask',
    isSurelyBefore: (a, b) => isBefore(factsOf(a), factsOf(b)),
    showsAlone: searchAlone(query, parts),
    fitsAsShown: (offer) => {
      const { signed } = shownOffer(parts.domain, offer)
      return 'forged' in signed ? signed : sure.fits(signed)
    },
  }
}

/** The bids that an ask could be joined with. */
export function bidsOfAsk(ask: Order, nowSeconds: bigint, { domain, masterOf }: SoughtParts): Sought {
  const { anonymous, professional } = IDENTITY_LEVELS
  const master = masterOf(ask.author)
  const fits = (bid: Order) =>
    bid.side === 'bid' &&
    master !== undefined &&
    // Whom else it asks for, and what a buyer has proved, a marketplace may have learned at another time.
    ask.identityLevel <= anonymous &&
    bid.counterparty === ZERO_ADDRESS &&
    mismatches(ask, bid, {
      master,
      buyerIdentity: anonymous,
      supplierIdentity: anonymous,
      nowSeconds: nowSeconds + SHOWN_FOR_SECONDS,
    }).length === 0
  const isUnfit = (bid: Order) =>
    mismatches(ask, bid, {
      master: master ?? ask.author,
      buyerIdentity: professional,
      supplierIdentity: professional,
      nowSeconds: 0n,
    }).some(({ requirement }) => SIGNED.has(requirement) || requirement.startsWith('benchmark:'))
  return bids(domain, fits, isUnfit)
}

/** The bids in a live book. */
export function bidsOfBook(nowSeconds: bigint, { domain }: SoughtParts): Sought {
  const fits = (bid: Order) => bid.side === 'bid' && bid.expiresAtSeconds >= nowSeconds + SHOWN_FOR_SECONDS
  return bids(domain, fits, () => false)
}

function bids(domain: OrderDomain, fits: (bid: Order) => boolean, isUnfit: (bid: Order) => boolean): Sought {
  return {
    side: 'bid',
    fits: ({ ask }) => fits(ask.order),
    isUnfit: ({ ask }) => isUnfit(ask.order),
    mayMiss: () => false,
    isSurelyBefore: paysMore,
    // It looks through all of them.
    showsAlone: async () => undefined,
    fitsAsShown: (offer) => {
      const { signed } = shownOffer(domain, offer)
      return 'forged' in signed ? signed : fits(signed.ask.order)
    },
  }
}

/** As in the book of bids: SNM before USD. */
function paysMore({ ask: { order: a } }: VerifiedOffer, { ask: { order: b } }: VerifiedOffer): boolean {
  if (a.denomination !== b.denomination) return a.denomination === 'SNM'
  return a.pricePerSecond > b.pricePerSecond
}
