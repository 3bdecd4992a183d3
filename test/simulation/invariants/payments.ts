import type { MarketEvent } from '@sonm/chain'
import type { Deal } from '@sonm/model'

const SPOT_LOCK_SECONDS = 3600n
const LONGEST_LOCK_SECONDS = 86_400n

/**
 * What deals have paid for other seconds than theirs, from the chain's events and the times of their blocks alone. It
 * shares no line with the model, which would else be held against itself. No slice of a world is free.
 */
export function wrongPayments(events: readonly MarketEvent[]): readonly string[] {
  const wrong: string[] = []
  const last = new Map<bigint, Deal>()
  for (const event of events) {
    if (event.kind !== 'dealOpened' && event.kind !== 'dealBilled' && event.kind !== 'dealClosed') continue
    const { timestampSeconds: now } = event
    const id = event.kind === 'dealOpened' ? event.deal.id : event.dealId
    const same = (what: string, actual: bigint, expected: bigint) => {
      if (actual !== expected) wrong.push(`${what} of deal ${id} at ${now}: ${actual} instead of ${expected}`)
    }
    if (event.kind === 'dealOpened') {
      const { deal } = event
      last.set(id, deal)
      same('the start', deal.startedAtSeconds, now)
      same('the first unpaid second', deal.billedUntilSeconds, now)
      same('the lock', deal.lockedWei, deal.pricePerSecond * lockSeconds(deal.durationSeconds))
      continue
    }
    const before = last.get(id)
    if (!before) {
      wrong.push(`deal ${id} pays before it opens`)
      continue
    }
    const { pricePerSecond, startedAtSeconds, durationSeconds } = before
    const until = least(
      now,
      before.billedUntilSeconds + before.lockedWei / pricePerSecond,
      ...(durationSeconds === 0n ? [] : [startedAtSeconds + durationSeconds]),
    )
    const paidWei = (until - before.billedUntilSeconds) * pricePerSecond
    if (event.kind === 'dealBilled') {
      same('the first unpaid second', event.money.billedUntilSeconds, until)
      last.set(id, { ...before, ...event.money })
    } else last.delete(id)
    same('what is paid', event.paidWei, paidWei)
    if (event.kind === 'dealClosed') same('what is returned', event.returnedWei, before.lockedWei - paidWei)
  }
  return wrong
}

function lockSeconds(durationSeconds: bigint): bigint {
  return durationSeconds === 0n ? SPOT_LOCK_SECONDS : least(durationSeconds, LONGEST_LOCK_SECONDS)
}

function least(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((low, other) => (other < low ? other : low), first)
}
