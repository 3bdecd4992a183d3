export { createNode } from './node.ts'
export { type PageHandler, withOpenApi } from './openapi.ts'
export type { Node, NodeOptions } from './options.ts'
export { type NodeStore, openNodeStore } from './store.ts'
