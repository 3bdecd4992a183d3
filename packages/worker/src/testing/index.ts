export { compileWasm } from './compile-wasm.ts'
export { type Behaviour, type ExecutorHarness, executorCompliance } from './executor-compliance.ts'
