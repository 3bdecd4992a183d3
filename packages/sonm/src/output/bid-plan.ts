import {
  ETHER,
  formatAmount,
  formatCondition,
  formatDealDuration,
  formatPayment,
  formatPricePerHour,
  formatRoughDuration,
  IDENTITY_LEVELS,
  type Order,
  queryOfBid,
  SNM,
} from '@sonm/model'
import {
  type BidPlan,
  type CancelBidOnChainResponse,
  orderFromMessage,
  type PaymentPlan,
  type StandingBid,
  type UsdPrices,
} from '@sonm/protocol'
import { aboutUsd, priceText, usdTermsText } from './prices.ts'

const snm = (wei: string | bigint) => formatAmount(BigInt(wei || '0'))

/** What a deposit costs that goes before a bid. */
export type DepositFee = Pick<PaymentPlan, 'feeWei' | 'maxFeeWei' | 'prices'>

/**
 * What a bid binds its buyer to, and what it can cost him at most: shown before it is signed.
 * @param deposit of a bid that is not taken from here: the money for it is moved before
 */
export function bidPlanText(plan: BidPlan, take: boolean, nowSeconds: bigint, deposit?: DepositFee): string {
  const bid = orderFromMessage(plan.bid)
  const usdPerSnm = plan.prices?.snm ?? ''
  const worth = (wei: string) => (usdPerSnm === '' ? '' : ` (${aboutUsd(BigInt(wei), SNM, BigInt(usdPerSnm))})`)
  const mostText =
    bid.denomination === 'USD'
      ? `${formatPricePerHour(bid.pricePerSecond, 'USD')} (${formatPricePerHour(BigInt(plan.mostPerSecondWei), 'SNM')} at the cap)`
      : priceText(bid, 0n, usdPerSnm)
  const lines = [
    `wanted      ${wantedText(bid)}`,
    `price       at most ${mostText}, by the second`,
    ...(plan.snmPerUsd === '' ? [] : [`1 USD is    ${usdTermsText(BigInt(plan.snmPerUsd), bid.snmPerUsdCap)}`]),
    plan.mostWei === ''
      ? `costs       at most ${formatPricePerHour(BigInt(plan.mostPerSecondWei), 'SNM')}, until the deal is closed: it is spot`
      : `costs       at most ${snm(plan.mostWei)}${worth(plan.mostWei)}, for ${formatDealDuration(bid.durationSeconds)}`,
    `held ahead  at most ${snm(plan.lockWei)} when the deal opens; what is not used comes back`,
    `bond        ${bid.bond > 0n ? `at least ${snm(bid.bond)}` : 'what the offer has'}; it is yours if the supplier leaves early`,
    `binds       until ${timeText(bid)}, for ${formatRoughDuration(bid.expiresAtSeconds - nowSeconds)}`,
    ...moneyLines(plan, take),
    ...feeLines(deposit ?? plan),
    '',
    take
      ? 'The first offer that fits is taken by itself. Each supplier whose offer fits can open the deal too, at his price.'
      : 'Each supplier whose offer fits can open the deal by himself, at his price.',
    'There is one deal of a bid and no second one.',
    ...(deposit ? ['What is deposited stays yours: `sonm wallet withdraw` takes back what no deal holds.'] : []),
  ]
  return lines.join('\n')
}

/** What cancelling a bid on the chain does, and what it costs. */
export function cancelPlanText({ bid, ...plan }: CancelBidOnChainResponse): string {
  const order = orderFromMessage(bid?.bid)
  return [
    `bid         ${bid?.orderHash}`,
    `wanted      ${wantedText(order)}, ${formatPricePerHour(order.pricePerSecond, order.denomination)} at most`,
    `binds       until ${timeText(order)}, wherever it was cancelled`,
    `on chain    its nonce is used up in the market’s contract: nobody can make a deal of it any more`,
    ...feeLines(plan),
  ].join('\n')
}

/** How a bid stands: one that marketplaces have let go may still bind. */
export function bidStateText({ state, dealId, isBinding, marketplaces }: StandingBid): string {
  if (dealId > 0n) return `${state}: deal ${dealId}`
  if (state === 'standing' && marketplaces.length === 0) return isBinding ? 'at no marketplace' : 'not placed yet'
  return state === 'cancelled' && isBinding ? 'cancelled, still binding' : state
}

/** What a bid that marketplaces were told to drop is now, where that is not all. @param start the beginning of its hash as it was written */
export function cancelledNote(bid: StandingBid, start: string): string | undefined {
  if (bid.state !== 'cancelled') return `Nothing was left to cancel: the bid is ${bidStateText(bid)}.`
  if (!bid.isBinding) return undefined
  return `A supplier who has it can still open a deal with it until it expires; \`sonm bid cancel ${start} --on-chain\` ends that.`
}

const ANYBODY = BigInt(IDENTITY_LEVELS.anonymous)

/** In the query language, but for price, which stands by itself. */
export function wantedText(bid: Order): string {
  const { conditions } = queryOfBid(bid, 0)
  const isSaid = (each: (typeof conditions)[number]) =>
    each.kind === 'word' || (each.kind === 'number' && !(each.field === 'identity' && each.value <= ANYBODY))
  return conditions.filter(isSaid).map(formatCondition).join(' ') || 'any machine'
}

export function timeText({ expiresAtSeconds }: Order): string {
  return new Date(Number(expiresAtSeconds) * 1000).toISOString().replace(/\.000Z$/, 'Z')
}

function moneyLines({ depositWei, walletWei }: BidPlan, take: boolean): readonly string[] {
  const missingWei = BigInt(depositWei || '0')
  if (missingWei === 0n) return []
  const lackingWei = missingWei - BigInt(walletWei || '0')
  const tooLittle = `too little  the wallet holds ${snm(walletWei)}: ${snm(lackingWei)} are missing for the dearest offer`
  const moved = take
    ? `deposit     ${snm(missingWei)} at most, from the wallet into the market when the deal opens`
    : `deposit     ${snm(missingWei)} from the wallet into the market, before it is placed`
  return [moved, ...(lackingWei > 0n ? [tooLittle] : [])]
}

function feeLines(plan: { feeWei: string; maxFeeWei: string; prices?: UsdPrices | undefined }): readonly string[] {
  if (plan.feeWei === '') return []
  const worth = plan.prices?.eth ? ` (${aboutUsd(BigInt(plan.feeWei), ETHER, BigInt(plan.prices.eth))})` : ''
  const [fee, most] = [plan.feeWei, plan.maxFeeWei].map((wei) => formatPayment(BigInt(wei), ETHER))
  return [`fee         about ${fee}${worth}, at most ${most}`]
}
