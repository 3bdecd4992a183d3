import { expect, test } from 'vitest'
import { runSeed } from './run-seed.ts'
import { runSeeds } from './seed-pool.ts'
import { interestingSeeds, SEEDS_PER_RUN } from './seeds.ts'

const replay = (seed: number) => `node test/simulation/replay.ts ${seed}`

test('the same seed is the same world', async () => {
  const traces: string[][] = [[], []]
  for (const trace of traces) await runSeed(7, (line) => trace.push(line))
  expect(traces[0]!.length).toBeGreaterThan(100)
  expect(traces[1]).toEqual(traces[0])
})

test('whatever fails, money is conserved, nothing is sold twice, and every deal and task comes to its end', async () => {
  const chosen = process.env.SONM_SEED
  const seeds = chosen
    ? [Number(chosen)]
    : [...new Set([...interestingSeeds, ...Array.from({ length: SEEDS_PER_RUN }, (_, at) => at + 1)])]
  const results = await runSeeds(seeds)
  const failed = results.filter(({ defects }) => defects.length > 0)
  const report = failed.map(
    ({ seed, defects }) => `${replay(seed)}\n${defects.map((defect) => `  ${defect}`).join('\n')}`,
  )
  expect(results).toHaveLength(seeds.length)
  expect(report.join('\n')).toBe('')
  if (chosen) return
  // Worlds in which nothing happens would all be well.
  const sum = (of: (result: (typeof results)[number]) => number) => results.reduce((all, result) => all + of(result), 0)
  expect(sum(({ deals }) => deals)).toBeGreaterThan(seeds.length)
  expect(sum(({ tasks }) => tasks)).toBeGreaterThan(seeds.length)
})
