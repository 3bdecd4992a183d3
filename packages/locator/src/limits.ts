/** What strangers may use of a locator, each with its reason. */
export const locatorLimits = {
  /** Records in all: each takes some 2 KiB of memory, 6 KiB at worst. When they are full, the host with the most gives way. */
  records: 100_000,
  /** Announcements of one caller in a minute. A peer announces itself once; a hub may speak for a few more. */
  announcementsPerMinute: 120,
  /** Announcements of one host (an IPv4 address or an IPv6 /64) in a minute: a thousand peers behind one NAT. So it can fill a seventh of the records at most. */
  announcementsPerMinuteOfHost: 1_200,
  /** Callers that are counted at once; beyond it the one counted first begins anew. @test locator.test.ts */
  callersCounted: 100_000,
  /** Records in one AnnounceMany: a thirtieth of a second of signature checks holds the others up. */
  announcementsPerCall: 64,
  /** The bytes of an AnnounceMany request: so many records of 16 endpoints of the greatest length, in JSON too. */
  announceManyMaxBytes: 320 * 1024,
  /** Addresses in one ResolveMany: the answer stays below 1 MiB, at worst. */
  addressesPerCall: 256,
  /** Milliseconds of the one thread that the calls of one key may take at once, and then each second: to read them, to check signatures, to answer. */
  readBurstMsPerKey: 1_000,
  readMsPerSecondPerKey: 250,
  /** The same of one host, because keys cost nothing: under half of the thread, so that one host never stops the others. */
  readBurstMsPerHost: 2_000,
  readMsPerSecondPerHost: 400,
  /** How much later the answer comes to a caller who has used that up: whoever waits for his answers sends less. */
  worthlessPauseMs: 250,
  /** Answers that are held back so; more are given at once, for each takes memory. */
  heldAnswers: 1_000,
  /** Records in one page of Replicate: as the addresses of ResolveMany. */
  recordsPerPage: 256,
  /** Pages that one host may read in a minute: the whole table, and what is new each second. */
  pagesPerMinuteOfHost: 600,
  /** How long a follower waits when it has read all: a record crosses a line of locators in so many seconds. */
  followIntervalMs: 1_000,
  /** Signatures that are checked for one followed locator in a minute, good or bad: a full table that is announced anew, a fifth of a core. */
  followedRecordsPerMinute: 120_000,
  /** Records of one page that may be no records of theirs (clocks differ); beyond it the locator is left alone for a while. @test replication.test.ts */
  followedFaultsPerPage: 16,
  /** When a peer should announce again: a restarted locator knows all peers after this. */
  renewSeconds: 60n,
  /** How often expired records are dropped. */
  sweepIntervalMs: 10_000,
} as const

export type LocatorLimits = {
  readonly [Name in keyof typeof locatorLimits]: (typeof locatorLimits)[Name] extends bigint ? bigint : number
}
