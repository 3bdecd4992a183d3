import type { Measured } from '../figure.ts'
import type { FigureName } from '../names.ts'
import { measureIntake } from './intake.ts'
import { measureJunk } from './junk.ts'
import { measureRunning } from './running.ts'
import { measureSearch } from './search.ts'

/** Each by what its figures' names begin with; the search has all others. */
const PARTS = {
  'market.intake': measureIntake,
  'market.junk': measureJunk,
  'market.restart': measureRunning,
  'market.memory': measureRunning,
  'market.search.rpc': measureRunning,
} as const

/** @param wanted the parts without any of these are left alone */
export async function* measure(wanted: readonly FigureName[]): AsyncIterable<Measured> {
  const rest = new Set(wanted)
  const parts = new Set<() => AsyncIterable<Measured>>()
  for (const [prefix, measurePart] of Object.entries(PARTS)) {
    const names = wanted.filter((name) => name.startsWith(prefix))
    for (const name of names) rest.delete(name)
    if (names.length > 0) parts.add(measurePart)
  }
  for (const measurePart of parts) yield* measurePart()
  if (rest.size > 0) yield* measureSearch()
}
