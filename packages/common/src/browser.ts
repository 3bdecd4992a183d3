// What runs in a browser too: no disk, no process, no randomness of the system. Bundlers take it by the condition "browser".
export * from './clock.ts'
export * from './errors.ts'
export * from './lifecycle.ts'
export { codedFailure, storeErrors } from './store/store-errors.ts'
