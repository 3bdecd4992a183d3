import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock, Startable } from '@sonm/common'

/** A start without many orders stays below, and is not held up. */
const LARGE_BYTES = 64 * 2 ** 20

/**
 * Lets V8 sweep the heap early, also those of threads that are started later. A million asks lie outside of the heap, and their bytes
 * would let it grow many times over before it is swept.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size')
}

/** By then the first callers, who were waiting, have their answers: it stands still for a fifth of a second. */
const SWEEP_AFTER_MS = 2_000

/**
 * What makes much garbage as it starts, when it would take a third longer in a small heap. The heap is small again afterwards; when it
 * has started, two seconds later.
 */
export function startedInLargeHeap(startable: Startable, clock: Clock): Startable {
  let cancel = () => {}
  return {
    async start() {
      setFlagsFromString('--no-optimize-for-size')
      try {
        await startable.start()
      } catch (error) {
        keepHeapSmall()
        sweep()
        throw error
      }
      keepHeapSmall()
      cancel = clock.after(SWEEP_AFTER_MS, sweep)
    },
    stop() {
      cancel()
      return startable.stop()
    },
  }
}

/** V8 keeps the room that a heap had until it is swept to give it back. */
function sweep(): void {
  if (getHeapStatistics().total_heap_size < LARGE_BYTES) return
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
