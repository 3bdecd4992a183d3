import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectRouter, Transport } from '@connectrpc/connect'
import { type Clock, type Current, type Logger, type Random, Seldom } from '@sonm/common'
import { type Address, fail, type Signer } from '@sonm/model'
import { Identity } from './identity/identity.ts'
import { limits } from './limits.ts'
import { AtOnce } from './links/at-once.ts'
import { Dialer } from './links/dialer.ts'
import { Listener } from './links/listener.ts'
import { Places } from './links/places.ts'
import { Alpn, type Link } from './links/secure.ts'
import { plainHost } from './nat/addresses.ts'
import type { RelaySight } from './nat/nat-type.ts'
import type { MeasuredPath, Network, PeerHandlers, PeerPath, TunnelOpen } from './network.ts'
import { directPath } from './paths/direct.ts'
import type { Endpoint, Resolve } from './paths/peer.ts'
import { punchedPath } from './paths/punched.ts'
import { relayedPath } from './paths/relayed.ts'
import type { RelayEndpoint } from './paths/relays-of.ts'
import { measureWay, type TracedPath } from './paths/traced.ts'
import { RelayPlaces } from './relay/places.ts'
import type { Preface } from './relay/preface.ts'
import type { Relay } from './relay/relay.ts'
import { RelayLinks } from './relay/relay-links.ts'
import { askSeen } from './relay/seen.ts'
import { type ReachedBy, RpcCaller } from './rpc/caller.ts'
import { createRpcServer, type RpcServer } from './rpc/server.ts'
import { acceptTunnel } from './tunnels/accept.ts'
import { openTunnel } from './tunnels/open.ts'
import { refuseTunnel } from './tunnels/serve-tunnel.ts'
import { TunnelJoins } from './tunnels/tunnel-joins.ts'
import { TunnelsBeside } from './tunnels/tunnels-beside.ts'
import { serveWeb, type WebOptions, type WebServer } from './web/serve-web.ts'

export interface PeerNetworkOptions {
  /** The key that we are. */
  readonly signer: Signer
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Finds where an address listens: `pinned(...)`, the locator, or both. */
  readonly resolve: Resolve
  /** Makes this peer a relay for others. */
  readonly relay?: Relay
}

/**
 * The peer network over TCP: TLS 1.3 bound to Ethereum keys, RPC over HTTP/2 and tunnels on one port.
 * @example
 * const network = new PeerNetwork({ signer, clock: systemClock, random: systemRandom, logger, resolve: pinned([hub]) })
 * network.serve({ routes: (router) => router.service(WorkerService, implementation) })
 * const { port } = await network.listen('0.0.0.0', 15010)
 * const client = createClient(HubService, network.rpc(hub.address))
 */
export class PeerNetwork implements Network {
  readonly address: Address
  readonly #options: PeerNetworkOptions
  readonly #identity: Identity
  readonly #dialer: Dialer
  readonly #listener: Listener
  readonly #relayLinks: RelayLinks
  readonly #closing = new AbortController()
  readonly #callers = new Map<Address, RpcCaller>()
  readonly #tunnels = new Set<Duplex>()
  readonly #places = {
    rpc: new Places<Address>(() => limits.rpcConnectionsPerPeer),
    tunnel: new Places<Address>(() => limits.tunnelsPerPeer),
  }
  readonly #tunnelDials = new AtOnce<Address>(limits.tunnelDialsAtOnce)
  readonly #beside = new TunnelsBeside()
  readonly #joins: TunnelJoins
  readonly #webServers: WebServer[] = []
  readonly #crowded: Seldom
  #handlers: PeerHandlers | undefined
  #rpcServer: RpcServer | undefined

  constructor(options: PeerNetworkOptions) {
    const identity = new Identity(options)
    const { clock, logger } = options
    this.address = identity.address
    this.#options = options
    this.#identity = identity
    this.#crowded = new Seldom({ clock, everyMs: limits.refusalLogMs })
    this.#joins = new TunnelJoins({ ...options, places: this.#places.tunnel, beside: this.#beside })
    this.#relayLinks = new RelayLinks({ identity, clock })
    const { resolve, random } = options
    const paths = [
      directPath(resolve),
      relayedPath(resolve, this.#relayLinks),
      punchedPath(resolve, { links: this.#relayLinks, clock, random }),
    ]
    this.#dialer = new Dialer({ identity, clock, paths })
    const onLink = (link: Link) => this.#admit(link)
    const onRaw = (preface: Preface, socket: Socket) => this.#admitRaw(preface, socket)
    this.#listener = new Listener({ identity, clock, logger, onLink, onRaw })
  }

  rpc(to: Address): Transport {
    return this.#caller(to).transport
  }

  async ping(to: Address): Promise<MeasuredPath> {
    const { roundTripMs, ...reached } = await this.#caller(to).ping()
    return { ...pathOf(reached), roundTripUs: Math.round(roundTripMs * 1000) }
  }

  /** Tries every path to a peer by itself. @throws PEER_UNREACHABLE when nobody knows one */
  async trace(to: Address): Promise<readonly TracedPath[]> {
    const { clock } = this.#options
    const ways = await this.#dialer.trace(to, Alpn.rpc, this.#closing.signal)
    return Promise.all(ways.map((way) => measureWay(way, clock)))
  }

  /** The peers that we have a connection to, and how. */
  paths(): ReadonlyMap<Address, PeerPath> {
    const connected = [...this.#callers].flatMap(([address, caller]) => {
      const reached = caller.path()
      return reached ? [[address, pathOf(reached)] as const] : []
    })
    return new Map(connected)
  }

  /** Keeps places at relays, by which others reach us. Let peers in before; `close` of the network does not end it. */
  relayPlaces(relays: Current<readonly RelayEndpoint[]>, onChange: () => void): RelayPlaces {
    const onSocket = (socket: Socket, relay?: Address) => this.#listener.adopt(socket, relay)
    return new RelayPlaces({ ...this.#options, relays, links: this.#relayLinks, onSocket, onChange })
  }

  /** This machine's addresses have changed: ends what was made from one that it has no more, so that it is made anew at once. */
  dropUnlessFrom(addresses: readonly string[]): void {
    for (const caller of this.#callers.values()) caller.dropUnlessFrom(addresses)
    this.#relayLinks.dropUnlessFrom(addresses)
    for (const tunnel of this.#tunnels) {
      const from = tunnel instanceof Socket ? tunnel.localAddress : undefined
      if (from !== undefined && !addresses.includes(plainHost(from))) tunnel.destroy()
    }
  }

  /** How relays see one port of ours, which tells what NAT there is; relays that do not answer are left out. */
  async seenBy(relays: readonly RelayEndpoint[]): Promise<readonly RelaySight[]> {
    const { clock, random } = this.#options
    const seen: RelaySight[] = []
    for (const relay of relays) {
      const controller = new AbortController()
      const tooLate = new Error('the relay does not answer')
      const cancel = clock.after(limits.relayDialTimeoutMs, () => controller.abort(tooLate))
      const from = seen[0] && { localPort: seen[0].localPort }
      await askSeen(this.#relayLinks.to(relay), random, controller.signal, from)
        .then(
          (port) => seen.push({ ...port, relay: relay.relay }),
          () => {},
        )
        .finally(cancel)
    }
    return seen
  }

  /**
   * Lets browsers in too.
   * @param handlers by default those of `serve`, which must have been called; others are for browsers alone
   * @throws PORT_TAKEN, INPUT_INVALID
   */
  async listenWeb(web: WebOptions, handlers = this.#handlers ?? { routes: () => {} }): Promise<WebServer> {
    const server = await serveWeb({ ...this.#options, ...web, address: this.address, handlers })
    this.#webServers.push(server)
    return server
  }

  async openTunnel(to: Address, open: TunnelOpen): Promise<Duplex> {
    const tunnel = await openTunnel(to, open, {
      dialer: this.#dialer,
      dials: this.#tunnelDials,
      identity: this.#identity,
      clock: this.#options.clock,
      signal: this.#closing.signal,
    })
    this.#keepTunnel(tunnel)
    this.#beside.add(to, tunnel, () => tunnel.destroy())
    this.#caller(to).keepFor(tunnel)
    return tunnel
  }

  serve(handlers: PeerHandlers): void {
    this.#handlers = handlers
    const routes = (router: ConnectRouter) => {
      handlers.routes(router)
      this.#options.relay?.routes(router)
    }
    const { bytes, requestMaxBytes, checks } = handlers
    const admit = handlers.admit?.bind(handlers)
    const beside = this.#beside
    const asked = { bytes, requestMaxBytes, checks, admit }
    this.#rpcServer = createRpcServer({ ...this.#options, ...asked, routes, beside })
  }

  /**
   * Lets peers in. Call `serve` before.
   * @param port 0 takes a free one
   * @returns where it listens
   * @throws PORT_TAKEN, INPUT_INVALID when the host is none of this machine's
   */
  listen(host: string, port: number): Promise<Endpoint> {
    return this.#listener.listen(host, port)
  }

  /** Ends running calls (those of others after a grace), cuts tunnels, stops listening. May be called twice. */
  async close(): Promise<void> {
    this.#closing.abort(
      fail('PEER_UNREACHABLE', { address: this.address, reason: 'the network of this side is closed' }),
    )
    for (const caller of this.#callers.values()) caller.close()
    this.#relayLinks.close()
    this.#options.relay?.close()
    this.#joins.close()
    await Promise.all(this.#webServers.map((server) => server.close()))
    await this.#rpcServer?.close()
    for (const tunnel of this.#tunnels) tunnel.destroy()
    await this.#listener.close()
  }

  #caller(to: Address): RpcCaller {
    const known = this.#callers.get(to)
    if (known) return known
    const caller = new RpcCaller({ to, dialer: this.#dialer, clock: this.#options.clock, beside: this.#beside })
    if (this.#closing.signal.aborted) caller.close()
    this.#callers.set(to, caller)
    return caller
  }

  #admit(link: Link): void {
    if (link.socket.alpnProtocol === Alpn.tunnel) this.#admitTunnel(link)
    else if (link.socket.alpnProtocol === Alpn.rpc) this.#admitRpc(link)
    else link.socket.destroy()
  }

  /** A connection that carries TLS of others. */
  #admitRaw(preface: Preface, socket: Socket): void {
    const { relay } = this.#options
    if (preface.kind === 'tunnel') this.#joins.attach(preface.token, socket)
    else if (relay) relay.onRaw(preface, socket)
    else socket.destroy()
  }

  #admitRpc(link: Link): void {
    if (this.#takePlace('rpc', link) && this.#rpcServer) this.#rpcServer.accept(link)
    else link.socket.destroy()
  }

  #admitTunnel(link: Link): void {
    if (!this.#takePlace('tunnel', link)) {
      refuseTunnel(link.socket, fail('PEER_BUSY', { what: 'tunnels', limit: limits.tunnelsPerPeer }))
      return
    }
    this.#keepTunnel(link.socket)
    this.#beside.add(link.peer, link.socket, () => link.socket.destroy())
    void acceptTunnel(link, { ...this.#options, joins: this.#joins, onTunnel: this.#handlers?.onTunnel })
  }

  /** Counts a link until it closes; false when the peer has as many as he may. */
  #takePlace(kind: 'rpc' | 'tunnel', { socket, peer }: Link): boolean {
    const leave = this.#places[kind].take(peer)
    if (leave) socket.once('close', leave)
    else this.#crowded.tell((times) => this.#options.logger.warn({ peer, kind, times }, 'a peer opens too many links'))
    return leave !== undefined
  }

  #keepTunnel(tunnel: Duplex): void {
    this.#tunnels.add(tunnel)
    tunnel.once('close', () => this.#tunnels.delete(tunnel))
  }
}

function pathOf({ route, tried }: ReachedBy): PeerPath {
  return { path: route.kind, via: route.label, tried }
}
