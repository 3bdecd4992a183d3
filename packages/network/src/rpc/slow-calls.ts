import { constants, type ServerHttp2Stream } from 'node:http2'
import { type Clock, repeat } from '@sonm/common'
import { limits } from '../limits.ts'

interface Watched {
  readonly stream: ServerHttp2Stream
  /** Its answer has an end, so it must be taken in time too. */
  readonly isUnary: boolean
  phase: 'request' | 'work' | 'answer'
  sinceMs: number
}

/**
 * Cuts calls whose request does not come in time, or whose answer is not taken in time. What the handler takes for itself does not
 * count, and neither does a stream that goes on. One timer for all: a timer for each call would be a tenth of what the call costs.
 */
export class SlowCalls {
  readonly #clock: Clock
  readonly #watched = new Set<Watched>()
  readonly close: () => void

  constructor(clock: Clock) {
    this.#clock = clock
    this.close = repeat(clock, limits.transferTimeoutMs / 6, () => this.#look())
  }

  /** A call has begun whose request is one message. */
  watch(stream: ServerHttp2Stream, isUnary: boolean): void {
    const watched: Watched = { stream, isUnary, phase: 'request', sinceMs: this.#clock.monotonicMs() }
    this.#watched.add(watched)
    stream.once('close', () => this.#watched.delete(watched))
  }

  #look(): void {
    const nowMs = this.#clock.monotonicMs()
    for (const watched of this.#watched) {
      const { stream, isUnary } = watched
      if (watched.phase === 'request' && stream.readableEnded) watched.phase = 'work'
      if (watched.phase === 'work') {
        if (!isUnary) this.#watched.delete(watched)
        if (!stream.headersSent) continue
        watched.phase = 'answer'
        watched.sinceMs = nowMs
      }
      if (nowMs - watched.sinceMs > limits.transferTimeoutMs) stream.close(constants.NGHTTP2_CANCEL)
    }
  }
}
