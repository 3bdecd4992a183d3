import type { Address } from '@sonm/model'
import type { Call } from './call.ts'
import { ADDRESSES, PEOPLE } from './cast.ts'
import type { Failure, Outcome } from './outcome.ts'

/** Codes whose errors have several reasons, each to be reached. */
const WITH_REASONS = ['ORDER_INVALID', 'ORDERS_MISMATCH', 'AMENDMENT_INVALID', 'PARTY_BLACKLISTED']

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
  const person = PEOPLE[ADDRESSES.indexOf(address as Address)]
  return person === undefined ? 'nobody' : `a ${person.replace('other', '').toLowerCase()}`
}

const of = (kind: string, codes: readonly string[]) => codes.map((code) => `${kind}: ${code}`)
const ENDS_OF_ORDERS = [
  ...[
    'ORDER_INVALID',
    'ORDER_EXPIRED',
    'ORDER_NOT_FOR_CALLER',
    'ORDER_EPOCH_WRONG',
    'ORDER_TAKEN',
    'SIGNATURE_INVALID',
  ],
  ...['HUB_UNCONFIRMED', 'DEAL_WITH_SELF', 'PARTY_BLACKLISTED', 'IDENTITY_TOO_LOW', 'CAP_TOO_LOW', 'PRICE_UNAVAILABLE'],
  'BALANCE_INSUFFICIENT',
]
const DURATION = 'spot stays spot, forward stays forward, and no end may be in the past'

/** Every way that a call can end, and every event. What scripts never reach, their silence says nothing of. */
export const REACHED: readonly string[] = [
  ...['approve', 'deposit', 'depositWithPermit', 'withdraw', 'transfer', 'announce', 'confirm', 'remove', 'cancel'],
  ...['cancelAll', 'setBlacklisted', 'take', 'takeBatch', 'openDeal', 'openDealBatch', 'bill', 'billBatch', 'amend'],
  ...['close', 'closeBatch', 'report', 'feedLies', 'certify', 'takeBatch: opened', 'openDealBatch: opened'],
  ...['bill: nothing', 'billBatch: nothing', 'closeBatch: nothing', 'close: by anybody'],
  ...['deposited', 'withdrawn', 'nonceCancelled', 'epochAdvanced', 'blacklisted', 'dealOpened', 'bidFilled'],
  ...['dealBilled', 'dealAmended', 'dealClosed', 'bondPaid', 'opened in SNM', 'opened in USD'],
  ...['billed at a higher price', 'billed at a lower price', 'billed, nothing locked', 'billed, nothing paid'],
  ...['SNM', 'USD'].flatMap((money) =>
    of(`amended in ${money}`, [
      ...['price more, duration same', 'price less, duration same', 'price same, duration more'],
      'price same, duration less',
    ]),
  ),
  ...of('take', [...ENDS_OF_ORDERS, 'DURATION_EXCEEDED']),
  ...of('openDeal', [...ENDS_OF_ORDERS, 'ORDERS_MISMATCH', 'OPEN_FORBIDDEN']),
  ...of('in a batch', [...ENDS_OF_ORDERS, 'DURATION_EXCEEDED', 'ORDERS_MISMATCH', 'OPEN_FORBIDDEN']),
  ...['takeBatch: BATCH_INCOMPLETE', 'openDealBatch: BATCH_INCOMPLETE', 'bill: DEAL_STATE_WRONG'],
  ...of('amend', ['DEAL_STATE_WRONG', 'AMENDMENT_INVALID', 'AMENDMENT_STALE', 'AMENDMENT_EXPIRED', 'ORDER_INVALID']),
  ...of('amend', ['AMENDMENT_UNSIGNED', 'DEAL_UNFUNDED', 'PRICE_UNAVAILABLE']),
  ...of('close', ['DEAL_STATE_WRONG', 'DEAL_CLOSE_FORBIDDEN', 'BALANCE_INSUFFICIENT']),
  ...of('deposit', ['INPUT_INVALID', 'ALLOWANCE_INSUFFICIENT', 'SNM_INSUFFICIENT']),
  ...of('depositWithPermit', ['INPUT_INVALID', 'ALLOWANCE_INSUFFICIENT', 'SNM_INSUFFICIENT']),
  ...['withdraw: BALANCE_INSUFFICIENT', 'transfer: SNM_INSUFFICIENT', 'transfer: INPUT_INVALID'],
  ...of('announce', ['INPUT_INVALID', 'HUB_CONFIRMED']),
  ...of('confirm', ['HUB_NOT_ANNOUNCED', 'HUB_CONFIRMED', 'MASTER_CHAIN']),
  ...of('AMENDMENT_INVALID: The amendment is not valid', [
    'dealId: it is of another deal.',
    `durationSeconds: ${DURATION}.`,
    'pricePerSecond: neither price nor duration changes.',
  ]),
  ...of(
    'ORDERS_MISMATCH: The ask does not serve the bid',
    ['denomination', 'price', 'duration', 'net flags', 'benchmarks'].map((reason) => `${reason}.`),
  ),
  ...of('ORDER_INVALID: The order is not valid', [
    'side: it is no ask.',
    'side: it is no bid.',
    'pricePerSecond: in USD it cannot be 0.',
    'identityLevel: it is not 0 to 4.',
    'benchmarks: one is out of range.',
  ]),
  ...of('PARTY_BLACKLISTED', [
    'a buyer does not deal with a hub.',
    'a buyer does not deal with a master.',
    'a hub does not deal with a buyer.',
    'a master does not deal with a buyer.',
  ]),
  'remove: HUB_REMOVE_FORBIDDEN',
]
