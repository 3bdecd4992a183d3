import { type Client, createClient } from '@connectrpc/connect'
import { type Clock, CodedError, type Random, type RetryPause, retryPauseMs, sleep } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { Network } from '@sonm/network'
import { WorkerLinkService } from '@sonm/protocol'

export type HubClient = Client<typeof WorkerLinkService>

/** The hub, for work that must reach it sooner or later. */
export class HubCalls {
  readonly client: HubClient
  readonly #clock: Clock
  readonly #random: Random
  readonly #pause: RetryPause

  constructor(options: { network: Network; hub: Address; clock: Clock; random: Random; options: RetryPause }) {
    this.client = createClient(WorkerLinkService, options.network.rpc(options.hub))
    this.#clock = options.clock
    this.#random = options.random
    this.#pause = options.options
  }

  /**
   * Calls until it succeeds.
   * @throws what trying again cannot mend, and the signal's reason
   */
  async untilDone<Result>(signal: AbortSignal, call: (client: HubClient) => Promise<Result>): Promise<Result> {
    for (let failures = 1; ; failures++) {
      signal.throwIfAborted()
      try {
        return await call(this.client)
      } catch (error) {
        signal.throwIfAborted()
        if (!mayPass(error)) throw error
        await sleep(this.#clock, retryPauseMs(failures, this.#pause, this.#random), signal)
      }
    }
  }
}

/** The hub restarts, or the way to it is interrupted; a defect of the hub may be mended by its next version. */
function mayPass(error: unknown): boolean {
  return error instanceof CodedError && (error.retryable || error.kind === 'canceled' || error.kind === 'internal')
}
