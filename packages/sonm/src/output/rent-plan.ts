import { ETHER, formatAmount, formatPayment, requirementWords } from '@sonm/model'
import { type OpenDealResponse, signedOrderFromMessage } from '@sonm/protocol'
import { offersTable, shortAddress } from './offers.ts'
import { aboutUsd, priceText, usdTermsText } from './prices.ts'
import { pathLines } from './print.ts'

/** What renting would take and cost, and why other offers were not taken: shown before anybody pays. */
export function rentPlanText(plan: OpenDealResponse): string {
  const { order } = signedOrderFromMessage(plan.offer?.order)
  const snm = (wei: string) => formatAmount(BigInt(wei || '0'), 'SNM')
  const lines = [
    offersTable([plan.offer!], plan.prices?.snm),
    '',
    `price       ${priceText(order, BigInt(plan.pricePerSecondWei), plan.prices?.snm ?? '')}, by the second`,
    ...(plan.snmPerUsdCap === ''
      ? []
      : [`1 USD is    ${usdTermsText(BigInt(plan.snmPerUsd), BigInt(plan.snmPerUsdCap))}`]),
    `held ahead  ${snm(plan.lockWei)}; what is not used comes back`,
  ]
  if (BigInt(plan.depositWei || '0') > 0n)
    lines.push(`deposit     ${snm(plan.depositWei)} from the wallet into the market`)
  if (plan.feeWei !== '') {
    const worth = plan.prices?.eth ? ` (${aboutUsd(BigInt(plan.feeWei), ETHER, BigInt(plan.prices.eth))})` : ''
    const [fee, most] = [plan.feeWei, plan.maxFeeWei].map((wei) => formatPayment(BigInt(wei), ETHER))
    lines.push(`fee         about ${fee}${worth}, at most ${most}`)
  }
  const missingWei = BigInt(plan.depositWei || '0') - BigInt(plan.walletWei || '0')
  if (missingWei > 0n)
    lines.push(`too little  the wallet holds ${snm(plan.walletWei)}: ${formatAmount(missingWei, 'SNM')} are missing`)
  lines.push(...skippedLines(plan))
  for (const { requirement, count } of plan.rejections) {
    lines.push(`not fitting ${count} ${count === 1 ? 'offer' : 'offers'}, for ${requirementWords(requirement)}`)
  }
  return lines.join('\n')
}

/** Why each of the other offers was not taken. */
export function skippedLines({ skipped }: Pick<OpenDealResponse, 'skipped'>): string[] {
  return skipped.flatMap(({ hub, reason }) => {
    const [first, ...paths] = pathLines(reason)
    const who = paths.length > 0 ? '' : `${shortAddress(hub)}: `
    return [`not taken   ${who}${first}`, ...paths.map((path) => `          ${path}`)]
  })
}
