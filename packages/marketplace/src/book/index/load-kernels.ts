import { KERNELS_WASM } from '../gen/kernels.ts'
import type { BookMemory } from './book-memory.ts'
import type { Kernels } from './kernels.ts'
import { plainKernels } from './plain/plain-kernels.ts'

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
