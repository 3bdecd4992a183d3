import type { Address } from '@sonm/model'
import type { Call } from './call.ts'
import { ADDRESSES, PEOPLE } from './cast.ts'
import type { Failure, Outcome } from './outcome.ts'

/** Codes whose errors have several reasons, each to be reached. */
const WITH_REASONS = [
  'ORDER_INVALID',
  'ORDERS_MISMATCH',
  'AMENDMENT_INVALID',
  'PARTY_BLACKLISTED',
  'TRANSACTION_REVERTED',
]

/** What a call has shown. */
export function namesOf(call: Call, { failure, result, events }: Outcome): readonly string[] {
  if (failure) return [nameOf(failure), `${call.kind}: ${failure.code}`]
  const names = new Set(events.map(({ kind }): string => kind))
  names.add(events.length === 0 && ('deal' in call || 'deals' in call) ? `${call.kind}: nothing` : call.kind)
  if (Array.isArray(result)) {
    for (const each of result) names.add(typeof each === 'bigint' ? `${call.kind}: opened` : `in a batch: ${each.code}`)
  }
  if (call.kind === 'amend') names.add(amended(call))
  if (call.kind === 'close' && ![call.deal.buyer, call.deal.hub, call.deal.master].includes(call.sender)) {
    names.add('close: by anybody')
  }
  for (const event of events) {
    if (event.kind === 'dealOpened') names.add(event.deal.usdPerSecond > 0n ? 'opened in USD' : 'opened in SNM')
    if (event.kind === 'dealBilled' && event.paidWei === 0n) names.add('billed, nothing paid')
    if (event.kind === 'dealBilled' && event.money.lockedWei === 0n) names.add('billed, nothing locked')
    if (event.kind === 'dealBilled' && call.kind === 'bill') {
      const { pricePerSecond } = event.money
      if (pricePerSecond > call.deal.pricePerSecond) names.add('billed at a higher price')
      if (pricePerSecond < call.deal.pricePerSecond) names.add('billed at a lower price')
    }
  }
  return [...names]
}

function amended({ amendment, deal }: Extract<Call, { kind: 'amend' }>): string {
  const inUsd = deal.usdPerSecond > 0n
  const price = inUsd ? deal.usdPerSecond : deal.pricePerSecond
  const change = (from: bigint, to: bigint) => (to > from ? 'more' : to < from ? 'less' : 'same')
  const changes = `price ${change(price, amendment.pricePerSecond)}, duration ${change(deal.durationSeconds, amendment.durationSeconds)}`
  return `amended ${inUsd ? 'in USD' : 'in SNM'}: ${changes}`
}

function nameOf({ code, what }: Failure): string {
  return WITH_REASONS.includes(code) ? `${code}: ${what.replaceAll(/0x[0-9a-f]{40}/g, nameOfAccount)}` : code
}

function nameOfAccount(address: string): string {
  return PEOPLE[ADDRESSES.indexOf(address as Address)] ?? 'nobody'
}

export const REACHED: readonly string[] = []
