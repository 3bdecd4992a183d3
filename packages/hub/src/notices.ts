import { Topic } from '@sonm/common'
import type { Address } from '@sonm/model'

/**
 * Who tells whom inside a hub that the store holds something new. Nothing is carried but the fact: whoever is told reads
 * the store, so a notice that is lost with the process is made up for by reading the store at the start.
 */
export class Notices {
  /** A task's state, by its id. */
  readonly task = new Topic<string>()
  /** A task's log, by its id. */
  readonly log = new Topic<string>()
  /** What a worker shall run, by its address. */
  readonly desired = new Topic<Address>()
  readonly #plans = new Set<() => void>()
  readonly #deals = new Set<() => void>()

  onPlans(listener: () => void): void {
    this.#plans.add(listener)
  }

  onDeals(listener: () => void): void {
    this.#deals.add(listener)
  }

  /** Plans, reservations, or the workers that they need. */
  plans(): void {
    for (const listener of this.#plans) listener()
  }

  deals(): void {
    for (const listener of this.#deals) listener()
  }
}
