/** What strangers may use of a marketplace, each with its reason. */
export const marketplaceLimits = {
  /** Live asks in all: each takes some 550 bytes of memory, 9 KiB at worst, where every one has details of its own. @test marketplace.test.ts */
  liveOrders: 1_000_000,
  /** Live asks of one key. With its bids they must fit into one answer of ListOrders (4 MiB). @test marketplace.test.ts */
  liveOrdersPerAuthor: 256,
  /** Live bids in all. Any key signs one, without a hub or a stake, so they have room of their own: full of them, the market still takes asks. @test marketplace.test.ts */
  liveBids: 10_000,
  /** Live bids of one key: a buyer wants few things at once. @test marketplace.test.ts */
  liveBidsPerAuthor: 16,
  /** Orders of one key that were cancelled or taken and have not expired: each is remembered until then, and lies on disk with up to 9 KiB. @test orders/withdrawn-orders.test.ts */
  withdrawnPerAuthor: 4_096,
  /**
   * A bid counts for no less SNM than this, in wei, and the author must have what all of his live bids count for: else bids for
   * nothing would fill the book from keys that cost nothing. So to fill it takes 10,000 SNM at once. @test chain/chain-facts.test.ts
   */
  bidLeastLockWei: 10n ** 18n,
  /** How far ahead a bid may expire: what fills the room of the bids is gone within the hour. @test orders/intake-limits.test.ts */
  bidLifetimeSeconds: 3_600n,
  /** The most offers in one answer of Search. @test answers.test.ts */
  searchLimit: 100,
  /** How many a search returns that names no limit. @test limits.test.ts */
  searchDefaultLimit: 10,
  /** Steps of some 13 ns that one Explain may make do, all its searches and counts together: 0.1 s of the one thread that answers all. @test limits.test.ts */
  explainWork: 8_000_000,
  /** Conditions of a query that is explained: each is counted by itself, and tried with each other. A bid has fewer. @test limits.test.ts */
  explainConditions: 24,
  /** Milliseconds of the one thread that the questions of one key may take at once, and then each second: some 1,500 searches a second. @test orders/read-credit.test.ts */
  readBurstMsPerKey: 1_000,
  readMsPerSecondPerKey: 250,
  /** The same of one host, because keys cost nothing: under half of the thread, so that one host never stops the others. @test orders/read-credit.test.ts */
  readBurstMsPerHost: 2_000,
  readMsPerSecondPerHost: 400,
  /** An ask that expires sooner is not shown: nobody could take it in time. @test limits.test.ts */
  shownAtLeastSeconds: 5n,
  /** The most offers that a match, or a watched match, tells of. @test answers.test.ts */
  matchLimit: 100,
  /** The most orders that a live book tells of at once: with 8 KiB of details each they fill half of a message. @test answers.test.ts */
  watchDepth: 200,
  /** Streams of matches and live books in all: each change makes each of them look at the book again. @test matching/watch.test.ts */
  watches: 1_000,
  /** A buyer watches a few bids and a few books. @test matching/watch.test.ts */
  watchesPerKey: 16,
  /** As many as four busy callers behind one address. @test matching/watch.test.ts */
  watchesPerHost: 64,
  /** Updates of a live book follow each other no faster: people cannot read them, and programs read what is, not what was. @test limits.test.ts */
  bookPauseMs: 250,
  /** The same for the matches of one order, whose first must be told at once. @test limits.test.ts */
  matchPauseMs: 20,
  /** The same for a stream whose caller or host has used up what its questions may take. @test orders/read-credit.test.ts */
  spentPauseMs: 5_000,
  /** Silence of a stream, after which it gives a sign of life. @test limits.test.ts */
  watchHeartbeatMs: 10_000,
  /** Marketplaces that may follow this one at once: each costs what all of its orders cost to send. @test federation/federation-limits.test.ts */
  followers: 16,
  /** Changes that a follower may be behind; who is twice as far behind begins again. A hash each, some 100 bytes. @test federation/federation-limits.test.ts */
  logEntries: 50_000,
  /** Orders in one message to a follower: with the longest details they fill a quarter of what a message may have. @test federation/federation-limits.test.ts */
  ordersPerUpdate: 100,
  /** Orders that one followed marketplace may bring in a second, over a minute: more would take the place of those who place here. @test federation/federation-limits.test.ts */
  followedOrdersPerSecond: 2_000,
  /** Signed cancels that are kept for those who begin to follow, and as many of orders that have not come yet: some 300 bytes each. @test federation/federation-limits.test.ts */
  cancelsAhead: 100_000,
  /** Orders in one transaction: more would hold the others up for longer than they gain. @test orders/intake-limits.test.ts */
  ordersPerCommit: 500,
  /** How often expired orders are dropped from memory and disk. @test limits.test.ts */
  sweepIntervalMs: 10_000,
  /** Orders of one PlaceOrders call: about as many as its message may hold. @test orders/place-messages.test.ts */
  ordersPerCall: 1_000,
  /** The bytes of a PlaceOrders request, whether it is protobuf, gRPC or JSON: as many as a message may have. @test peer-network.test.ts */
  placeOrdersMaxBytes: 4 * 1024 * 1024,
  /** Values of one order in JSON, on average over those of a call: an order has 37. The others are junk, of which objects would be made. @test orders/check-request.test.ts */
  jsonValuesPerOrder: 48,
  /** One text in JSON: the longest details, with each character escaped. A number of a million digits takes a third of a second to read. @test orders/check-request.test.ts */
  jsonTextMaxBytes: 48 * 1024,
  /** The bytes of an AttestOrders request: 1,000 hashes of 69 bytes each, in JSON, which takes most. @test peer-network.test.ts */
  attestMaxBytes: 72 * 1024,
  /** Orders that wait for their signature to be judged, in all: half a second of work, and some 80 MB at worst. @test orders/intake-limits.test.ts */
  ordersWaiting: 20_000,
  /** Those of one sender: an author who places his own, or a host. A call or two in full; and five senders do not fill the place of all. @test orders/intake.test.ts */
  ordersWaitingPerSender: 2_500,
  /** Signatures that one thread judges at a time: 6 ms, which is how long an order of somebody else waits for it. @test orders/intake-limits.test.ts */
  ordersPerBatch: 128,
  /** Those among them whose senders are no known hubs: many hosts that begin to send at once make nobody else wait for more than 2 ms. @test orders/intake-limits.test.ts */
  strangersPerBatch: 32,
  /** Orders between their signature and the book; as the disk gets slow, new ones wait. @test orders/intake-limits.test.ts */
  ordersInWork: 10_000,
  /** Those among them of which the chain is being asked: when it does not answer, the others still get through. @test orders/intake.test.ts */
  ordersAskedOfChain: 1_000,
  /** Orders of one sender that turn out to be worthless, at once and then each second. Each costs a signature's work or a question to the chain. @test orders/intake-limits.test.ts */
  worthlessBurst: 200,
  worthlessPerSecond: 10,
  /** How much later the answer comes to a sender who has used that up: whoever waits for his answers sends less, so that reading it costs less than the work of others. @test orders/intake-limits.test.ts */
  worthlessPauseMs: 250,
  /** Answers that are held back so; more are given at once, for each takes memory. @test orders/intake-limits.test.ts */
  heldAnswers: 1_000,
  /** Senders whose worthless orders are remembered. @test orders/intake-limits.test.ts */
  sendersKept: 50_000,
  /** How long a hub's confirmed master is believed; only a supplier who removes his own hub is affected. @test chain/fact-limits.test.ts */
  masterKeptMs: 60_000,
  /** How long a hub is believed to have none; a new hub's first ask comes within seconds of its confirmation. @test chain/fact-limits.test.ts */
  noMasterKeptMs: 1_000,
  /** How long the SNM of a bid's author is believed; SNM that he sends elsewhere is no event of the market. @test chain/fact-limits.test.ts */
  fundsKeptMs: 30_000,
  /** How long it is believed who stands behind an author and which level he has proved. @test chain/fact-limits.test.ts */
  partyKeptMs: 60_000,
  /** Authors about whom the chain is asked at a time: with a hundred thousand of them it is no more than it answers. @test chain/fact-limits.test.ts */
  partiesPerRound: 100,
  /** How long it is believed where a hub announces that it is; a record lives for ten minutes itself. @test countries/country-checks.test.ts */
  announcedKeptMs: 600_000,
  /** Hubs whose records are looked up at a time: each asks every locator. @test countries/country-checks.test.ts */
  announcedPerRound: 20,
  /** Authors of whom the chain's answers are remembered; what changes them is followed. @test chain/fact-limits.test.ts */
  accountsKept: 100_000,
  /** Nonces of one author of which it is remembered whether they are used. @test chain/fact-limits.test.ts */
  noncesKept: 1_024,
  /** Taken and cancelled orders that are remembered so that one on its way in is stopped. @test chain/fact-limits.test.ts */
  spentKept: 100_000,
} as const

export type MarketplaceLimits = {
  readonly [Name in keyof typeof marketplaceLimits]: (typeof marketplaceLimits)[Name] extends bigint ? bigint : number
}
