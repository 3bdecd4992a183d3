// The inner loops of the order book, in WebAssembly with SIMD. src/book/index/plain/ says the same in TypeScript.
export { copySlot, encode, place, placeAll, rebuild } from './place'
export { walk } from './walk'
export { count } from './count'
export { hashKey, hashOrder } from './order-hash'
