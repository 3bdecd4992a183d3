export * from './cancels.ts'
export * from './deals.ts'
export * from './endpoints.ts'
export * from './errors.ts'
export * from './gen/sonm/v1/common_pb.js'
export {
  type Deal as DealMessage,
  DealSchema,
} from './gen/sonm/v1/deal_pb.js'
export * from './gen/sonm/v1/federation_pb.js'
export * from './gen/sonm/v1/hub_pb.js'
export * from './gen/sonm/v1/locator_pb.js'
export {
  type ClassPrices,
  type DataProgress,
  GetPricesRequestSchema,
  type GetPricesResponse,
  GetPricesResponseSchema,
  type HistoryPoint,
  HistoryPointSchema,
  type ListSuppliersResponse,
  ListSuppliersResponseSchema,
  MarketDataService,
  type MarketHistoryRequest,
  type MarketHistoryResponse,
  MarketHistoryResponseSchema,
  type StartReceipt as StartReceiptMessage,
  StartReceiptSchema,
  StartReceiptService,
  StartWitnessService,
  type Supplier as SupplierMessage,
  SupplierSchema,
} from './gen/sonm/v1/market_data_pb.js'
export * from './gen/sonm/v1/marketplace_pb.js'
export * from './gen/sonm/v1/matching_pb.js'
export * from './gen/sonm/v1/network_pb.js'
export * from './gen/sonm/v1/node_pb.js'
export {
  Denomination,
  type Order as OrderMessage,
  OrderSchema,
  Side,
  type SignedOrder as SignedOrderMessage,
  SignedOrderSchema,
} from './gen/sonm/v1/order_pb.js'
export * from './gen/sonm/v1/relay_pb.js'
export {
  type ExposedPort as ExposedPortMessage,
  type LogChunk,
  LogChunkSchema,
  type OutputFile as OutputFileMessage,
  OutputFileSchema,
  type PutBlobRequest,
  PutBlobRequestSchema,
  type PutBlobResponse,
  PutBlobResponseSchema,
  type ReadBlobResponse,
  ReadBlobResponseSchema,
  type TaskEnd as TaskEndMessage,
  type TaskLimits as TaskLimitsMessage,
  TaskLimitsSchema,
  type TaskObservation as TaskObservationMessage,
  TaskObservationSchema,
  TaskPhase as TaskPhaseMessage,
  type TaskSpec as TaskSpecMessage,
  TaskSpecSchema,
  type TaskStatus,
  TaskStatusSchema,
} from './gen/sonm/v1/task_pb.js'
export * from './gen/sonm/v1/worker_pb.js'
export * from './machines.ts'
export type { NetworkStanding } from './network-standing.ts'
export * from './orders.ts'
export * from './plans.ts'
export * from './ports.ts'
export * from './read.ts'
export * from './receipts.ts'
export * from './searches.ts'
export * from './tasks.ts'
