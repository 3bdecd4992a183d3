import type { Metrics } from '@sonm/common'

/** What a marketplace tells Prometheus of its orders. */
export function marketplaceMetrics(metrics: Metrics) {
  return {
    live: metrics.gauge('sonm_marketplace_orders_live_count', 'Orders that are live'),
    placed: metrics.counter('sonm_marketplace_orders_placed_total', 'Orders that were acknowledged'),
    refused: metrics.counter('sonm_marketplace_orders_refused_total', 'Orders that were refused, by error code', [
      'code',
    ]),
    refusedCalls: metrics.counter('sonm_marketplace_calls_refused_total', 'Calls that were refused, by error code', [
      'code',
    ]),
    searchSeconds: metrics.histogram(
      'sonm_marketplace_search_seconds',
      'Time of a search in the book',
      [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5],
    ),
  }
}
