import type { Duplex } from 'node:stream'
import type { Transport } from '@connectrpc/connect'
import type { Clock, Logger, Random } from '@sonm/common'
import { type Address, fail, type Signer } from '@sonm/model'
import { Identity } from './identity/identity.ts'
import { limits } from './limits.ts'
import { Dialer } from './links/dialer.ts'
import { Listener } from './links/listener.ts'
import { Places } from './links/places.ts'
import { Alpn, type Link } from './links/secure.ts'
import type { Network, PeerHandlers, TunnelOpen } from './network.ts'
import { directPath } from './paths/direct.ts'
import type { Path } from './paths/path.ts'
import type { Endpoint, Resolve } from './paths/peer.ts'
import { RpcCaller } from './rpc/caller.ts'
import { createRpcServer, type RpcServer } from './rpc/server.ts'
import { acceptTunnel, refuseTunnel } from './tunnels/accept.ts'
import { openTunnel } from './tunnels/open.ts'

export interface PeerNetworkOptions {
  /** The key that we are. */
  readonly signer: Signer
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Finds where an address listens: `pinned(...)`, the locator, or both. */
  readonly resolve: Resolve
  /** Further ways to peers, tried after the direct one. */
  readonly paths?: readonly Path[]
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
  readonly #dialer: Dialer
  readonly #listener: Listener
  readonly #closing = new AbortController()
  readonly #callers = new Map<Address, RpcCaller>()
  readonly #tunnels = new Set<Duplex>()
  readonly #places = {
    rpc: new Places<Address>(() => limits.rpcConnectionsPerPeer),
    tunnel: new Places<Address>(() => limits.tunnelsPerPeer),
  }
  #handlers: PeerHandlers | undefined
  #rpcServer: RpcServer | undefined

  constructor(options: PeerNetworkOptions) {
    const identity = new Identity(options)
    const { clock, logger } = options
    this.address = identity.address
    this.#options = options
    this.#dialer = new Dialer({ identity, clock, paths: [directPath(options.resolve), ...(options.paths ?? [])] })
    this.#listener = new Listener({ identity, clock, logger, onLink: (link) => this.#admit(link) })
  }

  rpc(to: Address): Transport {
    let caller = this.#callers.get(to)
    if (!caller) {
      caller = new RpcCaller({ to, dialer: this.#dialer, clock: this.#options.clock })
      if (this.#closing.signal.aborted) caller.close()
      this.#callers.set(to, caller)
    }
    return caller.transport
  }

  async openTunnel(to: Address, open: TunnelOpen): Promise<Duplex> {
    const tunnel = await openTunnel(to, open, {
      dialer: this.#dialer,
      clock: this.#options.clock,
      signal: this.#closing.signal,
    })
    this.#keepTunnel(tunnel)
    return tunnel
  }

  serve(handlers: PeerHandlers): void {
    this.#handlers = handlers
    this.#rpcServer = createRpcServer({ ...this.#options, routes: (router) => handlers.routes(router) })
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
    await this.#rpcServer?.close()
    for (const tunnel of this.#tunnels) tunnel.destroy()
    await this.#listener.close()
  }

  #admit(link: Link): void {
    if (link.socket.alpnProtocol === Alpn.tunnel) this.#admitTunnel(link)
    else if (link.socket.alpnProtocol === Alpn.rpc) this.#admitRpc(link)
    else link.socket.destroy()
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
    void acceptTunnel(link, { ...this.#options, onTunnel: this.#handlers?.onTunnel })
  }

  /** Counts a link until it closes; false when the peer has as many as he may. */
  #takePlace(kind: 'rpc' | 'tunnel', { socket, peer }: Link): boolean {
    const leave = this.#places[kind].take(peer)
    if (leave) socket.once('close', leave)
    else this.#options.logger.warn({ peer, kind }, 'a peer opens too many links')
    return leave !== undefined
  }

  #keepTunnel(tunnel: Duplex): void {
    this.#tunnels.add(tunnel)
    tunnel.once('close', () => this.#tunnels.delete(tunnel))
  }
}
