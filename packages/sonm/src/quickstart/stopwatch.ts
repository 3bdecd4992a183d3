import type { Clock } from '@sonm/common'

export type Stopwatch = ReturnType<typeof stopwatch>

/** Names the time since the last lap; the sum stands under `total`. */
export function stopwatch(clock: Clock) {
  const startMs = clock.monotonicMs()
  let lastMs = startMs
  const laps: Record<string, number> = {}
  return {
    lap(name: string): number {
      const nowMs = clock.monotonicMs()
      laps[name] = Math.round(nowMs - lastMs)
      lastMs = nowMs
      return laps[name]
    },
    laps(): Readonly<Record<string, number>> {
      return { ...laps, total: Math.round(clock.monotonicMs() - startMs) }
    },
  }
}
