export { type MarketplaceLimits, marketplaceLimits } from './limits.ts'
export { ANY_ASK, type AskQuery } from './market/ask-query.ts'
export { OrderBook, type SearchResult } from './market/order-book.ts'
export { createMarketplace, type Marketplace, type MarketplaceOptions } from './marketplace.ts'
export type { LiveOrder } from './orders/live-order.ts'

export { openMarketplaceDatabase } from './store/open-database.ts'
export type { Sharing } from './store/others-changes.ts'
export { type MarketplaceStore, type MarketplaceTables, openMarketplaceStore } from './store/tables.ts'
