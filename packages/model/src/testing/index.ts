export * from './arbitraries.ts'
export * from './sample-deal.ts'
export * from './sample-order.ts'
