import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyMutant, type Mutant, mutantsOf } from './mutants.ts'
import { treeOf } from './tree.ts'

const SOURCE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// ä: a byte is not a character
contract Sample {
    event Done(uint256 what);
    error No();
    uint256 private constant HOURS = 2 hours;
    uint256 private total;
    bool private open = true;
    modifier onlyOpen() {
        if (!open) revert No();
        _;
    }
    function act(uint256 a, uint256 b) external onlyOpen returns (uint256 c) {
        if (a < b && a != 7) revert No();
        for (uint256 i = 0; i < b; ++i) {
            total += a * i;
        }
        emit Done(a > b ? a : 0);
        assembly {
            c := add(a, 0x20)
            sstore(9, c)
        }
    }
}
`
const mutants = mutantsOf(SOURCE, treeOf('src/Sample.sol', SOURCE))
const told = ({ line, original, replacement }: Mutant) => `${line}: ${original} -> ${replacement}`

test('each place is changed in every way that a test should notice', () => {
  expect(mutants.map(told)).toEqual([
    '8: 2 hours -> (2 hours + 1)',
    '8: 2 hours -> 0',
    '10: true -> false',
    '12: !open -> true',
    '12: !open -> false',
    '12: !open -> open',
    '15: onlyOpen -> ',
    '16: a < b -> ((a) <= (b))',
    '16: a < b -> ((a) >= (b))',
    '16: a < b && a != 7 -> true',
    '16: a < b && a != 7 -> false',
    '16: a < b && a != 7 -> ((a < b) || (a != 7))',
    '16: a != 7 -> ((a) == (7))',
    '16: 7 -> (7 + 1)',
    '16: 7 -> 0',
    '17: 0 -> (0 + 1)',
    '17: i < b -> false',
    '17: i < b -> ((i) <= (b))',
    '17: i < b -> ((i) >= (b))',
    '17: ++i -> {}',
    '17: ++i -> --i',
    '18: total += a * i -> total -= a * i',
    '18: total += a * i; -> {}',
    '18: a * i -> ((a) / (i))',
    '20: emit Done(a > b ? a : 0); -> {}',
    '20: a > b -> true',
    '20: a > b -> false',
    '20: a > b -> ((a) >= (b))',
    '20: a > b -> ((a) <= (b))',
    '20: 0 -> (0 + 1)',
    '22: add -> sub',
    '22: 0x20 -> 33',
    '23: sstore(9, c) -> ',
    '23: 9 -> 10',
  ])
})

test('nearly every mutant compiles', () => {
  const compiles = (text: string) => {
    try {
      treeOf('src/Sample.sol', text)
      return true
    } catch {
      return false
    }
  }
  const broken = mutants.filter((mutant) => !compiles(applyMutant(SOURCE, mutant)))
  expect(broken.map(told)).toEqual(['17: ++i -> {}'])
})

test('a mutant differs from the source in its own place alone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...mutants), (mutant) => {
      const changed = Buffer.from(applyMutant(SOURCE, mutant))
      const bytes = Buffer.from(SOURCE)
      const tail = bytes.length - mutant.start - mutant.length
      expect(changed.subarray(0, mutant.start)).toEqual(bytes.subarray(0, mutant.start))
      expect(changed.subarray(changed.length - tail)).toEqual(bytes.subarray(bytes.length - tail))
      expect(changed.equals(bytes)).toBe(false)
    }),
  )
})
