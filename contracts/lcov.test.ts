import { expect, test } from 'vitest'
import { coverageTable, readLcov } from './lcov.ts'

const REPORT = `TN:
SF:src/A.sol
FN:3,A.f
DA:3,5
DA:4,0
BRDA:4,0,0,5
BRDA:4,0,1,0
BRDA:7,1,0,-
LF:2
end_of_record
TN:
SF:src/B.sol
DA:1,1
end_of_record
`

test('what no test reaches is found in a report, also where its block was never entered', () => {
  expect(readLcov(REPORT)).toEqual([
    { path: 'src/A.sol', lines: 2, missedLines: [4], branches: 3, missedBranches: [4, 7] },
    { path: 'src/B.sol', lines: 1, missedLines: [], branches: 0, missedBranches: [] },
  ])
})

test('the table tells shares rounded down, and every missed place', () => {
  expect(coverageTable(readLcov(REPORT)).split('\n')).toEqual([
    'source     lines          branches',
    'src/A.sol  50.0 % (1/2)   33.3 % (1/3)',
    'src/B.sol  100.0 % (1/1)  100.0 % (0/0)',
    'src/A.sol:4: a branch that no test takes',
    'src/A.sol:7: a branch that no test takes',
    'src/A.sol:4: a line that no test reaches',
  ])
})
