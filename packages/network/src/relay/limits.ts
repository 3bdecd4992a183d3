/** What a relay gives to whom, each with its reason. Bytes are counted over both directions. */
export const relayLimits = {
  /** Places in all. Each is an idle HTTP/2 stream of some 20 KiB. @test crowds.test.ts */
  reservations: 4_096,
  /** Places of one host: a supplier's few hubs, or several suppliers behind one NAT. @test relay.test.ts */
  reservationsPerHost: 64,
  /** Calls that wait in a peer's stream; one that does not read them has lost its place. @test crowds.test.ts */
  waitingEvents: 256,

  /** Connections that wait for their second half, in all. @test crowds.test.ts */
  joins: 1_024,
  /** The same of one caller: a browser behind a forwarded port opens dozens at once. @test relay.test.ts */
  joinsPerCaller: 64,
  /** The same of one host, because keys cost nothing: two busy callers behind one address, and no host takes the place of all. @test relay.test.ts */
  joinsPerHost: 128,
  /** How long the first half waits for the second: a lost packet is sent again after 1 s and after 3 s. @test joins.test.ts */
  joinTimeoutMs: 5_000,
  /** Joined connections in all; each is two sockets and their buffers. @test crowds.test.ts */
  splices: 4_096,
  /** Joined connections of one caller: as many tunnels as a peer admits of one key. @test relay.test.ts */
  splicesPerCaller: 256,
  /** The same of one host: two callers with as many as they may. @test relay.test.ts */
  splicesPerHost: 512,

  /** What two peers without a deal may send each other in `freeWindowMs`: searches, a negotiation, the first inputs. @test relay.test.ts */
  freeBytesPerPair: 64 * 2 ** 20,
  /** The same for all pairs of one caller's host, because keys cost nothing. @test allowances.test.ts */
  freeBytesPerHost: 512 * 2 ** 20,
  /** How long what a pair or a host has used is counted against it. @test allowances.test.ts */
  freeWindowMs: 60 * 60_000,
  /** Pairs, and hosts, of which it is remembered at once what they have used, some 200 bytes each; the oldest gives way. @test allowances.test.ts */
  freeWindows: 100_000,
  /** How fast a pair without a deal is carried: enough for a terminal or a page, too slow to be worth stealing. @test meter.test.ts */
  freeBytesPerSecond: 4 * 2 ** 20,
  /** A connection without a deal is closed after this, however little it carries: a place that costs nothing is not for ever. @test meter.test.ts */
  freeConnectionMs: 2 * 60 * 60_000,

  /** What all connections together may carry: set it below what the machine's link does. @test meter.test.ts */
  bytesPerSecond: 2 * 2 ** 30,
  /** What those of one key, and those of one host, may take of it. @test meter.test.ts */
  bytesPerSecondOfKey: 2 ** 30,
  bytesPerSecondOfHost: 2 ** 30,
  /** How often bytes are counted: so long a pair can go past what it may. @test meter.test.ts */
  meterIntervalMs: 100,

  /** Deals that a hub may have granted at once. @test allowances.test.ts */
  grantsPerHub: 1_024,
  /** How often deals and windows that have ended are forgotten: what they took is free again soon after. @test meter.test.ts */
  sweepIntervalMs: 10_000,
  /** Rendezvous: how long an observed endpoint is good, from the question to the punch. @test rendezvous.test.ts */
  seenMs: 15_000,
  /** Observed endpoints that are remembered. @test rendezvous.test.ts */
  seen: 8_192,
  /** Those of one host, whose oldest gives way: anybody asks for one without a key. @test rendezvous.test.ts */
  seenPerHost: 256,
  /** Punches under way of one caller: one to each of a few peers. @test rendezvous.test.ts */
  punchesPerCaller: 16,
  /** The same of one host. @test rendezvous.test.ts */
  punchesPerHost: 64,
  /** The same in all. @test rendezvous.test.ts */
  punches: 1_024,
  /** How long a peer has to get ready for a punch. @test rendezvous.test.ts */
  punchAnswerMs: 5_000,
} as const

export type RelayLimits = { readonly [Name in keyof typeof relayLimits]: number }
