import type { VirtualClock } from '@sonm/common'

/**
 * Moves virtual time on, timer by timer, until the promise settles, and settles as it does.
 * @throws Error when nothing is left to happen, or nothing has come of it within `withinMs` of virtual time
 */
export async function runUntilSettled<Result>(
  clock: VirtualClock,
  promise: Promise<Result>,
  withinMs = 3_600_000,
): Promise<Result> {
  const endMs = clock.nowMs() + withinMs
  let settled = false
  const done = () => {
    settled = true
  }
  promise.then(done, done)
  await clock.advance(0)
  while (!settled) {
    const next = clock.nextTimerMs()
    if (next === undefined || next > endMs) throw new Error(`the promise did not settle within ${withinMs} ms`)
    await clock.advance(next - clock.nowMs())
  }
  return promise
}
