import { type Deal, endsAtSeconds } from '@sonm/model'
import type { Moment } from './script.ts'

/** When something of a deal ends, or a second beside it; undefined: never. */
export function secondsOf({ endOf, by }: Moment, deal: Deal, buyerFreeWei: bigint): bigint | undefined {
  const end = endIn(endOf, deal, buyerFreeWei)
  return end === undefined ? undefined : end + by
}

function endIn(endOf: Moment['endOf'], deal: Deal, buyerFreeWei: bigint): bigint | undefined {
  switch (endOf) {
    case 'lock':
      return endsAtSeconds({ ...deal, durationSeconds: 0n })
    case 'money':
      return endsAtSeconds({ ...deal, durationSeconds: 0n, lockedWei: deal.lockedWei + buyerFreeWei })
    case 'deal':
      return deal.durationSeconds === 0n ? undefined : deal.startedAtSeconds + deal.durationSeconds
  }
}
