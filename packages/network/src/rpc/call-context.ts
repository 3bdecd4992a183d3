import type { DescMethodUnary } from '@bufbuild/protobuf'
import { Code, ConnectError, type ContextValues, type HandlerContext } from '@connectrpc/connect'
import type { CancelTimer, Clock } from '@sonm/common'
import { toWebHeaders } from './connect-wire.ts'

/**
 * What a handler of a unary call is told. Everything is made when it is asked for: most handlers look at who calls and at
 * nothing else, and headers and signals cost more than the rest of such a call.
 */
export class CallContext implements HandlerContext {
  readonly protocolName = 'connect'
  readonly requestMethod = 'POST'
  readonly method: DescMethodUnary
  readonly url: string
  readonly values: ContextValues
  readonly #clock: Clock
  readonly #headers: NodeJS.Dict<string | string[]>
  readonly #endsAtMs: number | undefined
  readonly #cancelDeadline: CancelTimer | undefined
  #controller: AbortController | undefined
  #aborted: ConnectError | undefined
  #requestHeader: Headers | undefined
  #responseHeader: Headers | undefined
  #responseTrailer: Headers | undefined

  constructor(call: {
    method: DescMethodUnary
    headers: NodeJS.Dict<string | string[]>
    timeoutMs: number | undefined
    values: ContextValues
    clock: Clock
  }) {
    this.method = call.method
    this.values = call.values
    this.#headers = call.headers
    this.#clock = call.clock
    this.url = `https://${String(call.headers[':authority'])}${String(call.headers[':path'])}`
    if (call.timeoutMs === undefined) return
    this.#endsAtMs = call.clock.monotonicMs() + call.timeoutMs
    this.#cancelDeadline = call.clock.after(call.timeoutMs, () =>
      this.abort(new ConnectError('the operation timed out', Code.DeadlineExceeded)),
    )
  }

  get service() {
    return this.method.parent
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#aborted) this.#controller.abort(this.#aborted)
    return this.#controller.signal
  }

  get requestHeader(): Headers {
    this.#requestHeader ??= toWebHeaders(this.#headers)
    return this.#requestHeader
  }

  get responseHeader(): Headers {
    this.#responseHeader ??= new Headers()
    return this.#responseHeader
  }

  get responseTrailer(): Headers {
    this.#responseTrailer ??= new Headers()
    return this.#responseTrailer
  }

  readonly timeoutMs = (): number | undefined =>
    this.#endsAtMs === undefined ? undefined : this.#endsAtMs - this.#clock.monotonicMs()

  /** The caller went away, or the time is over. */
  abort(reason: ConnectError): void {
    this.#cancelDeadline?.()
    this.#aborted ??= reason
    this.#controller?.abort(this.#aborted)
  }

  get aborted(): boolean {
    return this.#aborted !== undefined
  }

  /** The handler is done. */
  end(): void {
    this.#cancelDeadline?.()
  }

  /** What the handler wants sent beside its answer. */
  responseFields(): Record<string, string> {
    const fields: Record<string, string> = {}
    for (const [name, value] of this.#responseHeader ?? []) fields[name] = value
    for (const [name, value] of this.#responseTrailer ?? []) fields[`trailer-${name}`] = value
    return fields
  }
}
