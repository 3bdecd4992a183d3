import { runUntilSettled } from '@sonm/network/testing'
import { watchTime } from './invariants/as-time-passes.ts'
import { watchBlocks } from './invariants/at-every-block.ts'
import { wrongAtTheEnd } from './invariants/at-the-end.ts'
import { isQuiet } from './invariants/quiet.ts'
import { Witness } from './witness.ts'
import { type Scenario, scenarioOf } from './world/scenario.ts'
import { scheduleTroubles } from './world/troubles.ts'
import { createWorld, type World } from './world/world.ts'

export interface SeedResult {
  readonly seed: number
  /** What must not have happened; empty: all is well. */
  readonly defects: readonly string[]
  readonly deals: number
  readonly tasks: number
  readonly virtualSeconds: number
}

const STEP_MS = 5_000
/** Everything comes to its end so soon after the last trouble: retries pause for a minute at the most. */
const TAIL_MS = 20 * 60_000
/** Everybody has heard of the last block so soon: a follower that failed pauses for half a minute. */
const NEWS_MS = 90_000
/** Whoever is gone for good pays until his lock runs out. */
const LOCK_MS = 2 * 3_600_000

/**
 * Runs a whole world from a seed: first with everything that can go wrong, then in peace until all deals and tasks are
 * over.
 * @param write gets the trace, line by line
 */
export async function runSeed(seed: number, write?: (line: string) => void): Promise<SeedResult> {
  const scenario = scenarioOf(seed)
  const witness = new Witness(write)
  if (witness.tracing) witness.log(describe(scenario))
  const unhandled = (error: unknown) => witness.defect('a promise was rejected and nobody looked', error)
  process.on('unhandledRejection', unhandled)
  try {
    const world = await createWorld(scenario, witness)
    const startMs = world.clock.nowMs()
    watchBlocks(world, witness)
    watchTime(world, witness)
    for (const daemon of world.daemons.values()) daemon.start()
    const { calmDown } = scheduleTroubles(world, witness)
    await world.clock.advance(scenario.activeMs)
    calmDown()
    await runUntilQuiet(world, witness)
    await world.end()
    return {
      seed,
      defects: witness.defects,
      deals: Number(world.chain.model.dealCount()),
      tasks: world.customers.reduce((sum, { buyer }) => sum + buyer.ordered.length, 0),
      virtualSeconds: (world.clock.nowMs() - startMs) / 1000,
    }
  } finally {
    process.off('unhandledRejection', unhandled)
  }
}

async function runUntilQuiet(world: World, witness: Witness): Promise<void> {
  const someoneVanished = world.scenario.buyers.some(({ vanishes }) => vanishes)
  const left = await runUntilNone(world, TAIL_MS + (someoneVanished ? LOCK_MS : 0), () => isQuiet(world))
  for (const what of left) witness.defect(`not over: ${what}`)
  const wrong = await runUntilNone(world, NEWS_MS, () => wrongAtTheEnd(world))
  for (const what of wrong) witness.defect(what)
}

/** Lets time pass until nothing is found. @returns what is still found when the time is over */
async function runUntilNone(
  { clock }: World,
  withinMs: number,
  find: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const untilMs = clock.nowMs() + withinMs
  let found = await runUntilSettled(clock, find())
  while (found.length > 0 && clock.nowMs() < untilMs) {
    await clock.advance(STEP_MS)
    found = await runUntilSettled(clock, find())
  }
  return found
}

function describe(scenario: Scenario): string {
  return JSON.stringify(scenario, (_, value) => (typeof value === 'bigint' ? `${value}` : value), 1)
}
