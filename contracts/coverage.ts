// Runs the tests with coverage, prints what they reach of the contracts named here, and ends with 1 where a branch is missed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Covered, coverageTable, readLcov } from './lcov.ts'
import { makeScratch } from './scratch.ts'
import { testsOf } from './solidity-imports.ts'

/** What is compiled and tested together, apart from what the compiler cannot take in the same way. */
interface Group {
  /** Every branch of these is taken by some test. */
  readonly contracts: readonly string[]
  readonly words: readonly string[]
}

const GROUPS: readonly Group[] = [
  { contracts: ['Registry', 'Profiles', 'LevelLanes', 'Oracle'], words: [] },
  {
    contracts: ['Market', 'Deals', 'Orders', 'Ledger', 'UsdPrice', 'Matching', 'DealState', 'TypedData'],
    words: ['--ir-minimum'],
  },
]

async function coveredOf({ contracts, words }: Group): Promise<Covered[]> {
  const scratch = makeScratch([...new Set(contracts.flatMap(testsOf))])
  const told = await scratch.forge(['coverage', '--report', 'lcov', ...words, ...process.argv.slice(2)], {
    env: { FOUNDRY_PROFILE: 'coverage' },
  })
  if (told.status !== 0) throw new Error(`The tests do not pass under coverage:\n${told.output}`)
  const files = readLcov(readFileSync(join(scratch.folder, 'lcov.info'), 'utf8'))
  return contracts.map((name) => {
    const file = files.find(({ path }) => path === `src/${name}.sol`)
    if (!file) throw new Error(`src/${name}.sol is not in the report: is it still there?`)
    return file
  })
}

const wanted: Covered[] = []
for (const group of GROUPS) wanted.push(...(await coveredOf(group)))
console.log(coverageTable(wanted))
process.exit(wanted.every(({ missedBranches }) => missedBranches.length === 0) ? 0 : 1)
