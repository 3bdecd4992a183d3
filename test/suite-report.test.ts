import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readReport } from './suite-report.ts'

function report(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'report.json')
  writeFileSync(path, text)
  return path
}

test.each([
  ['all pass', 0, 7, 0, { passed: 7, failed: 0 }],
  ['some fail', 1, 7, 2, { passed: 7, failed: 2 }],
  ['a file that does not load is a failure', 1, 7, 0, { passed: 7, failed: 1 }],
])('%s', (_, exitCode, numPassedTests, numFailedTests, count) => {
  expect(readReport(report(JSON.stringify({ numPassedTests, numFailedTests })), exitCode)).toEqual(count)
})

test.each([0, 1])('a runner that ended with %d before its report is one failure', (exitCode) => {
  expect(readReport(join(tmpdir(), 'sonm-no-such-report.json'), exitCode)).toEqual({ passed: 0, failed: 1 })
  expect(readReport(report('{"numPassedTests": 7'), exitCode)).toEqual({ passed: 0, failed: 1 })
})
