/** Every figure by its area. Names are kept: figures of different times are compared by them. */
export const FIGURE_NAMES = {
  orders: ['orders.sign', 'orders.verify', 'orders.place'],
  rpc: ['rpc.unary', 'rpc.latency.p50', 'rpc.latency.p99', 'rpc.stream'],
  follower: ['follower.events'],
  simulation: ['simulation.seeds'],
  quickstart: ['quickstart.start.wasm', 'quickstart.start.docker'],
} as const

export type Area = keyof typeof FIGURE_NAMES
export type FigureName = (typeof FIGURE_NAMES)[Area][number]
export const AREAS = Object.keys(FIGURE_NAMES) as Area[]
