import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Outcome, readForge, readReport, summaryOf, whole } from './suite-report.ts'

function report(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'report.json')
  writeFileSync(path, text)
  return path
}

test('the counts of a vitest report; a test that is still to be written did not run', () => {
  const counts = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 3, numTodoTests: 1, testResults: [] }
  expect(readReport(report(JSON.stringify(counts)))).toEqual({ passed: 7, failed: 0, skipped: 4, failures: [] })
})

test('what failed stands in a vitest report: tests, and files that do not load', () => {
  const passed = { fullName: 'adds', status: 'passed', failureMessages: [] }
  const failed = { fullName: 'divides', status: 'failed', failureMessages: [`Error: by 0\n${'at there\n'.repeat(40)}`] }
  const written = {
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [
      { name: 'sums.test.ts', status: 'failed', message: '', assertionResults: [passed, failed] },
      { name: 'signs.test.ts', status: 'passed', message: '', assertionResults: [passed] },
      { name: 'roots.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  }
  const { failures } = readReport(report(JSON.stringify(written)))
  expect(failures).toEqual([
    `sums.test.ts > divides\n    Error: by 0\n${Array(11).fill('    at there').join('\n')}`,
    'roots.test.ts\n    no such module',
  ])
})

test('a runner that ended before its report is one failure', () => {
  const failure = { passed: 0, failed: 1, skipped: 0 }
  expect(readReport(join(tmpdir(), 'sonm-no-such-report.json'))).toEqual(failure)
  expect(readReport(report('{"numPassedTests": 7'))).toEqual(failure)
})

test('the counts of forge stand in its last line', () => {
  const one = 'Suite result: ok. 2 passed; 0 failed; 0 skipped; finished in 1ms\n'
  const last = 'Ran 8 test suites in 2s (4s CPU time): 77 tests passed, 1 failed, 2 skipped (80 total tests)\n'
  const failure = '[FAIL: 1 != 2] testSum() (gas: 8)'
  const output = `${one}${failure}\n\nFailing tests:\n${failure}\n${last}`
  expect(readForge(output)).toEqual({ passed: 77, failed: 1, skipped: 2, failures: [failure] })
  expect(readForge(one)).toBeUndefined()
})

const ran = (name: string, passed: number, failed = 0, skipped = 0, exitCode = failed > 0 ? 1 : 0): Outcome => ({
  name,
  exitCode,
  count: { passed, failed, skipped },
  seconds: 1.4,
})

test('a line for each suite, and what passed and failed in all of them last', () => {
  const outcomes = [ran('unit', 7), ran('anvil', 3, 2), { name: 'docker', leftOut: 'no engine' }]
  expect(summaryOf(outcomes, false)).toEqual({
    text: [
      'unit   7 passed, 0 failed (1 s)',
      'anvil  3 passed, 2 failed (1 s)',
      'docker left out: no engine',
      '',
      '10 passed, 2 failed',
    ].join('\n'),
    failed: 2,
  })
})

test.each([
  ['a suite that is left out', { name: 'docker', leftOut: 'no engine' }, 0, 1],
  ['a test that is skipped', ran('unit', 7, 0, 1), 0, 1],
  ['each test that is skipped', ran('unit', 7, 1, 2), 1, 3],
  ['a file that does not load', ran('unit', 7, 0, 0, 1), 1, 1],
  ['a command that fails', { ...ran('lint', 0), exitCode: 2, count: whole(2) }, 1, 1],
  ['a suite that passes whole', ran('unit', 7), 0, 0],
])('%s counts', (_, outcome, failedElsewhere, failedInCi) => {
  expect(summaryOf([outcome], false).failed).toBe(failedElsewhere)
  expect(summaryOf([outcome], true).failed).toBe(failedInCi)
  expect(summaryOf([outcome], true).text.split('\n').at(-1)).toMatch(new RegExp(`^\\d+ passed, ${failedInCi} failed$`))
})

test('what failed stands above the lines of the suites', () => {
  const count = { passed: 6, failed: 1, skipped: 0, failures: ['sums.test.ts > divides\n    Error: by 0'] }
  const { text } = summaryOf([{ name: 'unit', exitCode: 1, count, seconds: 1.4 }], false)
  expect(text).toBe(
    'FAILED sums.test.ts > divides\n    Error: by 0\n\nunit 6 passed, 1 failed (1 s)\n\n6 passed, 1 failed',
  )
})

test('a skipped test is told', () => {
  expect(summaryOf([ran('unit', 7, 0, 2)], false).text).toContain('unit 7 passed, 0 failed, 2 skipped (1 s)')
})
