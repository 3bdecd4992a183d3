import type { Figure, Measured } from './figure.ts'
import type { FigureName } from './names.ts'

/**
 * Passes on what an area measures: figures to `print`, what had to be left out to `warn`.
 * @throws when one of the names is neither measured nor left out with a reason, so that no figure gets lost unseen
 */
export async function report(
  names: readonly FigureName[],
  measured: AsyncIterable<Measured>,
  print: (figure: Figure) => void,
  warn: (line: string) => void,
): Promise<void> {
  const open = new Set(names)
  for await (const result of measured) {
    if (!open.delete(result.name)) throw new Error(`${result.name} is measured twice or by the wrong area`)
    if ('leftOut' in result) warn(`${result.name} left out: ${result.leftOut.replaceAll('\n', ' ')}`)
    else print(result)
  }
  if (open.size > 0) throw new Error(`not measured: ${[...open].join(', ')}`)
}

/** A figure as a line for people. */
export function row({ name, value, unit, n, peer, peerValue, ratio }: Figure): string {
  const own = `${name.padEnd(26)} ${digits(value).padStart(9)} ${unit.padEnd(10)} n=${digits(n).padEnd(6)}`
  return peer === undefined ? own : `${own} ${peer}: ${digits(peerValue!)} ${unit} (${digits(ratio!)} times as good)`
}

function digits(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 })
}
