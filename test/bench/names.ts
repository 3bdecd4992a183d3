/** Every figure by its area. Names are kept: figures of different times are compared by them. */
export const FIGURE_NAMES = {
  orders: ['orders.sign', 'orders.verify', 'orders.place'],
  rpc: ['rpc.unary', 'rpc.latency.p50', 'rpc.latency.p99', 'rpc.stream'],
  locator: ['locator.announce', 'locator.announce.single', 'locator.resolve', 'locator.resolve.single'],
  network: [
    'network.unary.sequential',
    'network.unary.parallel',
    'network.rtt.direct.p50',
    'network.rtt.relayed.p50',
    'network.tunnel.direct',
    'network.tunnel.relayed',
    'network.tunnel.hub',
    'network.tunnel.ssh',
    'network.tunnel.tcp',
  ],
  market: [
    'market.intake',
    'market.intake.limit',
    'market.junk',
    'market.junk.search',
    'market.search.R.p50',
    'market.search.R.p99',
    'market.search.N.p50',
    'market.search.N.p99',
    'market.search.U.p50',
    'market.search.U.p99',
    'market.search.X1.p50',
    'market.search.X1.p99',
    'market.search.X2.p50',
    'market.search.X2.p99',
    'market.search.X3.p50',
    'market.search.X3.p99',
    'market.search.E.p50',
    'market.search.E.p99',
    'market.search.sqlite.p50',
    'market.search.postgres.p50',
    'market.search.rpc.p50',
    'market.book.search.p50',
    'market.book.search.p99',
    'market.book.explain.p50',
    'market.book.pairs',
    'market.pairs',
    'market.mixed.ops',
    'market.mixed.p99',
    'market.memory',
    'market.restart',
  ],
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

/** Whether a word of the command line means this figure: its name, or whole words that it begins with. */
export function isOf(name: string, word: string): boolean {
  return name === word || name.startsWith(`${word}.`)
}
