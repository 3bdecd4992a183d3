import type { Clock } from '@sonm/common'

/** Waits until the work is done, and no longer than this; it must not fail. */
export async function inTime(clock: Clock, atMostMs: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>()
  const cancel = clock.after(atMostMs, late.resolve)
  await Promise.race([work, late.promise])
  cancel()
}
