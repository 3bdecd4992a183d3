/** What one peer may use of another, each with its reason. A stranger with a fresh key costs nothing to make, so every one of these is finite. */
export const limits = {
  /** The Ethereum key signs for a TLS key for so long. Whoever steals the TLS key passes for its owner until then, so nothing needs to be revoked. */
  certificateValidityMs: 60 * 60_000,
  /** Certificates begin this much in the past, so that a caller whose clock is slow can still connect. */
  certificateBackdateMs: 5 * 60_000,
  /** The longest validity that is accepted from others: how long a TLS key that they lose can be used against us. */
  certificateMaxValidityMs: 2 * 60 * 60_000,
  /** Ours are some 520 bytes. A parser should never see more than it can need. */
  certificateMaxBytes: 4096,

  /** The whole way to a peer, over all its endpoints, TLS included: what a person waits before he thinks that it hangs. */
  dialTimeoutMs: 10_000,
  /** The head start of one endpoint before the next is tried beside it (RFC 8305 recommends 250 ms). */
  dialStaggerMs: 250,
  /** A record with thousands of endpoints would turn callers into a port scanner. */
  dialMaxEndpoints: 16,
  /** When nothing has answered for so long, it is looked up again where the peer is. */
  lookAgainMs: 1_500,
  /** How long the way that led to a peer is tried first. */
  knownWayMs: 10 * 60_000,
  /** Relays of one peer that are tried; each is a connection to a machine that a stranger names. */
  dialMaxRelays: 4,
  /** The head start of a punched path that worked before, and of relays before punching: it takes some round trips. */
  punchHeadStartMs: 2_000,
  /** Both sides try for so long to open a connection at the same time: through NATs that answer with resets it took up to 5.5 s. */
  punchTimeoutMs: 6_000,
  /** Between two tries, by chance, so that the sides do not miss each other for ever. */
  punchRetryLeastMs: 10,
  punchRetrySpreadMs: 20,
  /** Relays by which punching is tried: another one sees the same NATs. */
  punchMaxRelays: 1,
  /** A call on a worse path looks for a better one at once, and again after this, doubled each time ... */
  improveFirstMs: 30_000,
  /** ... up to this: NATs and routers change rarely. */
  improveLongestMs: 10 * 60_000,

  /** Connections to relays that are kept; strangers' records name them. */
  relayLinks: 64,
  /** A relay is public: it answers in some round trips or is away. */
  relayDialTimeoutMs: 1_400,
  /** What it can answer by itself, it answers at once. */
  relayAskTimeoutMs: 2_000,
  /** A relay passes a call on and waits for the peer for 5 s. */
  relayCallTimeoutMs: 6_000,
  /** How long a place at a relay is asked for. */
  relayReservationSeconds: 1_800n,
  /** What callers may have us do at once through relays: connections back, and punches, which send packets to where they say. */
  relayWorkAtOnce: { join: 256, punch: 32 },
  /** The longest that one of these takes: a round trip to the relay and a punch. */
  relayWorkTimeoutMs: 10_000,

  /** An honest handshake takes two round trips; a silent socket holds memory. */
  handshakeTimeoutMs: 5_000,
  /** Sockets in the middle of their handshake, over all callers: a handshake costs a millisecond of processor. */
  pendingHandshakes: 256,
  /** The same for one host (an IPv4 address or an IPv6 /64), so that one machine cannot use up the places of all. */
  pendingHandshakesPerHost: 64,
  /** Sockets in all; each costs some 100 KiB with its TLS buffers. */
  connections: 4096,
  /** Sockets of one host, since keys cost nothing and hosts do: two peers that use all that a key may, or hundreds of modest ones behind one NAT. */
  connectionsPerHost: 512,
  /** Sockets of this machine: a proxy before us speaks for all of its callers, and a devnet for all roles. Half is left for everybody else. */
  connectionsOfLoopback: 2048,
  /** HTTP/2 connections of one key. One is enough; a few more overlap while a link is lost and dialled again. */
  rpcConnectionsPerPeer: 8,
  /** Open tunnels of one key: a browser behind a forwarded port opens dozens. */
  tunnelsPerPeer: 256,
  /** Between the TLS handshake and the whole header of a tunnel. */
  tunnelOpenTimeoutMs: 5_000,
  /** The acceptor may have to start something or dial on before it answers. */
  tunnelAnswerTimeoutMs: 15_000,
  /** Pairs of tunnels that were sent on to each other and have not met yet, in all ... */
  joins: 1_024,
  /** ... and of one caller: a browser behind a forwarded port opens dozens at once. */
  joinsPerCaller: 64,
  /** How long one of such a pair waits for the other: a lost packet is sent again after 1 s and after 3 s. */
  joinTimeoutMs: 5_000,
  /** A tunnel's header says where to, and carries no content. */
  tunnelHeaderMaxBytes: 16 * 1024,

  /** Senders to one forwarded UDP port, each with a tunnel: a quarter of what a key may have. */
  udpFlowsPerPort: 64,
  /** UDP says of no flow that it is over: it is, when nothing has gone either way for so long (RFC 4787 asks for two minutes at least). */
  udpIdleMs: 120_000,
  /** Datagrams that wait for a slow stream; what comes after is dropped, as a router does it. */
  datagramQueueBytes: 256 * 1024,

  /** Calls at once in one connection; more wait in the caller. */
  streamsPerConnection: 256,
  /** The largest message either way. Logs, lists and inputs are chunked below it; bulk bytes go through tunnels. */
  messageMaxBytes: 4 * 1024 * 1024,
  /** The largest request of a method that names no other bound: a parser makes an object of every two bytes of junk. Who takes orders, pieces of files, logs or lists names what those take. */
  requestMaxBytes: 64 * 1024,
  /** Bytes of one key that we keep: requests that have not come whole, answers that he does not take. Some of the largest messages. */
  heldBytesPerPeer: 32 * 1024 * 1024,
  /** The same of one host, because keys cost nothing: four keys that use all they may, and another host finds as much. */
  heldBytesPerHost: 128 * 1024 * 1024,
  /** The same over all: a quarter of a small machine's memory. */
  heldBytes: 256 * 1024 * 1024,
  /** A unary call's request must have come, and its answer been taken, each within this: the largest message at 140 KB/s. */
  transferTimeoutMs: 30_000,
  /** All the headers of one call. Ours are under 1 KiB. */
  headerMaxBytes: 16 * 1024,
  /** Streams that the caller resets at once (the "rapid reset" attack): somebody who gives up all that he has asked. */
  streamResetBurst: 1000,
  /** And so many a second after that: each costs us more than him. */
  streamResetsPerSecond: 100,
  /** A unary call that names no deadline of its own. */
  callTimeoutMs: 30_000,

  /** A link with calls on it, or tunnels beside it, is pinged this often ... */
  pingIntervalMs: 2_000,
  /** ... and given up when the answer takes this long: a dead link is noticed within 5 s, with the tunnels beside it. */
  pingTimeoutMs: 3_000,
  /** After so much silence of a connection the system asks whether its other side is there, each second; ten questions without an answer end it. */
  silentConnectionMs: 5_000,
  /** One without calls is pinged too when so much came between two looks: who makes us answer and does not read would not be noticed. */
  talkBytes: 16 * 1024,
  /** A caller closes a link that carried no call for so long. */
  idleLinkMs: 5 * 60_000,
  /** We close one that others dialled after so long: those who close theirs in time never meet a link that is closing, and nobody holds places with links that carry nothing. */
  servedIdleLinkMs: 6 * 60_000,

  /** How long a browser's session lasts: its wallet signs again after it, and a stolen one is worth no more. */
  webSessionSeconds: 3_600,
  /** One message of a WebSocket, which is kept whole before it is passed on. */
  webSocketMessageMaxBytes: 1024 * 1024,

  /** The time in which calls may end when a network is closed. */
  closeGraceMs: 1_000,
} as const
