// Runs the tests with coverage, prints what they reach of the contracts named here, and ends with 1 where a branch is missed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Covered, coverageTable, readLcov } from './lcov.ts'
import { makeScratch } from './scratch.ts'

/** Every branch of these is taken by some test. */
const CONTRACTS = ['Registry', 'Profiles', 'LevelLanes', 'Oracle']
/**
 * Gas is measured of what is deployed, and coverage compiles without the optimizer; a branch that only the random walk of
 * an invariant comes by is not tested.
 */
const LEFT_OUT = ['--no-match-contract', 'GasTest', '--no-match-path', 'test/invariants/*']

const scratch = makeScratch()
const words = ['coverage', '--report', 'lcov', ...LEFT_OUT, ...process.argv.slice(2)]
const { status, output } = await scratch.forge(words)
if (status !== 0) {
  console.error(output)
  process.exit(1)
}
const files = readLcov(readFileSync(join(scratch.folder, 'lcov.info'), 'utf8'))
const wanted = CONTRACTS.map((name): Covered => {
  const file = files.find(({ path }) => path === `src/${name}.sol`)
  if (!file) throw new Error(`src/${name}.sol is not in the report: is it still there?`)
  return file
})
console.log(coverageTable(wanted))
process.exit(wanted.every(({ missedBranches }) => missedBranches.length === 0) ? 0 : 1)
