import { BoundedMap, type Clock, RateBucket } from '@sonm/common'

/** Counts the calls of each caller, be it a key or a host: a minute's worth at once, and as many again in every minute. */
export class CallQuota {
  readonly #clock: Clock
  readonly #callsPerMinute: number
  readonly #buckets: BoundedMap<string, RateBucket>

  constructor(options: { clock: Clock; callsPerMinute: number; maxCallers: number }) {
    this.#clock = options.clock
    this.#callsPerMinute = options.callsPerMinute
    this.#buckets = new BoundedMap(options.maxCallers)
  }

  /** Counts one call; false when the caller has used up his minute. */
  take(caller: string): boolean {
    const nowMs = this.#clock.monotonicMs()
    const bucket = this.#buckets.get(caller) ?? this.#fresh(caller, nowMs)
    if (bucket.left(nowMs) < 1) return false
    bucket.use(1, nowMs)
    return true
  }

  #fresh(caller: string, nowMs: number): RateBucket {
    const bucket = new RateBucket({ burst: this.#callsPerMinute, perSecond: this.#callsPerMinute / 60 }, nowMs)
    this.#buckets.set(caller, bucket)
    return bucket
  }
}
