import { type Logger, messageOf } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import type { LiveOrders } from '../orders/live-orders.ts'
import type { ChainFacts } from './chain-facts.ts'

/**
 * A deal made of an order that was never placed here, such as a hub's firm ask, uses up a nonce that its event does not
 * tell; so the nonces of the author's live orders are looked at.
 */
export class TakenElsewhere {
  readonly #options: {
    readonly facts: Pick<ChainFacts, 'isNonceUsed'>
    readonly live: Pick<LiveOrders, 'of'>
    readonly withdraw: (orders: readonly LiveOrder[]) => Promise<void>
    readonly logger: Logger
  }
  readonly #running = new Set<Promise<void>>()

  constructor(options: {
    facts: Pick<ChainFacts, 'isNonceUsed'>
    live: Pick<LiveOrders, 'of'>
    withdraw: (orders: readonly LiveOrder[]) => Promise<void>
    logger: Logger
  }) {
    this.#options = options
  }

  look(author: Address): void {
    const { logger } = this.#options
    const looking = this.#withdrawUsed(author)
      .catch((error: unknown) => {
        // The orders are minutes old at most, and leave by themselves.
        logger.warn({ author, reason: messageOf(error) }, 'the nonces of a dealt author could not be looked at')
      })
      .finally(() => this.#running.delete(looking))
    this.#running.add(looking)
  }

  /** Resolves when nothing is being looked at. */
  async idle(): Promise<void> {
    await Promise.all(this.#running)
  }

  async #withdrawUsed(author: Address): Promise<void> {
    const { facts, live, withdraw } = this.#options
    const byNonce = Map.groupBy(live.of(author), ({ signed }) => signed.order.nonce)
    for (const [nonce, orders] of byNonce) if (await facts.isNonceUsed(author, nonce)) await withdraw(orders)
  }
}
