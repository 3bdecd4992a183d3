/** What the tests reached of a source. */
export interface Covered {
  readonly path: string
  readonly lines: number
  readonly missedLines: readonly number[]
  readonly branches: number
  /** The line of each. */
  readonly missedBranches: readonly number[]
}

/** Reads a report in the lcov format: DA:line,hits and BRDA:line,block,branch,hits up to each end_of_record. */
export function readLcov(text: string): Covered[] {
  return text
    .split('end_of_record')
    .filter((record) => record.includes('SF:'))
    .map((record) => {
      const of = (kind: string) =>
        record
          .split('\n')
          .filter((line) => line.startsWith(`${kind}:`))
          .map((line) => line.slice(kind.length + 1).split(','))
      const isMissed = (values: readonly string[]) => ['0', '-'].includes(values.at(-1)!)
      const lines = of('DA').map(([line, hits]) => [line!, hits!])
      const branches = of('BRDA')
      const numbers = (found: readonly (readonly string[])[]) => found.filter(isMissed).map(([line]) => Number(line))
      return {
        path: of('SF')[0]![0]!,
        lines: lines.length,
        missedLines: numbers(lines),
        branches: branches.length,
        missedBranches: numbers(branches),
      }
    })
}

/** A line for each source, and below it where something is missed. */
export function coverageTable(files: readonly Covered[]): string {
  const share = (all: number, missed: readonly number[]) => {
    const percent = all === 0 ? 100 : Math.floor((1000 * (all - missed.length)) / all) / 10
    return `${percent.toFixed(1)} % (${all - missed.length}/${all})`
  }
  const rows = [
    ['source', 'lines', 'branches'],
    ...files.map((file) => [file.path, share(file.lines, file.missedLines), share(file.branches, file.missedBranches)]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
  const missed = files.flatMap(({ path, missedLines, missedBranches }) => [
    ...missedBranches.map((line) => `${path}:${line}: a branch that no test takes`),
    ...missedLines.map((line) => `${path}:${line}: a line that no test reaches`),
  ])
  return [...table, ...missed].join('\n')
}
