export { OrderBook } from './book/order-book.ts'
export type { AskBook, Explanation, Offer, SearchOptions, SearchResult, SupplierFacts } from './book/search.ts'
export { type MarketplaceLimits, marketplaceLimits } from './limits.ts'
export { createMarketplace, type Marketplace, type MarketplaceOptions } from './marketplace.ts'
export type { LiveOrder } from './orders/live-order.ts'

export { openMarketplaceDatabase } from './store/open-database.ts'
export type { Sharing } from './store/others-changes.ts'
export { type MarketplaceStore, type MarketplaceTables, openMarketplaceStore } from './store/tables.ts'
