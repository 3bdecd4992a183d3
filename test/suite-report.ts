import { readFileSync } from 'node:fs'

/** How many checks of a suite passed and failed. */
export interface Count {
  readonly passed: number
  readonly failed: number
}

/** The counts in a JSON report of vitest. A runner that died before it wrote one is one failure. */
export function readReport(path: string, exitCode: number): Count {
  try {
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(path, 'utf8'))
    // A file that does not even load has no failed test of its own.
    return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
