import type { Witness } from '../witness.ts'
import type { World } from '../world/world.ts'
import { overdueBills } from './bills.ts'
import { Lasting } from './lasting.ts'
import { LONGEST_UNSOLD_MS, unsoldThoughFree } from './resale.ts'
import { LONGEST_STOP_MS, runningThoughStopped } from './stopped-tasks.ts'

const LOOK_MS = 5_000
/** Of what takes minutes a look now and then is enough. */
const SELDOM = 6

/** Checks what must come about within a bound, while whoever has to do it is able to. */
export function watchTime(world: World, witness: Witness): void {
  const { clock } = world
  const stopped = new Lasting()
  const unsold = new Lasting()
  let looks = 0
  const look = async () => {
    const nowMs = clock.nowMs()
    const late = [...overdueBills(world)]
    late.push(...stopped.see({ nowMs, found: await runningThoughStopped(world), limitMs: LONGEST_STOP_MS }))
    if (looks++ % SELDOM === 0) {
      late.push(...unsold.see({ nowMs, found: await unsoldThoughFree(world), limitMs: LONGEST_UNSOLD_MS }))
    }
    for (const what of late) witness.defect(`late: ${what}`)
  }
  const again = () => {
    void look()
    clock.after(LOOK_MS, again)
  }
  clock.after(LOOK_MS, again)
}
