import type { Deal } from '@sonm/model'
import type { DrawnAmendment } from './script.ts'

const MAX_40 = 2n ** 40n - 1n
const MAX_96 = 2n ** 96n - 1n

export function priceOf({ price }: DrawnAmendment, deal: Deal): bigint {
  const now = deal.usdPerSecond === 0n ? deal.pricePerSecond : deal.usdPerSecond
  switch (price) {
    case 'same':
      return now
    case 'more':
      return now < MAX_96 - 2n ? now + 2n : MAX_96
    case 'less':
      return now - now / 3n
    case 'none':
      return 0n
    case 'most':
      return MAX_96
  }
}

export function durationOf({ duration }: DrawnAmendment, deal: Deal, nowSeconds: bigint): bigint {
  const elapsed = nowSeconds - deal.startedAtSeconds
  switch (duration) {
    case 'same':
      return deal.durationSeconds
    case 'longer':
      return deal.durationSeconds < MAX_40 - 1000n ? deal.durationSeconds + 1000n : MAX_40
    case 'shorter':
      return elapsed + (deal.durationSeconds > elapsed ? (deal.durationSeconds - elapsed) / 2n : 1n)
    case 'none':
      return 0n
    case 'until now':
      return elapsed
    case 'until before':
      return elapsed > 0n ? elapsed - 1n : 0n
  }
}
