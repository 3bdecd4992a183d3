import { VirtualClock } from '@sonm/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Attempt, firstOf } from './first-of.ts'

interface Plan {
  readonly tookMs: number
  readonly succeeds: boolean
}

/** Runs planned attempts on virtual time. */
async function run(plans: readonly Plan[], staggerMs: number) {
  const clock = new VirtualClock(0)
  const started: number[] = []
  const discarded: number[] = []
  const attempts = plans.map(
    (plan, at): Attempt<number> =>
      () => {
        started[at] = clock.nowMs()
        return new Promise((resolve, reject) =>
          clock.after(plan.tookMs, () => (plan.succeeds ? resolve(at) : reject(new Error(`${at}`)))),
        )
      },
  )
  const { signal } = new AbortController()
  let atMs = -1
  const outcome = firstOf(attempts, {
    clock,
    staggerMs: () => staggerMs,
    signal,
    discard: (result) => discarded.push(result),
  }).then(
    (result) => ({ result, atMs: clock.nowMs() }),
    (error: unknown) => ({ error, atMs: clock.nowMs() }),
  )
  void outcome.then((settled) => {
    atMs = settled.atMs
  })
  await clock.advance(100_000)
  return { ...(await outcome), atMs, started, discarded }
}

const plan = fc.record({ tookMs: fc.nat(1000), succeeds: fc.boolean() })

test('succeeds exactly when one attempt does, at the first success, and discards every later one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 6 }), async (plans) => {
      const outcome = await run(plans, 250)
      if (!plans.some((each) => each.succeeds)) {
        expect('error' in outcome && outcome.error).toBeInstanceOf(AggregateError)
        return
      }
      const ends = outcome.started.map((startMs, at) =>
        plans[at]!.succeeds ? startMs + plans[at]!.tookMs : Number.POSITIVE_INFINITY,
      )
      expect(outcome.atMs).toBe(Math.min(...ends))
      const successes = ends.filter((endMs) => endMs < Number.POSITIVE_INFINITY).length
      expect(outcome.discarded).toHaveLength(successes - 1)
    }),
    { numRuns: 60 },
  )
})

test('starts the next attempt when the last one failed or was slow', async () => {
  const slow = { tookMs: 1000, succeeds: false }
  expect((await run([{ tookMs: 10, succeeds: false }, slow, slow], 250)).started).toEqual([0, 10, 260])
})

test('names the failures in the order of the attempts', async () => {
  const outcome = await run(
    [
      { tookMs: 900, succeeds: false },
      { tookMs: 1, succeeds: false },
    ],
    250,
  )
  const { errors } = (outcome as { error: unknown }).error as AggregateError
  expect(errors.map((error: Error) => error.message)).toEqual(['0', '1'])
})

test('has nothing to try: fails at once', async () => {
  expect((await run([], 250)).atMs).toBe(0)
})
