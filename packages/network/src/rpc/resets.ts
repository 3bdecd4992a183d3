import type { Http2Session } from 'node:http2'
import { type Clock, RateBucket } from '@sonm/common'
import { limits } from '../limits.ts'

/**
 * Calls `onFlood` when a caller resets more streams than `limits` lets him. Node counts too, and then reads no more; the
 * connection would stand, and keep its place.
 */
export function watchResets(session: Http2Session, clock: Clock, onFlood: () => void): void {
  const rate = { burst: limits.streamResetBurst, perSecond: limits.streamResetsPerSecond }
  const bucket = new RateBucket(rate, clock.monotonicMs())
  session.on('stream', (stream) => {
    stream.once('close', () => {
      if (stream.rstCode === 0) return
      const nowMs = clock.monotonicMs()
      bucket.use(1, nowMs)
      if (bucket.left(nowMs) < 0) onFlood()
    })
  })
}
