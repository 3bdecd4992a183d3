/** What strangers may use of a locator, each with its reason. */
export const locatorLimits = {
  /** Records in all: each takes some 2 KiB of memory, 6 KiB at worst. When they are full, the host with the most gives way. */
  records: 100_000,
  /** Announcements of one caller in a minute. A peer announces itself once; a hub may speak for a few more. */
  announcementsPerMinute: 120,
  /** Announcements of one host (an IPv4 address or an IPv6 /64) in a minute: a thousand peers behind one NAT. So it can fill a seventh of the records at most. */
  announcementsPerMinuteOfHost: 1_200,
  /** Callers that are counted at once; beyond it the minute begins anew for all. */
  callersCounted: 100_000,
  /** When a peer should announce again: a restarted locator knows all peers after this. */
  renewSeconds: 60n,
  /** How often expired records are dropped. */
  sweepIntervalMs: 10_000,
} as const

export type LocatorLimits = {
  readonly [Name in keyof typeof locatorLimits]: (typeof locatorLimits)[Name] extends bigint ? bigint : number
}
