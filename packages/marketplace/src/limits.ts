/** What strangers may use of a marketplace, each with its reason. */
export const marketplaceLimits = {
  /** Live asks in all: each takes some 4 KiB of memory, 10 KiB at worst. */
  liveOrders: 100_000,
  /** Live asks of one key. With its bids they must fit into one answer of ListOrders (4 MiB). */
  liveOrdersPerAuthor: 256,
  /** Live bids in all. Any key signs one, without a hub or a stake, so they have room of their own: full of them, the market still takes asks. */
  liveBids: 10_000,
  /** Live bids of one key: a buyer wants few things at once. */
  liveBidsPerAuthor: 16,
  /** How far ahead a bid may expire: what fills the room of the bids is gone within the hour. */
  bidLifetimeSeconds: 3_600n,
  /** The most offers in one answer of Search. */
  searchLimit: 100,
  /** How many a search returns that names no limit. */
  searchDefaultLimit: 10,
  /** An ask that expires sooner is not shown: nobody could take it in time. */
  shownAtLeastSeconds: 5n,
  /** Orders in one transaction: more would hold the others up for longer than they gain. */
  ordersPerCommit: 500,
  /** How often expired orders are dropped from memory and disk. */
  sweepIntervalMs: 10_000,
  /** How long a hub's confirmed master is believed; only a supplier who removes his own hub is affected. */
  masterKeptMs: 60_000,
  /** How long an author's epoch is believed. The chain's events correct it sooner. */
  epochKeptMs: 30_000,
  /** Hubs and authors of whom that is remembered. */
  accountsKept: 20_000,
  /** Taken and cancelled orders that are remembered so that one on its way in is stopped. */
  spentKept: 100_000,
} as const

export type MarketplaceLimits = {
  readonly [Name in keyof typeof marketplaceLimits]: (typeof marketplaceLimits)[Name] extends bigint ? bigint : number
}
