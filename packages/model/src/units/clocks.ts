import { isoTime } from '../market/open-rules.ts'
import { formatRoughDuration } from './durations.ts'

/**
 * Why what was signed for a time counts no more. The two clocks may be at fault: whoever reads it learns by how much, and what the
 * other one says, so that he can tell which.
 */
export function expiredReason(expiresAtSeconds: bigint, nowSeconds: bigint): string {
  const ago = formatRoughDuration(nowSeconds - expiresAtSeconds)
  return `it expired ${ago} ago by the clock of who checks it, ${isoTime(nowSeconds)}; if it is fresh, the clock of who signed it is slow by at least that`
}

/** The same of what ends later than it may. */
export function lastsTooLongReason(expiresAtSeconds: bigint, nowSeconds: bigint, mostSeconds: bigint): string {
  const leftSeconds = expiresAtSeconds - nowSeconds
  const [left, most, over] = [leftSeconds, mostSeconds, leftSeconds - mostSeconds].map(formatRoughDuration)
  return `it lasts ${left} by the clock of who checks it, ${isoTime(nowSeconds)}, more than the allowed ${most}; if it was signed for no more, the clock of who signed it is fast by at least ${over}`
}
