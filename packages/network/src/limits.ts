/** What one peer may use of another, each with its reason. A stranger with a fresh key costs nothing to make, so every one of these is finite. */
export const limits = {
  /** The Ethereum key signs for a TLS key for so long. Whoever steals the TLS key passes for its owner until then, so nothing needs to be revoked. @test links/listener.test.ts */
  certificateValidityMs: 60 * 60_000,
  /** Certificates begin this much in the past, so that a caller whose clock is slow can still connect. @test identity/verify.test.ts */
  certificateBackdateMs: 5 * 60_000,
  /** The longest validity that is accepted from others: how long a TLS key that they lose can be used against us. @test identity/verify.test.ts */
  certificateMaxValidityMs: 2 * 60 * 60_000,
  /** Ours are some 520 bytes. A parser should never see more than it can need. @test identity/verify.test.ts */
  certificateMaxBytes: 4096,

  /** The whole way to a peer, over all its endpoints, TLS included: what a person waits before he thinks that it hangs. @test links/secure.test.ts */
  dialTimeoutMs: 10_000,
  /** The head start of one endpoint before the next is tried beside it (RFC 8305 recommends 250 ms). @test links/dial-limits.test.ts */
  dialStaggerMs: 250,
  /** A record with thousands of endpoints would turn callers into a port scanner. @test paths/direct.test.ts */
  dialMaxEndpoints: 16,
  /** When nothing has answered for so long, it is looked up again where the peer is. @test links/dial-limits.test.ts */
  lookAgainMs: 1_500,
  /** How long the way that led to a peer is tried first. @test links/dial-limits.test.ts */
  knownWayMs: 10 * 60_000,
  /** Relays of one peer that are tried; each is a connection to a machine that a stranger names. @test links/dial-limits.test.ts */
  dialMaxRelays: 4,
  /** The head start of a punched path that worked before, and of relays before punching: it takes some round trips. @test links/dial-limits.test.ts */
  punchHeadStartMs: 2_000,
  /** Both sides try for so long to open a connection at the same time: through NATs that answer with resets it took up to 5.5 s. @test paths/simultaneous-open.test.ts */
  punchTimeoutMs: 6_000,
  /** Between two tries, by chance, so that the sides do not miss each other for ever. @test paths/simultaneous-open.test.ts */
  punchRetryLeastMs: 10,
  punchRetrySpreadMs: 20,
  /** A call on a worse path looks for a better one at once, and again after this, doubled each time ... @test rpc/caller.test.ts */
  improveFirstMs: 30_000,
  /** ... up to this: NATs and routers change rarely. @test rpc/caller.test.ts */
  improveLongestMs: 10 * 60_000,

  /** So long a relay by which a link was cut, or died, is tried after the others: one that lies may join as well as any and pass on nothing. @test links/dial-limits.test.ts */
  doubtedRelayMs: 5 * 60_000,

  /** Connections to relays that are kept; strangers' records name them. @test links/dial-limits.test.ts */
  relayLinks: 64,
  /** A relay is public: it answers in some round trips or is away. So long it is dialled, and so long one that is asked for a punch is ahead of the next. @test links/dial-limits.test.ts */
  relayDialTimeoutMs: 1_400,
  /** What it can answer by itself, it answers at once. @test relay/silent-relay.test.ts */
  relayAskTimeoutMs: 2_000,
  /** A relay passes a call on and waits for the peer for 5 s. @test relay/silent-relay.test.ts */
  relayCallTimeoutMs: 6_000,
  /** Events that a relay may tell of at once by our place there, callers above all: as many as wait at a relay at most ... @test relay/lying-relay.test.ts */
  relayEventBurst: 1_024,
  /** ... and so many a second after that. What comes faster is not read before its time: each costs us more than a relay that lies. @test relay/lying-relay.test.ts */
  relayEventsPerSecond: 200,
  /** A place at a relay that ended sooner was none: each that comes or goes is announced, which locators take a few times a minute ... @test relay/lying-relay.test.ts */
  relayPlaceLeastMs: 10_000,
  /** ... so the next is asked for after a pause, doubled each time up to this. @test relay/lying-relay.test.ts */
  relayPlaceLongestPauseMs: 60_000,
  /** How long a place at a relay is asked for. @test relay/places.test.ts */
  relayReservationSeconds: 1_800n,
  /** What callers may have us do at once through relays: connections back, and punches, which send packets to where they say. @test relay/places.test.ts */
  relayWorkAtOnce: { join: 256, punch: 32 },
  /** The longest that one of these takes: a round trip to the relay and a punch. @test relay/places.test.ts */
  relayWorkTimeoutMs: 10_000,

  /** An honest handshake takes two round trips; a silent socket holds memory. @test links/listener.test.ts */
  handshakeTimeoutMs: 5_000,
  /** Sockets in the middle of their handshake, over all callers: a handshake costs a millisecond of processor. @test links/crowds.test.ts */
  pendingHandshakes: 256,
  /** The same for one host (an IPv4 address or an IPv6 /64), so that one machine cannot use up the places of all. @test links/listener.test.ts */
  pendingHandshakesPerHost: 64,
  /** Sockets in all; each costs some 100 KiB with its TLS buffers. @test links/crowds.test.ts */
  connections: 4096,
  /** Sockets of one host, since keys cost nothing and hosts do: two peers that use all that a key may, or hundreds of modest ones behind one NAT. @test links/crowds.test.ts */
  connectionsPerHost: 512,
  /** Sockets of this machine: a proxy before us speaks for all of its callers, and a devnet for all roles. Half is left for everybody else. @test links/crowds.test.ts */
  connectionsOfLoopback: 2048,
  /** HTTP/2 connections of one key. One is enough; a few more overlap while a link is lost and dialled again. @test peer-network.test.ts */
  rpcConnectionsPerPeer: 8,
  /** Open tunnels of one key: a browser behind a forwarded port opens dozens. @test peer-network.test.ts */
  tunnelsPerPeer: 256,
  /** Tunnels to one peer that we dial at once; more wait. It is half of the handshakes that a host may have under way there, so that who opens hundreds is served and not refused. @test tunnels/many-at-once.test.ts */
  tunnelDialsAtOnce: 32,
  /** Connections to one forwarded port for which a tunnel is opened at once; more wait: each is one of the pairs that may wait of a caller, and he may have more ports than one. @test tunnels/many-at-once.test.ts */
  tunnelsOpenedPerPort: 16,
  /** Between the TLS handshake and the whole header of a tunnel. @test tunnels/tunnel-limits.test.ts */
  tunnelOpenTimeoutMs: 5_000,
  /** The acceptor may have to start something or dial on before it answers. @test tunnels/tunnel-limits.test.ts */
  tunnelAnswerTimeoutMs: 15_000,
  /** Pairs of tunnels that were sent on to each other and have not met yet, in all ... @test tunnels/tunnel-limits.test.ts */
  joins: 1_024,
  /** ... and of one caller: a browser behind a forwarded port opens dozens at once. @test tunnels/tunnel-limits.test.ts */
  joinsPerCaller: 64,
  /** How long one of such a pair waits for the other: a lost packet is sent again after 1 s and after 3 s. @test tunnels/tunnel-limits.test.ts */
  joinTimeoutMs: 5_000,
  /** A tunnel's header says where to, and carries no content. @test tunnels/frame.test.ts */
  tunnelHeaderMaxBytes: 16 * 1024,

  /** Senders to one forwarded UDP port, each with a tunnel: a quarter of what a key may have. @test tunnels/udp.test.ts */
  udpFlowsPerPort: 64,
  /** UDP says of no flow that it is over: it is, when nothing has gone either way for so long (RFC 4787 asks for two minutes at least). @test tunnels/udp.test.ts */
  udpIdleMs: 120_000,
  /** Datagrams that wait for a slow stream; what comes after is dropped, as a router does it. @test tunnels/udp.test.ts */
  datagramQueueBytes: 256 * 1024,

  /** Calls at once in one connection; more wait in the caller. @test rpc/server.test.ts */
  streamsPerConnection: 256,
  /** The largest message either way. Logs, lists and inputs are chunked below it; bulk bytes go through tunnels. @test testing/network-compliance.ts */
  messageMaxBytes: 4 * 1024 * 1024,
  /** The largest request of a method that names no other bound: a parser makes an object of every two bytes of junk. Who takes orders, pieces of files, logs or lists names what those take. @test rpc/request-size.test.ts */
  requestMaxBytes: 64 * 1024,
  /** Bytes of one key that we keep: requests that have not come whole, answers that he does not take. Some of the largest messages. @test attacks/attacks.test.ts */
  heldBytesPerPeer: 32 * 1024 * 1024,
  /** The same of one host, because keys cost nothing: four keys that use all they may, and another host finds as much. @test rpc/server.test.ts */
  heldBytesPerHost: 128 * 1024 * 1024,
  /** The same over all: a quarter of a small machine's memory. @test rpc/server.test.ts */
  heldBytes: 256 * 1024 * 1024,
  /** What an open unary call counts of those, as long as it is open: so many it takes of memory before a byte of its request has come. @test attacks/open-calls.test.ts */
  unaryHeldBytes: 8 * 1024,
  /** The same of a stream. So one key has a thousand, and one host, whatever keys it makes, a few thousand. @test attacks/open-calls.test.ts */
  streamHeldBytes: 32 * 1024,
  /** A request of one message must have come, and the answer of a unary call been taken, each within this: the largest message at 140 KB/s. @test rpc/server.test.ts */
  transferTimeoutMs: 30_000,
  /** All the headers of one call. Ours are under 1 KiB. @test rpc/server.test.ts */
  headerMaxBytes: 16 * 1024,
  /** Streams that the caller resets at once (the "rapid reset" attack): somebody who gives up all that he has asked. @test attacks/attacks.test.ts */
  streamResetBurst: 1000,
  /** And so many a second after that: each costs us more than him. @test attacks/attacks.test.ts */
  streamResetsPerSecond: 100,
  /** A unary call that names no deadline of its own. @test rpc/caller.test.ts */
  callTimeoutMs: 30_000,

  /** A link with calls on it, or tunnels beside it, is pinged this often ... @test tunnels/dead-line.test.ts */
  pingIntervalMs: 2_000,
  /** ... and given up when the answer takes this long: a dead link is noticed within 5 s, with the tunnels beside it. @test tunnels/dead-line.test.ts */
  pingTimeoutMs: 3_000,
  /** After so much silence of a connection the system asks whether its other side is there, each second; ten questions without an answer end it. @test test/network-namespaces/peers.root.test.ts */
  silentConnectionMs: 5_000,
  /** One without calls is pinged too when so much came between two looks: who makes us answer and does not read would not be noticed. @test attacks/attacks.test.ts */
  talkBytes: 16 * 1024,
  /** A caller closes a link that carried no call for so long. @test rpc/calls.test.ts */
  idleLinkMs: 5 * 60_000,
  /** We close one that others dialled after so long: those who close theirs in time never meet a link that is closing, and nobody holds places with links that carry nothing. @test peer-network.test.ts */
  servedIdleLinkMs: 6 * 60_000,

  /** How long a browser's session lasts: its wallet signs again after it, and a stolen one is worth no more. @test web/serve-web.test.ts */
  webSessionSeconds: 3_600,
  /** From an answer over HTTP/1.1 to the next request's whole head: browsers keep connections, and dial again. @test web/slow-browsers.test.ts */
  webNextRequestMs: 15_000,
  /** One message of a WebSocket, which is kept whole before it is passed on: twice the largest that our own pages send. @test web/serve-web.test.ts */
  webSocketMessageMaxBytes: 128 * 1024,
  /** Frames of one message: a browser sends it in one, or in some; each takes more memory than the byte that may be in it. @test web/web-socket-attacks.test.ts */
  webSocketFragments: 256,
  /** Pieces in which a frame may come by TCP, which are kept until it is whole: of 32 bytes each, where networks have a thousand. @test web/web-socket-attacks.test.ts */
  webSocketChunks: 4_096,
  /** What may come of a WebSocket at once that is no content: heads of frames, pings, a message that has not come whole ... @test web/web-socket-attacks.test.ts */
  webSocketOverheadBytes: 512 * 1024,
  /** ... and so much a second after that: some thousand messages of single bytes, and no browser sends a ping. @test web/limit-overhead.test.ts */
  webSocketOverheadBytesPerSecond: 32 * 1024,

  /** How often the log says that somebody wants more than he may, each time with how often it was: a stranger could fill a disk with it. @test links/listener.test.ts */
  refusalLogMs: 60_000,

  /** The time in which calls may end when a network is closed. @test peer-network.test.ts */
  closeGraceMs: 1_000,
} as const
