import { expect, test } from 'vitest'
import { testsOf, withImports } from './solidity-imports.ts'

test('the tests of a contract import it or its fixture', () => {
  expect(testsOf('Registry')).toEqual(['test/Registry.t.sol'])
  expect(testsOf('Profiles').sort()).toEqual(['test/Levels.t.sol', 'test/Profiles.t.sol', 'test/Validators.t.sol'])
})

test('what only others import is tested by the tests of those', () => {
  expect(testsOf('Matching')).toContain('test/Take.t.sol')
  expect(testsOf('Matching')).not.toContain('test/Oracle.t.sol')
})

test('a test is copied with all that it needs', () => {
  expect([...withImports(['test/Oracle.t.sol'])].sort()).toEqual([
    'src/Oracle.sol',
    'src/interfaces/IOracle.sol',
    'src/interfaces/IPriceFeed.sol',
    'test/Oracle.t.sol',
    'test/kit/Vm.sol',
  ])
})
