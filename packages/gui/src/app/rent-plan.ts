import type { Api, Problem } from './api.ts'
import { ether, snm } from './format.ts'
import { type OfferView, offerView } from './offer-view.ts'
import { renewedOffer } from './renewed-offer.ts'

/** The search by which an offer was found: the node looks at the market once more before it pays. */
export interface FoundBy {
  readonly query: string
  readonly orderBy: string
  readonly limit: number
}

export interface RentPlan {
  readonly offer: OfferView
  /** It took the place of the offer that was chosen. */
  readonly isRenewed: boolean
  readonly requirements: FoundBy
  readonly lock: string
  readonly deposit: string
  readonly fee: string
  /** Empty: there is money enough. */
  readonly warning: string
  /** Of a price in USD alone. */
  readonly usd: { readonly snmPerUsdCap: string; readonly now: string; readonly rate: string } | undefined
}

/** What the buyer reads when a list was older than the market. */
export const OFFER_GONE: Problem = {
  code: 'ORDER_NOT_FOUND',
  what: 'This offer was renewed or taken; the list is fresh now.',
  todo: 'Choose again.',
}

/** So many pages of the search are looked through for what took an offer's place. */
const MOST_PAGES = 5

/** What renting would cost, also of what took the offer's place meanwhile; nothing is taken. Undefined: it is gone. */
export async function planRent(api: Api, offer: OfferView, requirements: FoundBy): Promise<RentPlan | undefined> {
  return (await ifThere(planOf(api, offer, requirements, false))) ?? (await planRenewed(api, offer, requirements))
}

/** The same of what took the place of an offer that is known to be gone. */
export async function planRenewed(api: Api, gone: OfferView, requirements: FoundBy): Promise<RentPlan | undefined> {
  let cursor = ''
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { offers, nextCursor, usdPerSnm } = await api.market.search({ ...requirements, cursor })
    const renewed = renewedOffer(
      gone,
      offers.map((each) => offerView(each, usdPerSnm)),
    )
    if (renewed) return await ifThere(planOf(api, renewed, requirements, true))
    if (nextCursor === '') return undefined
    cursor = nextCursor
  }
  return undefined
}

/** What came of it; undefined where the offer is gone. */
export async function ifThere<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === OFFER_GONE.code) return undefined
    throw error
  }
}

async function planOf(api: Api, offer: OfferView, requirements: FoundBy, isRenewed: boolean): Promise<RentPlan> {
  const planned = await api.deals.openDeal({ requirements, askHash: offer.askHash, dryRun: true })
  const { lockWei, depositWei, walletWei, feeWei, pricePerSecondWei, snmPerUsd, snmPerUsdCap } = planned
  const lackingWei = BigInt(depositWei || '0') - BigInt(walletWei || '0')
  const warning = lackingWei > 0n ? `The wallet holds ${snm(walletWei)}: ${snm(String(lackingWei))} too little.` : ''
  const usd =
    snmPerUsdCap === ''
      ? undefined
      : {
          snmPerUsdCap,
          now: `${snm(String(BigInt(pricePerSecondWei) * 3600n))}/h`,
          rate: `${snm(snmPerUsd)} now, as each bill finds it; at most ${snm(snmPerUsdCap)}`,
        }
  const money = { lock: snm(lockWei), deposit: snm(depositWei), fee: ether(feeWei) }
  return { offer, isRenewed, requirements, usd, warning, ...money }
}
