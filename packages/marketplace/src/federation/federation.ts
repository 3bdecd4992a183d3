import type { ConnectRouter } from '@connectrpc/connect'
import type { Clock, Logger, Metrics, Random, Startable } from '@sonm/common'
import { sequence } from '@sonm/common'
import { type Address, type OrderDomain, type SignedOrder, type Signer, toHex } from '@sonm/model'
import type { Network } from '@sonm/network'
import { FederationService } from '@sonm/protocol'
import type { MarketplaceLimits } from '../limits.ts'
import type { Outcome } from '../orders/coming-order.ts'
import type { Intake, Sender } from '../orders/intake.ts'
import type { LiveOrders } from '../orders/live-orders.ts'
import type { OrderObserver } from '../orders/order-observer.ts'
import type { KeptCancel } from '../store/cancel-rows.ts'
import { federationService } from './federation-service.ts'
import { Followed } from './followed.ts'
import { OrderLog } from './order-log.ts'
import { SignedCancels } from './signed-cancels.ts'

export interface FederationOptions {
  readonly network: Network
  readonly domain: OrderDomain
  readonly signer: Signer
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly limits: MarketplaceLimits
  readonly live: Pick<LiveOrders, 'get' | 'withdrawn' | 'all'>
  readonly intake: Pick<Intake, 'place' | 'placeAll' | 'cancel'>
  /** The signed cancels of an earlier run, the oldest first. */
  readonly cancelsKept: readonly KeptCancel[]
  /** Marketplaces whose orders are taken in too. */
  readonly peers: readonly Address[]
}

export interface Federation extends Startable {
  readonly observer: Pick<OrderObserver, 'placed'>
  readonly cancels: SignedCancels
  /** As the intake places, but for orders whose author has taken them back at another marketplace. */
  placeAll(orders: readonly SignedOrder[], sender: Sender): Promise<readonly Outcome[]>
  routes(router: ConnectRouter): void
}

/** Orders from and for other marketplaces: none of them is believed, and no order is passed on twice. */
export function createFederation(options: FederationOptions): Federation {
  const { random, limits, metrics, intake, peers } = options
  const log = new OrderLog({ id: toHex(random.bytes(16)), maxEntries: limits.logEntries })
  const cancels = new SignedCancels({
    ...options,
    onCancelled: (cancel) => log.append({ kind: 'cancelled', cancel }),
  })
  cancels.restore(options.cancelsKept)
  const stopping = new AbortController()
  const placeAll = async (orders: readonly SignedOrder[], sender: Sender): Promise<readonly Outcome[]> => {
    const outcomes = await intake.placeAll(orders, sender)
    const isAhead = (outcome: Outcome, at: number) =>
      typeof outcome === 'string' && cancels.isAhead(outcome, orders[at]!.order.author)
    // Hardly ever is one.
    if (!outcomes.some(isAhead)) return outcomes
    return Promise.all(
      outcomes.map((outcome, at) => {
        if (typeof outcome !== 'string') return outcome
        const { author } = orders[at]!.order
        if (!cancels.isAhead(outcome, author)) return outcome
        return cancels.catchUp(outcome, author).then(
          () => outcome,
          (error: Error) => error,
        )
      }),
    )
  }
  const measured = {
    taken: metrics.counter('sonm_marketplace_followed_orders_total', 'Orders that came from another marketplace', [
      'peer',
    ]),
    refused: metrics.counter(
      'sonm_marketplace_followed_refused_total',
      'Orders of another marketplace that were refused, by error code',
      ['peer', 'code'],
    ),
    behind: metrics.gauge(
      'sonm_marketplace_followed_behind_count',
      'Changes of another marketplace that are not read yet',
      ['peer'],
    ),
  }
  const followed = sequence(peers.map((address) => new Followed({ ...options, address, cancels, measured })))
  return {
    observer: { placed: ({ hash }) => log.append({ kind: 'placed', hash }) },
    cancels,
    placeAll,
    routes: (router) =>
      router.service(FederationService, federationService({ ...options, log, cancels, stopping: stopping.signal })),
    start: followed.start,
    async stop() {
      stopping.abort(new Error('the marketplace stops'))
      await followed.stop()
    },
  }
}
