import { KERNELS_WASM } from '../gen/kernels.ts'
import type { BookMemory } from './book-memory.ts'
import { plainKernels } from './plain/plain-kernels.ts'

/** The inner loops. All work on the one memory; addresses are in bytes. */
export interface Kernels {
  /** Puts a row into a slot: codes, bitmaps, zone and its being alive. */
  place(
    block: number,
    slot: number,
    row: number,
    address: number,
    flags: number,
    country: number,
    gpuModel: number,
  ): void
  /** Copies the lanes and the row number of a slot; `rebuild` does the rest. */
  copySlot(from: number, fromSlot: number, to: number, toSlot: number): void
  /** Makes zone and bitmaps anew from lanes and thresholds. */
  rebuild(block: number): void
  /** Finds the first asks that fit from a place of the directory on; how many stand at PLACE.found. */
  walk(from: number, blocks: number, want: number): number
  /** Counts what each requirement turns away; the answer stands at PLACE.reports. */
  count(blocks: number): void
}

let compiled: WebAssembly.Module | undefined

/** In WebAssembly where the engine has its SIMD; otherwise the same in TypeScript, some ten times slower. */
export function kernelsFor(memory: BookMemory): Kernels {
  return wasmKernels(memory) ?? plainKernels(memory)
}

/** undefined: this engine has no SIMD in WebAssembly. */
export function wasmKernels(memory: BookMemory): Kernels | undefined {
  const bytes = Uint8Array.from(atob(KERNELS_WASM), (character) => character.charCodeAt(0))
  if (!compiled && !WebAssembly.validate(bytes)) return undefined
  compiled ??= new WebAssembly.Module(bytes)
  return new WebAssembly.Instance(compiled, { env: { memory: memory.memory } }).exports as unknown as Kernels
}
