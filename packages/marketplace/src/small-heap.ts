import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Startable } from '@sonm/common'

/** A start without many orders stays below, and is not held up. */
const LARGE_BYTES = 64 * 2 ** 20

/**
 * Lets V8 sweep the heap early, also those of threads that are started later. A million asks lie outside of the heap, and their bytes
 * would let it grow many times over before it is swept.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size')
}

/** What makes much garbage as it starts, when it would take a third longer in a small heap. The heap is small again afterwards. */
export function startedInLargeHeap(startable: Startable): Startable {
  return {
    async start() {
      setFlagsFromString('--no-optimize-for-size')
      try {
        await startable.start()
      } finally {
        keepHeapSmall()
        sweep()
      }
    },
    stop: () => startable.stop(),
  }
}

/** V8 keeps the room that a heap had until it is swept to give it back. */
function sweep(): void {
  if (getHeapStatistics().total_heap_size < LARGE_BYTES) return
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
