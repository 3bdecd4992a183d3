/** Every figure by its area. Names are kept: figures of different times are compared by them. */
export const FIGURE_NAMES = {
  orders: ['orders.sign', 'orders.verify', 'orders.place'],
  rpc: ['rpc.unary', 'rpc.latency.p50', 'rpc.latency.p99', 'rpc.stream'],
  locator: ['locator.announce', 'locator.resolve'],
  network: [
    'network.unary.sequential',
    'network.unary.parallel',
    'network.rtt.direct.p50',
    'network.rtt.relayed.p50',
    'network.tunnel.direct',
    'network.tunnel.relayed',
    'network.tunnel.hub',
  ],
  market: ['market.intake', 'market.intake.limit', 'market.junk', 'market.restart'],
  gas: [
    'gas.take',
    'gas.openDeal',
    'gas.openDeal.batch20',
    'gas.bill',
    'gas.bill.batch20',
    'gas.close',
    'gas.amend',
    'gas.amend.both',
    'gas.cancel',
    'gas.life',
    'gas.cancelAll',
    'gas.deposit',
    'gas.withdraw',
  ],
  follower: ['follower.events'],
  simulation: ['simulation.seeds'],
  quickstart: ['quickstart.start.wasm', 'quickstart.start.docker'],
} as const

export type Area = keyof typeof FIGURE_NAMES
export type FigureName = (typeof FIGURE_NAMES)[Area][number]
export const AREAS = Object.keys(FIGURE_NAMES) as Area[]
