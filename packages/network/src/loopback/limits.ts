/**
 * What programs of this machine, and web pages in its browsers, may use of an API on loopback. Anybody there can connect, and only the
 * token tells the owner's programs from others.
 */
export const apiLimits = {
  /** Connections that have not shown the token; beyond them the oldest is cut for the newest, so that nobody keeps the owner out. More than the system has waiting to be accepted (511): who shows the token at once is not the oldest by then. @test exhaustion.test.ts */
  connectionsWithoutToken: 1_024,
  /** How long one may stand without having shown it: a page is loaded by then, and whoever reads slowly is no browser. @test exhaustion.test.ts */
  withoutTokenMs: 30_000,
  /** Connections that have shown the token: a program of the owner's that goes wrong must leave file descriptors for the rest of the node. @test exhaustion.test.ts */
  connectionsWithToken: 1_024,
  /** From an answer over HTTP/1.1 to the next request's whole headers. @test exhaustion.test.ts */
  nextRequestMs: 15_000,
  /** A connection over HTTP/2 without a call: clients keep them, and dial again. @test exhaustion.test.ts */
  idleSessionMs: 5 * 60_000,
} as const
