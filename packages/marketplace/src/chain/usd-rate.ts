import { type CancelTimer, type Clock, type Logger, messageOf, repeat, type Startable } from '@sonm/common'

const INTERVAL_MS = 30_000

/** What an SNM is worth, asked for now and then, so that a search need not wait for the chain. */
export class UsdRate implements Startable {
  readonly #read: () => Promise<bigint | undefined>
  readonly #clock: Clock
  readonly #logger: Logger
  #current: bigint | undefined
  #cancel: CancelTimer = () => {}

  /** @param options.read in 1e-18 USD; undefined: there is no rate that can be trusted */
  constructor(options: { read: () => Promise<bigint | undefined>; clock: Clock; logger: Logger }) {
    this.#read = options.read
    this.#clock = options.clock
    this.#logger = options.logger
  }

  get current(): bigint | undefined {
    return this.#current
  }

  async start(): Promise<void> {
    await this.#refresh()
    this.#cancel = repeat(this.#clock, INTERVAL_MS, () => this.#refresh())
  }

  async stop(): Promise<void> {
    this.#cancel()
  }

  async #refresh(): Promise<void> {
    try {
      this.#current = await this.#read()
    } catch (error) {
      // An old rate would compare prices wrongly without anybody's knowing.
      this.#current = undefined
      this.#logger.warn({ reason: messageOf(error) }, 'the rate of SNM in USD could not be read')
    }
  }
}
