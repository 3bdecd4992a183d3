import { expect, test } from 'vitest'
import type { Mutant } from './mutants.ts'
import { type Fate, mutationReport } from './mutation-report.ts'

const mutant = (kind: string, line: number): Mutant => ({
  kind,
  line,
  start: 0,
  length: 1,
  original: 'a',
  replacement: 'b',
})

test('the score is of those that compile, and each survivor is named', () => {
  const fates = new Map<Mutant, Fate>([
    [mutant('constant', 1), 'killed'],
    [mutant('constant', 2), 'survived'],
    [mutant('logic', 3), 'killed'],
    [mutant('logic', 4), 'stillborn'],
  ])
  const { text, scorePercent } = mutationReport('src/A.sol', fates)
  expect(scorePercent).toBeCloseTo(66.7, 1)
  expect(text.split('\n')).toEqual([
    'constant             1 of 2 killed',
    'logic                1 of 1 killed',
    'in all               2 of 3 killed',
    '1 did not compile',
    'survived: src/A.sol:2: constant: a -> b',
    'score 66.7 %',
  ])
})

test('nothing tried is nothing proved', () => {
  expect(mutationReport('src/A.sol', new Map()).scorePercent).toBe(0)
  expect(mutationReport('src/A.sol', new Map([[mutant('logic', 1), 'stillborn']])).scorePercent).toBe(0)
})
