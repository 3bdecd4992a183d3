import type { BookMemory } from '../book-memory.ts'
import type { Kernels } from '../kernels.ts'
import { plainCount } from './count.ts'
import { copySlot, encode, place, placeAll, rebuild } from './place.ts'
import { walk } from './walk.ts'

/** The kernels without WebAssembly: the meaning of those in assembly/, slot by slot. */
export function plainKernels(memory: BookMemory): Kernels {
  return {
    place: (...args) => place(memory, ...args),
    encode: (...args) => encode(memory, ...args),
    placeAll: (...args) => placeAll(memory, ...args),
    copySlot: (...args) => copySlot(memory, ...args),
    rebuild: (block) => rebuild(memory, block),
    walk: (...args) => walk(memory, ...args),
    count: (blocks) => plainCount(memory, blocks),
  }
}
