import type { Mutant } from './mutants.ts'

/** stillborn: it does not compile, so it says nothing of the tests and is not counted. */
export type Fate = 'killed' | 'survived' | 'stillborn'

/** Killed of those that lived, by kind and in all, and where those stand that survived. */
export function mutationReport(path: string, fates: ReadonlyMap<Mutant, Fate>): { text: string; scorePercent: number } {
  const lived = [...fates].filter(([, fate]) => fate !== 'stillborn')
  const line = (name: string, of: typeof lived) =>
    `${name.padEnd(20)} ${of.filter(([, fate]) => fate === 'killed').length} of ${of.length} killed`
  const kinds = [...new Set(lived.map(([{ kind }]) => kind))].sort()
  const survivors = lived.filter(([, fate]) => fate === 'survived')
  const scorePercent = lived.length === 0 ? 0 : (100 * (lived.length - survivors.length)) / lived.length
  const text = [
    ...kinds.map((kind) =>
      line(
        kind,
        lived.filter(([mutant]) => mutant.kind === kind),
      ),
    ),
    line('in all', lived),
    `${fates.size - lived.length} did not compile`,
    ...survivors.map(
      ([{ kind, line, original, replacement }]) => `survived: ${path}:${line}: ${kind}: ${original} -> ${replacement}`,
    ),
    `score ${scorePercent.toFixed(1)} %`,
  ].join('\n')
  return { text, scorePercent }
}
