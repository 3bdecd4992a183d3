import { type Address, type Currency, checksumAddress, ETHER, formatPayment } from '@sonm/model'
import type { PaymentPlan, Token, UsdPrices } from '@sonm/protocol'
import { aboutUsd } from '../../output/prices.ts'

export const currencyOf = (token: Token | undefined): Currency => {
  return { symbol: token?.symbol ?? '', decimals: token?.decimals ?? 0 }
}

/** What one unit is worth, in 1e-18 USD; '' where there is no price, as for all tokens but SNM. */
export function priceOf(token: Token | undefined, prices: UsdPrices | undefined, snm: string): string {
  if (token?.address === '') return prices?.eth ?? ''
  return token?.address === snm ? (prices?.snm ?? '') : ''
}

/** What an amount is worth, in brackets; '' where there is no price. */
export function worth(amount: bigint, currency: Currency, price: string | undefined): string {
  return price ? ` (${aboutUsd(amount, currency, BigInt(price))})` : ''
}

const TITLES: Readonly<Record<string, string>> = {
  send: 'You pay',
  deposit: 'Into the market',
  withdraw: 'Out of the market',
  faucet: 'You get',
}

/** What a payment will do and what it costs. @param snm the contract of SNM, the only token with a price */
export function planText(plan: PaymentPlan, snm: string): string {
  const { kind, from, to, toName, token, prices, warnings } = plan
  const currency = currencyOf(token)
  const exactly = (amount: string) => formatPayment(BigInt(amount), currency, { exact: true })
  // The fee is a guess, and so is all Ether that is left of it.
  const held = (amount: string) => (token?.address === '' ? formatPayment(BigInt(amount), currency) : exactly(amount))
  const fee = (wei: string) => formatPayment(BigInt(wei), ETHER)
  const feeWorth = worth(BigInt(plan.feeWei), ETHER, prices?.eth)
  const isForeign = token !== undefined && token.address !== '' && token.address !== snm
  const named = toName === '' ? '' : ` (${toName})`
  const lines = [
    [
      TITLES[kind] ?? kind,
      `${exactly(plan.amount)}${worth(BigInt(plan.amount), currency, priceOf(token, prices, snm))}`,
    ],
    ...(isForeign ? [['token', checksumAddress(token.address as Address)]] : []),
    ...(kind === 'send' ? [['to', `${checksumAddress(to as Address)}${named}`]] : []),
    [kind === 'faucet' ? 'to' : 'from', checksumAddress(from as Address)],
    ['holds', `${held(plan.balanceBefore)}, then ${held(plan.balanceAfter)}`],
    ['fee', `about ${fee(plan.feeWei)}${feeWorth}, at most ${fee(plan.maxFeeWei)}`],
  ]
  const width = Math.max(...lines.map(([name]) => name!.length))
  return [
    ...lines.map(([name, value]) => `${name!.padEnd(width)}  ${value}`),
    ...warnings.map((warning) => `! ${warning}`),
  ].join('\n')
}
