export * from './arbitraries.ts'
