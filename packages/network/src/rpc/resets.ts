import type { Http2Session } from 'node:http2'
import type { Clock } from '@sonm/common'
import { limits } from '../limits.ts'

/**
 * Calls `onFlood` when a caller resets more streams than `limits` lets him. Node counts too, and then reads no more; the
 * connection would stand, and keep its place.
 */
export function watchResets(session: Http2Session, clock: Clock, onFlood: () => void): void {
  let left: number = limits.streamResetBurst
  let countedAtMs = clock.monotonicMs()
  session.on('stream', (stream) => {
    stream.once('close', () => {
      if (stream.rstCode === 0) return
      const nowMs = clock.monotonicMs()
      const refill = ((nowMs - countedAtMs) * limits.streamResetsPerSecond) / 1000
      left = Math.min(limits.streamResetBurst, left + refill) - 1
      countedAtMs = nowMs
      if (left < 0) onFlood()
    })
  })
}
