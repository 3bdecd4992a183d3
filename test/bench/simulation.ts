import { systemClock } from '@sonm/common'
import { runSeeds } from '../simulation/seed-pool.ts'
import { SEEDS_PER_RUN } from '../simulation/seeds.ts'
import { alone, type Figure } from './figure.ts'

/** How long the worlds of one run of the simulation take, on all cores of the machine. */
export async function* measure(): AsyncIterable<Figure> {
  const seeds = Array.from({ length: SEEDS_PER_RUN }, (_, at) => at + 1)
  const startMs = systemClock.monotonicMs()
  const results = await runSeeds(seeds)
  const seconds = (systemClock.monotonicMs() - startMs) / 1000
  const failed = results.filter(({ defects }) => defects.length > 0)
  // A world that breaks early is fast.
  if (failed.length > 0) throw new Error(`seeds failed: ${failed.map(({ seed }) => seed).join(', ')}`)
  yield alone({ name: 'simulation.seeds', value: seconds, unit: 's', better: 'lower', n: seeds.length })
}
