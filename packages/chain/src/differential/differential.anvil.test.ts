import { systemRandom } from '@sonm/common'
import { checkConservation } from '@sonm/model'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Call } from './call.ts'
import { Director } from './director.ts'
import { runOnChain } from './on-chain.ts'
import { ModelStage } from './on-model.ts'
import type { Outcome } from './outcome.ts'
import { namesOf, REACHED } from './reached.ts'
import type { Script } from './script.ts'
import { scripts } from './script-arbitraries.ts'
import { openTheatre, type Theatre } from './theatre.ts'
import { viewsOf } from './views.ts'

/**
 * The same random scripts run on the real contracts and on the reference model. Every call must succeed or fail alike, with
 * the same error, the same events and the same result; in the end everything that can be seen must be the same.
 */

const CI_SCRIPTS = 500
const CI_SEED = 20_260_101
const { SONM_SCRIPTS, SONM_SEED } = process.env
const count = Number(SONM_SCRIPTS ?? CI_SCRIPTS)
/** Always the same scripts where nothing else is asked for; of a longer run, others each time. */
const seed = Number(SONM_SEED ?? (SONM_SCRIPTS === undefined ? CI_SEED : systemRandom.integer(2 ** 31)))

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre?.stop())

async function play(script: Script, met: Map<string, number>): Promise<void> {
  const stage = new ModelStage(theatre.domain)
  const director = await Director.of(script, theatre.domain, theatre.contracts.snm)
  const calls: Call[] = []
  const expected: Outcome[] = []
  for (const operation of script.operations) {
    const call = await director.callOf(operation, (account) => stage.model.balances(account).freeWei)
    const outcome = stage.run(call)
    director.note(call, outcome.failure === undefined, outcome.events)
    calls.push(call)
    expected.push(outcome)
    for (const name of namesOf(call, outcome)) met.set(name, (met.get(name) ?? 0) + 1)
  }
  const views = viewsOf(theatre, stage, director, calls)
  const actual = await runOnChain(
    theatre,
    calls,
    views.map(({ call }) => call),
  )
  const told = (outcomes: readonly Outcome[]) => outcomes.map((outcome, at) => ({ call: calls[at]!.kind, ...outcome }))
  expect(told(actual.outcomes)).toEqual(told(expected))
  const named = (answers: readonly string[]) => views.map(({ name }, at) => `${name}: ${answers[at]}`)
  expect(named(actual.views)).toEqual(named(views.map((view) => view.expected)))
  expect(checkConservation(stage.model)).toEqual([])
}

test(
  `the contracts and the reference model do the same, whatever is called (SONM_SCRIPTS=${count} SONM_SEED=${seed})`,
  async () => {
    const met = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(scripts, (script) => play(script, met)),
      { numRuns: count, seed },
    )
    // Fewer scripts, as somebody tries out by hand, need not reach all.
    const required = count < CI_SCRIPTS ? [] : REACHED
    expect(required.filter((name) => !met.has(name))).toEqual([])
  },
  120_000 + count * 200,
)
