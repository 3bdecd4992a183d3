// Changes a contract in one place at a time and runs its tests: a change that no test notices is a hole in the tests.
//   npm run mutate -w @sonm/contracts -- --contract Registry [--sample 50 --seed 1] [--jobs 2] [--goal 90]
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { applyMutant, type Mutant, mutantsOf } from './mutants.ts'
import { type Fate, mutationReport } from './mutation-report.ts'
import { makeScratch, type Scratch } from './scratch.ts'
import { testsOf } from './solidity-imports.ts'
import { treeOf } from './tree.ts'

const { values } = parseArgs({
  options: {
    contract: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    goal: { type: 'string', default: '90' },
  },
})
if (values.contract === undefined) {
  console.error('Say which: --contract NAME, the name of a file in src/ without its .sol')
  process.exit(2)
}

/** Tests are held to be in an endless loop after this. */
const TIMEOUT_MS = 120_000
/** What is compiled fast is run fast enough; few runs of a fuzz test find what a whole one finds. */
const PLAIN = {
  FOUNDRY_VIA_IR: 'false',
  FOUNDRY_OPTIMIZER: 'false',
  FOUNDRY_FUZZ_RUNS: '64',
  FOUNDRY_DYNAMIC_TEST_LINKING: 'true',
}
const WITH_DEEP_STACK = { FOUNDRY_PROFILE: 'ir-minimum', FOUNDRY_FUZZ_RUNS: '64', FOUNDRY_DYNAMIC_TEST_LINKING: 'true' }

const path = `src/${values.contract}.sol`
const source = readFileSync(join(import.meta.dirname, path), 'utf8')
const tests = testsOf(values.contract)
const words = ['test', '--fail-fast']

async function fateOf(scratch: Scratch, mutant: Mutant): Promise<Fate> {
  writeFileSync(join(scratch.folder, path), applyMutant(source, mutant))
  const { status, output } = await scratch.forge(words, { env, timeoutMs: TIMEOUT_MS })
  if (status === 0) return 'survived'
  if (status === undefined || output.includes('[FAIL')) return 'killed'
  if (output.includes('Compiler run failed')) return 'stillborn'
  throw new Error(`forge ended with ${status} and says of no test that it failed:\n${output}`)
}

/** By a hash of the seed and the place: the same seed draws the same, whatever is changed elsewhere in the list. */
function sampleOf(mutants: readonly Mutant[], size: number): readonly Mutant[] {
  const rank = (at: number) => createHash('sha256').update(`${values.seed}:${at}`).digest('hex')
  const drawn = mutants.map((mutant, at) => ({ mutant, rank: rank(at) })).sort((a, b) => (a.rank < b.rank ? -1 : 1))
  return drawn.slice(0, size).map(({ mutant }) => mutant)
}

const all = mutantsOf(source, treeOf(path, source))
const chosen = values.sample === undefined ? all : sampleOf(all, Number(values.sample))
console.log(`${path}: ${chosen.length} of ${all.length} mutants, against ${tests.join(', ')}`)

const scratches = Array.from({ length: Number(values.jobs) }, () => makeScratch(tests))
let env: NodeJS.ProcessEnv = PLAIN
let unchanged = await scratches[0]!.forge(words, { env })
if (unchanged.output.includes('Stack too deep')) {
  env = WITH_DEEP_STACK
  unchanged = await scratches[0]!.forge(words, { env })
}
if (unchanged.status !== 0) {
  console.error(`The tests do not pass before anything is changed:\n${unchanged.output}`)
  process.exit(1)
}

const left = chosen.entries()
const fates = new Map<Mutant, Fate>()
await Promise.all(
  scratches.map(async (scratch) => {
    for (const [, mutant] of left) {
      const fate = await fateOf(scratch, mutant)
      fates.set(mutant, fate)
      if (fate === 'survived') console.log(`${path}:${mutant.line}: ${mutant.original} -> ${mutant.replacement}`)
      if (fates.size % 25 === 0) console.log(`${fates.size} of ${chosen.length}`)
    }
  }),
)
const { text, scorePercent } = mutationReport(path, fates)
console.log(`\n${text}`)
process.exit(scorePercent >= Number(values.goal) ? 0 : 1)
