import { type Clock, CodedError, isCoded, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import type { Path, Route } from '../paths/path.ts'
import { type Attempt, firstOf } from './first-of.ts'
import { type AlpnName, type Link, secure } from './secure.ts'

export interface DialerOptions {
  readonly identity: Identity
  readonly clock: Clock
  /** Best first. */
  readonly paths: readonly Path[]
}

/** A link and the way it took. */
export interface DialledLink extends Link {
  readonly route: Route
}

/**
 * Opens links to addresses over whatever path works. Only an answer with the dialled key counts, so a stale endpoint
 * where somebody else listens now does not stop the others.
 */
export class Dialer {
  readonly #options: DialerOptions

  constructor(options: DialerOptions) {
    this.#options = options
  }

  /** @throws PEER_UNREACHABLE with the reason of every way tried; PEER_WRONG_KEY when others answered on all of them */
  async dial(to: Address, alpn: AlpnName, signal?: AbortSignal): Promise<DialledLink> {
    const { clock } = this.#options
    const controller = new AbortController()
    const abort = (reason: unknown) => controller.abort(reason)
    const onAbort = () => abort(signal?.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    const cancelTimeout = clock.after(limits.dialTimeoutMs, () =>
      abort(unreachable(to, `no way led there within ${limits.dialTimeoutMs / 1000} s`)),
    )
    try {
      return await this.#dialWithin(to, alpn, controller.signal)
    } finally {
      cancelTimeout()
      signal?.removeEventListener('abort', onAbort)
    }
  }

  async #dialWithin(to: Address, alpn: AlpnName, signal: AbortSignal): Promise<DialledLink> {
    const { identity, clock, paths } = this.#options
    const routes = await raceAbort(collectRoutes(to, paths), signal)
    const secureContext = await identity.secureContext()
    const attempts = routes.map(
      (route): Attempt<DialledLink> =>
        async (attemptSignal) => {
          const transport = await route.connect(attemptSignal)
          const link = await secure(transport, { secureContext, alpn, clock, signal: attemptSignal })
          if (link.peer === to) return { ...link, route }
          link.socket.destroy()
          throw fail('PEER_WRONG_KEY', { expected: to, actual: link.peer })
        },
    )
    try {
      return await firstOf(attempts, {
        clock,
        staggerMs: limits.dialStaggerMs,
        signal,
        discard: (link) => link.socket.destroy(),
      })
    } catch (error) {
      throw error instanceof AggregateError ? explain(to, routes, error) : error
    }
  }
}

async function collectRoutes(to: Address, paths: readonly Path[]): Promise<Route[]> {
  const found = await Promise.all(
    paths.map((path) =>
      path.routes(to).catch((cause: unknown) => {
        throw unreachable(to, `its endpoints cannot be looked up: ${sentence(cause)}`, cause)
      }),
    ),
  )
  const routes = found.flat()
  if (routes.length === 0) throw unreachable(to, 'nobody knows where it listens')
  return routes
}

function explain(to: Address, routes: readonly Route[], failures: AggregateError): CodedError {
  const errors: readonly unknown[] = failures.errors
  if (errors.every((error) => isCoded(error, 'PEER_WRONG_KEY'))) return errors[0] as CodedError
  const reasons = errors.map((error, at) => `${routes[at]!.kind} ${routes[at]!.label}: ${sentence(error)}`)
  return unreachable(to, reasons.join('; '), failures)
}

/** A system error as people say it, any other by its message; without the full stop. */
function sentence(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'the name is not known',
    EAI_AGAIN: 'the name cannot be looked up now',
    EHOSTUNREACH: 'there is no route to the host',
    ENETUNREACH: 'there is no route to the network',
    ETIMEDOUT: 'it does not answer',
    ECONNRESET: 'the connection was reset',
  }
  const text = known[code] ?? (error instanceof CodedError ? error.what : messageOf(error))
  return text.replace(/\.$/, '')
}

function unreachable(to: Address, reason: string, cause?: unknown): CodedError {
  return fail('PEER_UNREACHABLE', { address: to, reason }, cause === undefined ? undefined : { cause })
}

function raceAbort<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
