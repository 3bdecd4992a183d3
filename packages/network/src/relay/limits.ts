/** What a relay gives to whom, each with its reason. Bytes are counted over both directions. */
export const relayLimits = {
  /** Places in all. Each is an idle HTTP/2 stream of some 20 KiB. */
  reservations: 4_096,
  /** Places of one host: a supplier's few hubs, or several suppliers behind one NAT. */
  reservationsPerHost: 64,
  /** Calls that wait in a peer's stream; one that does not read them has lost its place. */
  waitingEvents: 256,

  /** Connections that wait for their second half, in all. */
  joins: 1_024,
  /** The same of one caller: a browser behind a forwarded port opens dozens at once. */
  joinsPerCaller: 64,
  /** The same of one host, because keys cost nothing: two busy callers behind one address, and no host takes the place of all. */
  joinsPerHost: 128,
  /** How long the first half waits for the second: a lost packet is sent again after 1 s and after 3 s. */
  joinTimeoutMs: 5_000,
  /** Joined connections in all; each is two sockets and their buffers. */
  splices: 4_096,
  /** Joined connections of one caller: as many tunnels as a peer admits of one key. */
  splicesPerCaller: 256,
  /** The same of one host: two callers with as many as they may. */
  splicesPerHost: 512,

  /** What two peers without a deal may send each other in `freeWindowMs`: searches, a negotiation, the first inputs. */
  freeBytesPerPair: 64 * 2 ** 20,
  /** The same for all pairs of one caller's host, because keys cost nothing. */
  freeBytesPerHost: 512 * 2 ** 20,
  freeWindowMs: 60 * 60_000,
  /** Pairs, and hosts, of which it is remembered at once what they have used, some 200 bytes each; the oldest gives way. */
  freeWindows: 100_000,
  /** How fast a pair without a deal is carried: enough for a terminal or a page, too slow to be worth stealing. */
  freeBytesPerSecond: 4 * 2 ** 20,
  /** A connection without a deal is closed after this, however little it carries: a place that costs nothing is not for ever. */
  freeConnectionMs: 2 * 60 * 60_000,

  /** What all connections together may carry: set it below what the machine's link does. */
  bytesPerSecond: 2 * 2 ** 30,
  /** What those of one key, and those of one host, may take of it. */
  bytesPerSecondOfKey: 2 ** 30,
  bytesPerSecondOfHost: 2 ** 30,
  /** How often bytes are counted: so long a pair can go past what it may. */
  meterIntervalMs: 100,

  /** Deals that a hub may have granted at once. */
  grantsPerHub: 1_024,
  /** How often deals and windows that have ended are forgotten: what they took is free again soon after. */
  sweepIntervalMs: 10_000,
  /** Rendezvous: how long an observed endpoint is good, from the question to the punch. */
  seenMs: 15_000,
  /** Observed endpoints that are remembered. */
  seen: 8_192,
  /** Those of one host, whose oldest gives way: anybody asks for one without a key. */
  seenPerHost: 256,
  /** Punches under way of one caller: one to each of a few peers. */
  punchesPerCaller: 16,
  /** The same of one host. */
  punchesPerHost: 64,
  /** The same in all. */
  punches: 1_024,
  /** How long a peer has to get ready for a punch. */
  punchAnswerMs: 5_000,
} as const

export type RelayLimits = { readonly [Name in keyof typeof relayLimits]: number }
