import type { Measured } from './figure.ts'
import { AREAS, type Area, FIGURE_NAMES, type FigureName, isOf } from './names.ts'
import { report, row } from './report.ts'

const USAGE = `npm run -s bench [-- [AREA|NAME ...] [--table]]

Measures, and prints one JSON object a line: {"name", "value", "unit", "better", "n"}, and where a peer was measured in the
same run "peer", "peerValue" and "ratio" (above 1: better than the peer). What is left out is told on stderr. Without -s npm
itself prints two lines before.

  AREA      ${AREAS.join(', ')}; none: all of them
  NAME      a figure, or what several names begin with: market.intake, market.search.R
  --table   lines for people instead
`

const LOADERS: Readonly<
  Record<Area, () => Promise<{ measure(wanted: readonly FigureName[]): AsyncIterable<Measured> }>>
> = {
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
const isWanted = (name: string) => wanted.length === 0 || wanted.some((word) => isOf(name, word))
const unknown = wanted.filter(
  (word) => !Object.values(FIGURE_NAMES).some((names) => names.some((name) => isOf(name, word))),
)
if (unknown.length > 0) {
  console.error(`No such area or figure: ${unknown.join(', ')}.\n\n${USAGE}`)
  process.exit(2)
}

for (const area of AREAS) {
  const names = FIGURE_NAMES[area].filter(isWanted)
  if (names.length === 0) continue
  const { measure } = await LOADERS[area]()
  const measured = measure(names)
  const print = asTable ? row : JSON.stringify
  await report(
    names,
    names.length < FIGURE_NAMES[area].length ? only(names, measured) : measured,
    (figure) => console.log(print(figure)),
    console.error,
  )
}
process.exit(0)

/** An area measures some figures together; those that nobody asked for are not told. */
async function* only(names: readonly FigureName[], measured: AsyncIterable<Measured>): AsyncIterable<Measured> {
  for await (const result of measured) if (names.includes(result.name)) yield result
}
