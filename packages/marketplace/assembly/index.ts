// The inner loops of the order book, in WebAssembly with SIMD. src/book/index/plain-kernels.ts says the same in TypeScript.
export { copySlot, place, rebuild } from './place'
export { walk } from './walk'
export { count } from './count'
