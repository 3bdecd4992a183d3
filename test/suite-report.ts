import { readFileSync } from 'node:fs'

/** How many checks of a suite passed, failed and did not run. */
export interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The counts in a JSON report of vitest. A runner that died before it wrote one is one failure. */
export function readReport(path: string): Count {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'))
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo } = report
    return { passed, failed, skipped: pending + todo }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** The counts in the last line of forge; undefined when it died before it. */
export function readForge(output: string): Count | undefined {
  const found = [...output.matchAll(/(\d+) tests passed, (\d+) failed, (\d+) skipped/g)].at(-1)
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3]) }
}

/** A command that is one check. */
export function whole(exitCode: number): Count {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

/** What became of a suite: it was left out for a reason, or its command ended. */
export type Outcome = { readonly name: string } & (
  | { readonly leftOut: string }
  | { readonly exitCode: number; readonly count: Count; readonly seconds: number }
)

/**
 * A line for each suite, and `N passed, N failed` last. What did not run is a failure where everything must run.
 * @returns also how many failed
 */
export function summaryOf(outcomes: readonly Outcome[], mustRunAll: boolean): { text: string; failed: number } {
  const width = Math.max(...outcomes.map(({ name }) => name.length))
  const total = { passed: 0, failed: 0 }
  const lines = outcomes.map((outcome) => {
    const name = outcome.name.padEnd(width)
    if ('leftOut' in outcome) {
      if (mustRunAll) total.failed += 1
      return `${name} left out: ${outcome.leftOut}`
    }
    const { exitCode, count, seconds } = outcome
    const { passed, skipped } = count
    const broken = count.failed + (mustRunAll ? skipped : 0)
    // A file that does not even load has no failed test of its own.
    const failed = exitCode !== 0 && broken === 0 ? 1 : broken
    total.passed += passed
    total.failed += failed
    const told = skipped > 0 ? `, ${skipped} skipped` : ''
    return `${name} ${passed} passed, ${failed} failed${told} (${Math.round(seconds)} s)`
  })
  return { text: `${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`, failed: total.failed }
}
