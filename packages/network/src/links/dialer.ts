import { abortable, type Clock, ExpiringCache } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import type { Path, PathKind, Route } from '../paths/path.ts'
import type { LookUp } from '../paths/peer.ts'
import { DialLog, sentence, type TriedWay, unreachable } from './dial-log.ts'
import { type Attempt, firstOf } from './first-of.ts'
import { isBetter, type KnownWay, orderRoutes } from './route-order.ts'
import { type AlpnName, type Link, secure } from './secure.ts'

export interface DialerOptions {
  readonly identity: Identity
  readonly clock: Clock
  readonly paths: readonly Path[]
  /** The whole way to a peer; by default as `limits` says. */
  readonly timeoutMs?: number
}

/** A link and the way it took. */
export interface DialledLink extends Link {
  readonly route: Route
  /** What was tried besides. */
  readonly tried: readonly TriedWay[]
}

/** What came of one way. */
export interface TracedWay extends KnownWay {
  readonly link?: Link
  readonly connectMs: number
  /** Why it did not lead there. */
  readonly reason: string
}

/** Peers of which the last good way is remembered. */
const MAX_KNOWN = 10_000

/**
 * Opens links to addresses over whatever path works. Only an answer with the dialled key counts, so a stale endpoint
 * where somebody else listens now does not stop the others.
 */
export class Dialer {
  readonly #options: DialerOptions
  readonly #known: ExpiringCache<Address, KnownWay>
  /** Relays by the peer to whom they lead, as `doubt` was told of them. */
  readonly #doubted: ExpiringCache<string, true>

  constructor(options: DialerOptions) {
    this.#options = options
    this.#known = new ExpiringCache({ clock: options.clock, maxEntries: MAX_KNOWN })
    this.#doubted = new ExpiringCache({ clock: options.clock, maxEntries: MAX_KNOWN })
  }

  /** A link by this way was cut, or died: for a while other relays are tried before this one, which may be lying. */
  doubt(to: Address, { kind, label }: KnownWay): void {
    if (kind === 'relayed') this.#doubted.set(doubtKey(to, label), true, limits.doubtedRelayMs)
  }

  /** @throws PEER_UNREACHABLE with the reason of every way tried; PEER_WRONG_KEY when others answered on all of them */
  dial(to: Address, alpn: AlpnName, signal?: AbortSignal): Promise<DialledLink> {
    const log = new DialLog()
    return this.#inTime(to, signal, async (inTime) => {
      const routes = await this.#routes(to, inTime)
      if (routes.length === 0) throw unreachable(to, 'nobody knows where it listens')
      const isNew = ({ kind, label }: Route) => !routes.some((old) => old.kind === kind && old.label === label)
      const first: Attempt<DialledLink> = (ended) => this.#dialFirst(to, alpn, routes, log, ended)
      // What is known may be of the past: one that is elsewhere now has announced it.
      const again: Attempt<DialledLink> = async (ended) => {
        const found = await this.#routes(to, ended, { again: true })
        return this.#dialFirst(to, alpn, found.filter(isNew), log, ended)
      }
      try {
        return await firstOf([first, again], { ...this.#race(inTime), staggerMs: () => limits.lookAgainMs })
      } catch (error) {
        throw signal?.aborted ? error : log.failure(to, error)
      }
    })
  }

  /** Looks for a link by a better path than the one that is used. */
  improve(
    to: Address,
    alpn: AlpnName,
    than: PathKind,
    signal: AbortSignal,
  ): Promise<{ readonly link?: DialledLink; readonly tried: readonly TriedWay[] }> {
    const log = new DialLog()
    return this.#inTime(to, signal, async (inTime) => {
      const routes = await this.#routes(to, inTime, { again: true })
      const better = routes.filter(({ kind }) => isBetter(kind, than))
      try {
        const link = await this.#dialFirst(to, alpn, better, log, inTime)
        return { link, tried: link.tried }
      } catch (error) {
        if (signal.aborted) throw error
        return { tried: log.besides() }
      }
    })
  }

  /** Tries each way by itself, all at once. Whoever asks closes the links. */
  trace(to: Address, alpn: AlpnName, signal?: AbortSignal): Promise<readonly TracedWay[]> {
    const { clock } = this.#options
    return this.#inTime(to, signal, async (inTime) => {
      const routes = orderRoutes(await this.#routes(to, inTime))
      if (routes.length === 0) throw unreachable(to, 'nobody knows where it listens')
      const attempt = async (route: Route): Promise<TracedWay> => {
        const startedMs = clock.monotonicMs()
        const outcome = await this.#attempt(to, alpn, route, inTime).then(
          (link) => ({ link, reason: '' }),
          (error: unknown) => ({ reason: inTime.aborted ? 'it does not answer' : sentence(error) }),
        )
        return { kind: route.kind, label: route.label, ...outcome, connectMs: clock.monotonicMs() - startedMs }
      }
      return await Promise.all(routes.map(attempt))
    })
  }

  async #inTime<Result>(
    to: Address,
    signal: AbortSignal | undefined,
    work: (inTime: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { clock, timeoutMs = limits.dialTimeoutMs } = this.#options
    const controller = new AbortController()
    const onAbort = () => controller.abort(signal?.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    const tooLate = unreachable(to, `no way led there within ${timeoutMs / 1000} s`)
    const cancelTimeout = clock.after(timeoutMs, () => controller.abort(tooLate))
    try {
      return await work(controller.signal)
    } finally {
      cancelTimeout()
      signal?.removeEventListener('abort', onAbort)
    }
  }

  #routes(to: Address, signal: AbortSignal, options?: LookUp): Promise<Route[]> {
    return abortable(collectRoutes(to, this.#options.paths, options), signal)
  }

  /** @throws AggregateError when all ways have failed, or the signal's reason */
  async #dialFirst(
    to: Address,
    alpn: AlpnName,
    found: readonly Route[],
    log: DialLog,
    signal: AbortSignal,
  ): Promise<DialledLink> {
    const isDoubted = ({ label }: KnownWay) => this.#doubted.get(doubtKey(to, label)) !== undefined
    const routes = orderRoutes(found, this.#known.get(to), isDoubted)
    const attempts = routes.map(
      (route): Attempt<DialledLink> =>
        async (ended) => {
          const failed = log.started(route)
          try {
            return { ...(await this.#attempt(to, alpn, route, ended)), route, tried: log.besides(route) }
          } catch (error) {
            // What was given up has not failed by itself.
            if (!ended.aborted) failed(error)
            throw error
          }
        },
    )
    const isPunch = (at: number) => routes[at]?.kind === 'punched'
    const staggerMs = (at: number) => (isPunch(at) || isPunch(at + 1) ? limits.punchHeadStartMs : limits.dialStaggerMs)
    const link = await firstOf(attempts, { ...this.#race(signal), staggerMs })
    this.#known.set(to, { kind: link.route.kind, label: link.route.label }, limits.knownWayMs)
    return link
  }

  #race(signal: AbortSignal) {
    return { clock: this.#options.clock, signal, discard: (link: Link) => link.socket.destroy() }
  }

  async #attempt(to: Address, alpn: AlpnName, route: Route, signal: AbortSignal): Promise<Link> {
    const { identity, clock } = this.#options
    const secureContext = await identity.secureContext()
    const transport = await route.connect(signal)
    const link = await secure(transport, { secureContext, alpn, clock, signal })
    if (link.peer === to) return link
    link.socket.destroy()
    throw fail('PEER_WRONG_KEY', { expected: to, actual: link.peer })
  }
}

function doubtKey(to: Address, label: string): string {
  return `${to} ${label}`
}

async function collectRoutes(to: Address, paths: readonly Path[], options?: LookUp): Promise<Route[]> {
  const found = await Promise.all(
    paths.map((path) =>
      path.routes(to, options).catch((cause: unknown) => {
        throw unreachable(to, `its endpoints cannot be looked up: ${sentence(cause)}`, cause)
      }),
    ),
  )
  return found.flat()
}
