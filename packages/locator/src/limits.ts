/** What strangers may use of a locator, each with its reason. */
export const locatorLimits = {
  /** Records in all: each takes some 2 KiB of memory, 6 KiB at worst. When they are full, the host with the most gives way. @test locator.test.ts */
  records: 100_000,
  /** Announcements of one caller in a minute. A peer announces itself once; a hub may speak for a few more. @test locator.test.ts */
  announcementsPerMinute: 120,
  /** Announcements of one host (an IPv4 address or an IPv6 /64) in a minute: a thousand peers behind one NAT. So it can fill a seventh of the records at most. @test locator.test.ts */
  announcementsPerMinuteOfHost: 1_200,
  /** Callers that are counted at once; beyond it the one counted first begins anew. @test locator.test.ts */
  callersCounted: 100_000,
  /** Records in one AnnounceMany: a thirtieth of a second of signature checks holds the others up. @test flood.test.ts */
  announcementsPerCall: 64,
  /** The bytes of an AnnounceMany request: so many records of 16 endpoints of the greatest length, in JSON too. @test flood.test.ts */
  announceManyMaxBytes: 320 * 1024,
  /** Addresses in one ResolveMany: the answer stays below 1 MiB, at worst. @test flood.test.ts */
  addressesPerCall: 256,
  /** Milliseconds of the one thread that the calls of one key may take at once: to read them, to check signatures, to answer. @test flood.test.ts */
  readBurstMsPerKey: 1_000,
  /** The same each second after that: a quarter of the thread. @test limits.test.ts */
  readMsPerSecondPerKey: 250,
  /** What all calls of one host may take at once, because keys cost nothing. @test flood.test.ts */
  readBurstMsPerHost: 2_000,
  /** The same each second after that: under half of the thread, so that one host never stops the others. @test limits.test.ts */
  readMsPerSecondPerHost: 400,
  /** How much later the answer comes to a caller who has used that up: whoever waits for his answers sends less. @test limits.test.ts */
  worthlessPauseMs: 250,
  /** Answers that are held back so; more are given at once, for each takes memory. @test limits.test.ts */
  heldAnswers: 1_000,
  /** Records in one page of Replicate: as the addresses of ResolveMany. @test limits.test.ts */
  recordsPerPage: 256,
  /** Pages that one host may read in a minute: the whole table, and what is new each second. @test replication.test.ts */
  pagesPerMinuteOfHost: 600,
  /** How long a follower waits when it has read all: a record crosses a line of locators in so many seconds. @test limits.test.ts */
  followIntervalMs: 1_000,
  /** Signatures that are checked for one followed locator in a minute, good or bad: a full table that is announced anew, a fifth of a core. @test replication.test.ts */
  followedRecordsPerMinute: 120_000,
  /** Records of one page that may be no records of theirs (clocks differ); beyond it the locator is left alone for a while. @test replication.test.ts */
  followedFaultsPerPage: 16,
  /** When a peer should announce again: a restarted locator knows all peers after this. @test limits.test.ts */
  renewSeconds: 60n,
  /** How often expired records are dropped. @test limits.test.ts */
  sweepIntervalMs: 10_000,
} as const

export type LocatorLimits = {
  readonly [Name in keyof typeof locatorLimits]: (typeof locatorLimits)[Name] extends bigint ? bigint : number
}
