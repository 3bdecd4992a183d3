import { type Clock, type Logger, Loop, messageOf, type Random, type Startable, silentLogger } from '@sonm/common'
import { type Endpoint, formatEndpoint } from '@sonm/model'
import { isPrivate } from './addresses.ts'
import type { PortMapper } from './port-mapper.ts'

/** Asked for so long, and again at half of it: a router that restarts has forgotten it. */
const LIFETIME_MS = 20 * 60_000
/** A router that cannot is asked again now and then: somebody may switch it on. */
const RETRY_PAUSE = { retryFirstMs: 60_000, retryLongestMs: 20 * 60_000 }
/** How long one way of asking may take. */
const ASK_TIMEOUT_MS = 8_000

export interface PortMappingOptions {
  readonly port: () => number
  /** Whether one is needed now; else the one that we have is given back. */
  readonly isWanted: () => boolean
  /** In the order in which they are tried. */
  readonly mappers: readonly PortMapper[]
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly onChange: () => void
}

/** Keeps a port of the router that leads to us, where the router gives one; where not, it is quiet about it. */
export class PortMapping implements Startable {
  readonly #options: PortMappingOptions
  readonly #loop: Loop
  #mapped: { readonly mapper: PortMapper; readonly port: number; readonly external: Endpoint } | undefined

  constructor(options: PortMappingOptions) {
    this.#options = options
    const { clock, random } = options
    this.#loop = new Loop({
      ...RETRY_PAUSE,
      name: 'map a port of the router',
      clock,
      random,
      // Most machines have no router that maps ports; that is no trouble.
      logger: silentLogger,
      step: (signal) => this.#renew(signal),
    })
  }

  /** Where the router leads to us from; undefined: nowhere. */
  get external(): Endpoint | undefined {
    return this.#mapped?.external
  }

  /** Begins to ask, and does not wait for the answer. */
  async start(): Promise<void> {
    if (this.#options.mappers.length > 0) await this.#loop.start()
  }

  /** Looks anew at once: our address has changed. */
  renewNow(): void {
    this.#loop.wake()
  }

  /** Gives the port back. */
  async stop(): Promise<void> {
    await this.#loop.stop()
    await this.#giveBack(new AbortController().signal)
  }

  async #giveBack(signal: AbortSignal): Promise<void> {
    const mapped = this.#mapped
    this.#note(undefined)
    if (!mapped) return
    await this.#inTime(signal, (inTime) => mapped.mapper.unmap(mapped.port, inTime)).catch((error: unknown) =>
      this.#options.logger.debug({ reason: messageOf(error) }, 'the router keeps our port for a while'),
    )
  }

  async #renew(signal: AbortSignal): Promise<number | undefined> {
    const { mappers, logger, isWanted } = this.#options
    if (!isWanted()) {
      await this.#giveBack(signal)
      return undefined
    }
    const port = this.#options.port()
    // What worked is asked first.
    const known = this.#mapped?.mapper
    const inOrder = known ? [known, ...mappers.filter((mapper) => mapper !== known)] : mappers
    const reasons: string[] = []
    for (const mapper of inOrder) {
      try {
        const { external, lifetimeMs } = await this.#inTime(signal, (inTime) => mapper.map(port, LIFETIME_MS, inTime))
        // A router behind another one maps a port that nobody outside can reach.
        if (isPrivate(external.host)) throw new Error(`its outside address ${external.host} is private too`)
        this.#note({ mapper, port, external })
        return Math.max(1_000, Math.min(lifetimeMs, LIFETIME_MS) / 2)
      } catch (error) {
        signal.throwIfAborted()
        reasons.push(`${mapper.name}: ${messageOf(error)}`)
      }
    }
    this.#note(undefined)
    logger.debug({ reasons }, 'the router maps no port')
    throw new Error(reasons.join('; '))
  }

  #note(mapped: { mapper: PortMapper; port: number; external: Endpoint } | undefined): void {
    const before = this.#mapped && formatEndpoint(this.#mapped.external)
    const after = mapped && formatEndpoint(mapped.external)
    this.#mapped = mapped
    if (before === after) return
    if (mapped) this.#options.logger.info({ endpoint: after, by: mapped.mapper.name }, 'the router leads a port to us')
    this.#options.onChange()
  }

  async #inTime<Result>(signal: AbortSignal, work: (inTime: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController()
    const onAbort = () => controller.abort(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    const tooLate = new Error(`it did not answer within ${ASK_TIMEOUT_MS / 1000} s`)
    const cancel = this.#options.clock.after(ASK_TIMEOUT_MS, () => controller.abort(tooLate))
    try {
      return await work(controller.signal)
    } finally {
      cancel()
      signal.removeEventListener('abort', onAbort)
    }
  }
}
