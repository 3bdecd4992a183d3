import { type Clock, type Current, type Logger, messageOf, sleep } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { Network } from '@sonm/network'
import type { MarketplaceRecords } from './marketplace-records.ts'

/** What was found so lately is so now. */
const FRESH_MS = 3_000
/** Whoever asks waits no longer: of one to which there is no way, it takes 10 s to be sure. */
const PATIENCE_MS = 2_000

/**
 * Finds out which marketplaces answer when somebody wants to know, and only then. A ping is answered below their services: it costs
 * them nothing that they count.
 */
export class Presence {
  readonly #options: PresenceOptions
  readonly #looks = new Map<Address, Promise<void>>()
  readonly #lookedAtMs = new Map<Address, number>()

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  /** The records say then what is so now, but of those that have not been found silent in time: the next look has them. */
  async refresh(): Promise<void> {
    const { clock, marketplaces } = this.#options
    const answered = new AbortController()
    const looks = Promise.all(marketplaces.now.map((address) => this.#look(address)))
    const patience = sleep(clock, PATIENCE_MS, answered.signal).catch(() => {})
    await Promise.race([looks, patience])
    answered.abort()
  }

  /** One at a time, however many want to know. */
  async #look(address: Address): Promise<void> {
    const running = this.#looks.get(address)
    if (running) return running
    const { clock } = this.#options
    const lookedAtMs = this.#lookedAtMs.get(address)
    if (lookedAtMs !== undefined && clock.monotonicMs() - lookedAtMs < FRESH_MS) return
    const look = this.#ping(address).finally(() => {
      this.#lookedAtMs.set(address, clock.monotonicMs())
      this.#looks.delete(address)
    })
    this.#looks.set(address, look)
    await look
  }

  async #ping(address: Address): Promise<void> {
    const { network, records, logger } = this.#options
    try {
      await network.ping(address)
      records.heard(address)
    } catch (error) {
      records.silent(address)
      logger.debug({ marketplace: address, reason: messageOf(error) }, 'a marketplace does not answer a ping')
    }
  }
}

export interface PresenceOptions {
  readonly network: Pick<Network, 'ping'>
  readonly marketplaces: Current<readonly Address[]>
  readonly records: Pick<MarketplaceRecords, 'heard' | 'silent'>
  readonly clock: Clock
  readonly logger: Logger
}
