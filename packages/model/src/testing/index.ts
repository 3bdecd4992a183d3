export * from './arbitraries.ts'
export * from './sample-deal.ts'
