import { type Clock, CodedError } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { limits } from '../../limits.ts'

/** How long a silent loss stays unnoticed, as on the real network. */
const NOTICED_AFTER_MS = limits.pingIntervalMs + limits.pingTimeoutMs

/** One for all, since each would carry a stack trace that nobody sees. */
const CLOSED = fail('CALL_CANCELED', { peer: 'a peer' })

/** One call or tunnel between two peers, from its first message to its end. */
export class Link {
  readonly from: Address
  readonly to: Address
  readonly #clock: Clock
  readonly #controller = new AbortController()
  readonly #cleanups: (() => void)[] = []
  #lost = false

  constructor(from: Address, to: Address, clock: Clock) {
    this.from = from
    this.to = to
    this.#clock = clock
  }

  /** Aborts when the link ends, with the error that its user gets. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get ended(): boolean {
    return this.#controller.signal.aborted
  }

  /** What was under way is gone, and nobody is told: both sides notice after a while. */
  lose(): void {
    if (this.#lost || this.ended) return
    this.#lost = true
    this.onEnd(this.#clock.after(NOTICED_AFTER_MS, () => this.end(this.unreachable('the link is dead'))))
  }

  /** Loses it, and waits for what never comes until that is noticed. */
  swallow(): Promise<never> {
    this.lose()
    return this.race(new Promise<never>(() => {}))
  }

  get lost(): boolean {
    return this.#lost || this.ended
  }

  /** Ends it after so long. */
  limitTime(timeoutMs: number, error: CodedError): void {
    this.onEnd(this.#clock.after(timeoutMs, () => this.end(error)))
  }

  /** Ends it when its user gives up. */
  follow(signal: AbortSignal | undefined): void {
    if (!signal) return
    const cancel = () =>
      this.end(
        signal.reason instanceof CodedError
          ? signal.reason
          : fail('CALL_CANCELED', { peer: this.to }, { cause: signal.reason }),
      )
    if (signal.aborted) cancel()
    signal.addEventListener('abort', cancel, { once: true })
    this.onEnd(() => signal.removeEventListener('abort', cancel))
  }

  end(error: CodedError): void {
    if (this.ended) return
    this.#controller.abort(error)
    for (const cleanup of this.#cleanups.splice(0)) cleanup()
  }

  /** It has served its purpose. */
  close(): void {
    this.end(CLOSED)
  }

  onEnd(cleanup: () => void): void {
    if (this.ended) cleanup()
    else this.#cleanups.push(cleanup)
  }

  /** Settles as the promise does, or rejects as soon as the link ends. */
  async race<Result>(promise: Promise<Result>): Promise<Result> {
    return await new Promise<Result>((resolve, reject) => {
      const abort = () => reject(this.signal.reason)
      if (this.ended) abort()
      else this.signal.addEventListener('abort', abort, { once: true })
      promise.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', abort))
    })
  }

  unreachable(reason: string): CodedError {
    return fail('PEER_UNREACHABLE', { address: this.to, reason })
  }
}
