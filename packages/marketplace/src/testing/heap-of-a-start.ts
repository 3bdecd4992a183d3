import { getHeapStatistics } from 'node:v8'
import { VirtualClock } from '@sonm/common'
import { keepHeapSmall, startedInLargeHeap } from '../small-heap.ts'

// A start that makes much garbage, and fails with the argument `fail`. Prints the bytes of the heap while it starts, why it failed, and
// the bytes afterwards and two seconds later, as JSON. In a process of its own: flags of V8 hold for all of it.
keepHeapSmall()
const told: (number | string)[] = []
const start = async () => {
  const garbage = Array.from({ length: 2e6 }, (_, at) => ({ at }))
  told.push(getHeapStatistics().total_heap_size)
  if (process.argv[2] === 'fail') throw new Error(`no start with ${garbage.length} objects`)
}
const clock = new VirtualClock()
await startedInLargeHeap({ start, stop: async () => {} }, clock)
  .start()
  .catch(({ message }: Error) => told.push(message))
told.push(getHeapStatistics().total_heap_size)
await clock.advance(2_000)
told.push(getHeapStatistics().total_heap_size)
console.log(JSON.stringify(told))
