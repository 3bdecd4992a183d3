import { type Clock, repeat } from '@sonm/common'
import { limits } from '../limits.ts'

/** What is seen of a call, and done about it, whatever carries it. */
export interface SlowCall {
  requestHasCome(): boolean
  answerHasBegun(): boolean
  onClose(close: () => void): void
  cut(): void
}

interface Watched {
  readonly call: SlowCall
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
  watch(call: SlowCall, isUnary: boolean): void {
    const watched: Watched = { call, isUnary, phase: 'request', sinceMs: this.#clock.monotonicMs() }
    this.#watched.add(watched)
    call.onClose(() => this.#watched.delete(watched))
  }

  #look(): void {
    const nowMs = this.#clock.monotonicMs()
    for (const watched of this.#watched) {
      const { call, isUnary } = watched
      if (watched.phase === 'request' && call.requestHasCome()) watched.phase = 'work'
      if (watched.phase === 'work') {
        if (!isUnary) this.#watched.delete(watched)
        if (!call.answerHasBegun()) continue
        watched.phase = 'answer'
        watched.sinceMs = nowMs
      }
      if (nowMs - watched.sinceMs > limits.transferTimeoutMs) call.cut()
    }
  }
}
