import { runSeed } from './run-seed.ts'

// node test/simulation/replay.ts SEED [--quiet]: runs one world and prints all that happens in it, in virtual seconds.
const seed = Number(process.argv[2])
if (!Number.isSafeInteger(seed)) throw new Error('usage: node test/simulation/replay.ts SEED [--quiet]')
const quiet = process.argv.includes('--quiet')
const result = await runSeed(seed, quiet ? undefined : (line) => process.stdout.write(`${line}\n`))
const { deals, tasks, virtualSeconds, defects } = result
process.stdout.write(`seed ${seed}: ${deals} deals, ${tasks} tasks, ${virtualSeconds} virtual seconds\n`)
for (const defect of defects) process.stdout.write(`DEFECT ${defect}\n`)
process.exitCode = defects.length === 0 ? 0 : 1
