import { readFileSync } from 'node:fs'

/** How many checks of a suite passed, failed and did not run. */
export interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed, where the suite says it: the file, the test and what it met. */
  readonly failures?: readonly string[]
}

/** A long difference is in the suite's own output. */
const LINES_OF_FAILURE = 12

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    /** Why the file failed before its tests. */
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/** The counts in a JSON report of vitest, and what failed. A runner that died before it wrote one is one failure. */
export function readReport(path: string): Count {
  try {
    const report: VitestReport = JSON.parse(readFileSync(path, 'utf8'))
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo } = report
    return { passed, failed, skipped: pending + todo, failures: failuresOf(report) }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function failuresOf({ testResults }: VitestReport): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [`${name}\n${beginningOf(message)}`] : []
    return failed.map((test) => `${name} > ${test.fullName}\n${beginningOf((test.failureMessages ?? []).join('\n'))}`)
  })
}

const beginningOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => !line.includes('/node_modules/') && !/^ +at new Promise/.test(line))
    .slice(0, LINES_OF_FAILURE)
    .map((line) => `    ${line}`)
    .join('\n')

/** The counts in the last line of forge, and what failed; undefined when it died before it. */
export function readForge(output: string): Count | undefined {
  const found = [...output.matchAll(/(\d+) tests passed, (\d+) failed, (\d+) skipped/g)].at(-1)
  if (!found) return undefined
  // Forge says each failure where it ran and once more in its summary.
  const failures = [...new Set(output.split('\n').filter((line) => line.startsWith('[FAIL')))]
  return { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3]), failures }
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
 * What failed, a line for each suite, and `N passed, N failed` last: who sees only the end of the output sees all three. What did not run is a failure where everything must run.
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
  const failures = outcomes.flatMap((outcome) => ('count' in outcome ? (outcome.count.failures ?? []) : []))
  const text = [...failures.map((failure) => `FAILED ${failure}\n`), ...lines, '']
  return { text: [...text, `${total.passed} passed, ${total.failed} failed`].join('\n'), failed: total.failed }
}
