import { systemClock } from '@sonm/common'
import { runSeeds } from './seed-pool.ts'

// node test/simulation/run-seeds.ts FIRST COUNT [THREADS]: a search for seeds that fail.
const [first = 1, count = 100, threads] = process.argv.slice(2).map(Number)
const seeds = Array.from({ length: count }, (_, at) => first + at)
const started = systemClock.monotonicMs()
const results = await runSeeds(
  seeds,
  ({ seed, defects }) => {
    if (defects.length === 0) return
    process.stdout.write(`seed ${seed} (replay: node test/simulation/replay.ts ${seed})\n`)
    for (const defect of defects) process.stdout.write(`  ${defect}\n`)
  },
  threads,
)
const sum = (of: (result: (typeof results)[number]) => number) =>
  results.reduce((total, result) => total + of(result), 0)
const { user, system } = process.cpuUsage()
process.stdout.write(
  `${results.length} seeds, ${sum(({ defects }) => (defects.length > 0 ? 1 : 0))} failed; ${sum(({ deals }) => deals)} deals, ` +
    `${sum(({ tasks }) => tasks)} tasks, ${(sum(({ virtualSeconds }) => virtualSeconds) / 3600).toFixed(1)} virtual hours; ` +
    `${((systemClock.monotonicMs() - started) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor time\n`,
)
