import { fail } from '../errors/catalog.ts'
import { MAX_DURATION_SECONDS } from '../orders/order.ts'
import { excerpt, readQuantity, scale } from './decimal.ts'
import { secondsOf } from './times.ts'

const MAX_MS = MAX_DURATION_SECONDS * 1000n

const invalid = (text: string, reason: string) =>
  fail('QUANTITY_INVALID', { what: 'duration', text: excerpt(text), reason })

/**
 * Reads a stretch of time: "1h", "30m", "1d12h", "1.5h", "250ms". Units: ms, s, m (or min), h, d, w, month, y, and these
 * written out.
 * @returns milliseconds
 * @throws QUANTITY_INVALID
 */
export function parseDurationMs(text: string): number {
  const trimmed = text.trim()
  if (trimmed.length > 100) throw invalid(text, 'it is too long')
  const parts = trimmed.match(/[0-9.]+\s*[a-zA-Z]+\s*/g) ?? []
  if (parts.length === 0 || parts.join('') !== trimmed) throw invalid(text, reasonOfBadShape(trimmed))
  let totalMs = 0n
  for (const part of parts) {
    const quantity = readQuantity(part)
    if ('reason' in quantity) throw invalid(text, quantity.reason)
    const factor = millisecondsOf(quantity.unit)
    if (factor === undefined) throw invalid(text, `'${excerpt(quantity.unit)}' is no unit of time; use s, m, h, d or w`)
    const { floor, exact } = scale(quantity, factor)
    if (!exact) throw invalid(text, 'it is no whole number of milliseconds')
    totalMs += floor
  }
  if (totalMs > MAX_MS) throw invalid(text, 'it is longer than 100 years')
  return Number(totalMs)
}

function millisecondsOf(unit: string): bigint | undefined {
  if (/^(?:ms|msecs?|millis(?:econds?)?)$/i.test(unit)) return 1n
  const seconds = secondsOf(unit)
  return seconds === undefined ? undefined : seconds * 1000n
}

function reasonOfBadShape(text: string): string {
  const quantity = readQuantity(text)
  if ('reason' in quantity) return quantity.reason
  return quantity.unit === '' ? 'it has no unit; write it like 30m or 1d12h' : 'write it like 30m or 1d12h'
}

/**
 * Reads the duration of a deal: "spot" or "0" for none, else as `parseDurationMs`, in whole seconds.
 * @returns seconds; 0: spot
 * @throws QUANTITY_INVALID
 */
export function parseDealDuration(text: string): bigint {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === 'spot' || trimmed === '0') return 0n
  const ms = parseDurationMs(text)
  if (ms % 1000 !== 0) throw invalid(text, 'it is no whole number of seconds')
  return BigInt(ms / 1000)
}

/** A stretch of time for people, exactly: "1d12h", "90ms", "0s". */
export function formatDurationMs(durationMs: number): string {
  let rest = BigInt(Math.max(0, Math.floor(durationMs)))
  if (rest === 0n) return '0s'
  let text = ''
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const factor = millisecondsOf(unit)!
    if (rest >= factor) text += `${rest / factor}${unit}`
    rest %= factor
  }
  return text
}

/** A stretch of time as a person would say it, in one or two units: 59m30s is "1h", 1d1h3m is "1d1h". For what need not be exact. */
export function formatRoughDuration(durationSeconds: bigint): string {
  const step = ROUGH_STEPS.find(([from]) => durationSeconds >= from)?.[1] ?? 1n
  const seconds = ((durationSeconds + step / 2n) / step) * step
  return formatDurationMs(Number(seconds) * 1000)
}

/** From so many seconds on, a person rounds to so many. */
const ROUGH_STEPS: readonly (readonly [bigint, bigint])[] = [
  [10n * 86_400n, 86_400n],
  [86_400n, 3600n],
  [600n, 60n],
]

/** "spot", or the duration as "1d12h". */
export function formatDealDuration(durationSeconds: bigint): string {
  return durationSeconds === 0n ? 'spot' : formatDurationMs(Number(durationSeconds) * 1000)
}
