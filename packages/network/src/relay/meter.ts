import type { Socket } from 'node:net'
import { type CancelTimer, type Clock, type Metrics, RateBucket, repeat } from '@sonm/common'
import { splice, Valve } from '../tunnels/splice.ts'
import type { Allowances, Pair } from './allowances.ts'
import type { RelayLimits } from './limits.ts'

interface Carried {
  readonly pair: Pair
  readonly near: Socket
  readonly far: Socket
  readonly sinceMs: number
  readonly valve: Valve
  bytes: number
}

/**
 * The connections that a relay carries. Bytes go from socket to socket by themselves; now and then they are counted, and who
 * has had too much waits (his connection is held, which TCP tells the sender) or is cut off.
 */
export class Meter {
  readonly #limits: RelayLimits
  readonly #clock: Clock
  readonly #allowances: Allowances
  readonly #carried = new Set<Carried>()
  readonly #rates = new Map<string, RateBucket>()
  readonly #bytes: ReturnType<Metrics['counter']>
  #cancel: CancelTimer = () => {}
  #sweptAtMs: number

  constructor(options: { limits: RelayLimits; clock: Clock; allowances: Allowances; metrics: Metrics }) {
    this.#limits = options.limits
    this.#clock = options.clock
    this.#allowances = options.allowances
    this.#bytes = options.metrics.counter('sonm_relay_carried_bytes', 'Bytes carried, both ways', ['kind'])
    const most = options.metrics.gauge(
      'sonm_relay_bandwidth_bytes_per_second',
      'The most that may be carried: in all, of one key, of one host',
      ['of'],
    )
    most.set({ of: 'all' }, this.#limits.bytesPerSecond)
    most.set({ of: 'key' }, this.#limits.bytesPerSecondOfKey)
    most.set({ of: 'host' }, this.#limits.bytesPerSecondOfHost)
    const open = options.metrics.gauge('sonm_relay_connections_count', 'Connections that are carried now')
    this.#sweptAtMs = this.#clock.monotonicMs()
    this.#cancel = repeat(this.#clock, this.#limits.meterIntervalMs, () => {
      this.#look()
      open.set(this.#carried.size)
    })
  }

  get size(): number {
    return this.#carried.size
  }

  /** Those of one caller, or of one host. */
  countOf(whose: 'caller' | 'host', name: string): number {
    let count = 0
    for (const { pair } of this.#carried) if (pair[whose] === name) count++
    return count
  }

  /** Carries bytes between two raw connections until both are closed. */
  carry(pair: Pair, near: Socket, far: Socket): void {
    const bytes = near.bytesRead + far.bytesRead
    const carried: Carried = { pair, near, far, sinceMs: this.#clock.monotonicMs(), valve: new Valve(), bytes }
    this.#carried.add(carried)
    void splice(near, far, carried.valve).then(() => {
      this.#count(carried)
      this.#carried.delete(carried)
    })
  }

  /** Cuts off all. */
  close(): void {
    this.#cancel()
    for (const carried of this.#carried) cut(carried)
  }

  #look(): void {
    for (const carried of this.#carried) {
      if (!this.#count(carried)) cut(carried)
    }
    const nowMs = this.#clock.monotonicMs()
    for (const carried of this.#carried) {
      const isHeld = !this.#ratesOf(carried).every((rate) => rate.left(nowMs) > 0)
      if (carried.valve.isHeld !== isHeld) carried.valve.hold(isHeld)
    }
    for (const [key, rate] of this.#rates) if (rate.isFull(nowMs)) this.#rates.delete(key)
    if (nowMs - this.#sweptAtMs < this.#limits.sweepIntervalMs) return
    this.#sweptAtMs = nowMs
    this.#allowances.sweep(nowMs)
  }

  /** False when the pair has used what it may. */
  #count(carried: Carried): boolean {
    const { pair, near, far, sinceMs } = carried
    const nowMs = this.#clock.monotonicMs()
    const bytes = near.bytesRead + far.bytesRead - carried.bytes
    carried.bytes += bytes
    for (const rate of this.#ratesOf(carried)) rate.use(bytes, nowMs)
    const paid = this.#allowances.dealOf(pair, nowMs) !== undefined
    this.#bytes.inc({ kind: paid ? 'deal' : 'free' }, bytes)
    if (!paid && nowMs - sinceMs > this.#limits.freeConnectionMs) return false
    try {
      this.#allowances.use(pair, bytes, nowMs)
      return true
    } catch {
      return false
    }
  }

  #ratesOf({ pair }: Carried): RateBucket[] {
    const { bytesPerSecond, bytesPerSecondOfHost, bytesPerSecondOfKey, freeBytesPerSecond } = this.#limits
    const nowMs = this.#clock.monotonicMs()
    const rates = [
      this.#rate('all', bytesPerSecond),
      this.#rate(`host ${pair.host}`, bytesPerSecondOfHost),
      this.#rate(`key ${pair.caller}`, bytesPerSecondOfKey),
      this.#rate(`key ${pair.peer}`, bytesPerSecondOfKey),
    ]
    const paid = this.#allowances.dealOf(pair, nowMs) !== undefined
    return paid ? rates : [...rates, this.#rate(`pair ${pair.caller} ${pair.peer}`, freeBytesPerSecond)]
  }

  #rate(key: string, bytesPerSecond: number): RateBucket {
    const known = this.#rates.get(key)
    if (known) return known
    const rate = { burst: bytesPerSecond, perSecond: bytesPerSecond }
    const fresh = new RateBucket(rate, this.#clock.monotonicMs())
    this.#rates.set(key, fresh)
    return fresh
  }
}

function cut({ near, far }: Carried): void {
  near.resetAndDestroy()
  far.resetAndDestroy()
}
