import type { Figure } from './figure.ts'

/** npm run bench [-- area ...] [--table]: measures, and prints one JSON object a line (or a table). */
const AREAS: Readonly<Record<string, () => Promise<{ measure(): AsyncIterable<Figure> }>>> = {
  orders: () => import('./orders.ts'),
  rpc: () => import('./rpc.ts'),
  quickstart: () => import('./quickstart.ts'),
}

const words = process.argv.slice(2)
const asTable = words.includes('--table')
const wanted = words.filter((word) => word !== '--table')
const unknown = wanted.filter((word) => !(word in AREAS))
if (unknown.length > 0) {
  console.error(`No such area: ${unknown.join(', ')}. There are ${Object.keys(AREAS).join(', ')}.`)
  process.exit(2)
}

for (const area of wanted.length > 0 ? wanted : Object.keys(AREAS)) {
  const { measure } = await AREAS[area]!()
  for await (const figure of measure()) console.log(asTable ? row(figure) : JSON.stringify(figure))
}
process.exit(0)

function row({ name, value, unit, n, peer, peerValue, ratio }: Figure): string {
  const own = `${name.padEnd(26)} ${String(value).padStart(9)} ${unit.padEnd(10)} n=${String(n).padEnd(6)}`
  return peer === undefined ? own : `${own} ${peer}: ${peerValue} (${ratio} times as good)`
}
