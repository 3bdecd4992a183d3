import type { Measured } from './figure.ts'
import { AREAS, type Area, FIGURE_NAMES } from './names.ts'
import { report, row } from './report.ts'

const USAGE = `npm run -s bench [-- [AREA ...] [--table]]

Measures, and prints one JSON object a line: {"name", "value", "unit", "better", "n"}, and where a peer was measured in the
same run "peer", "peerValue" and "ratio" (above 1: better than the peer). What is left out is told on stderr. Without -s npm
itself prints two lines before.

  AREA      ${AREAS.join(', ')}; none: all of them
  --table   lines for people instead
`

const LOADERS: Readonly<Record<Area, () => Promise<{ measure(): AsyncIterable<Measured> }>>> = {
  orders: () => import('./orders.ts'),
  rpc: () => import('./rpc.ts'),
  locator: () => import('./locator/locator.ts'),
  network: () => import('./network/network.ts'),
  gas: () => import('./gas.ts'),
  market: () => import('./market/market.ts'),
  quickstart: () => import('./quickstart.ts'),
  follower: () => import('./follower.ts'),
  simulation: () => import('./simulation.ts'),
}

const words = process.argv.slice(2)
if (words.includes('--help')) {
  process.stdout.write(USAGE)
  process.exit(0)
}
const asTable = words.includes('--table')
const wanted = words.filter((word) => word !== '--table')
const unknown = wanted.filter((word) => !AREAS.some((area) => area === word))
if (unknown.length > 0) {
  console.error(`No such area: ${unknown.join(', ')}.\n\n${USAGE}`)
  process.exit(2)
}

for (const area of AREAS.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const { measure } = await LOADERS[area]()
  const print = asTable ? row : JSON.stringify
  await report(FIGURE_NAMES[area], measure(), (figure) => console.log(print(figure)), console.error)
}
process.exit(0)
