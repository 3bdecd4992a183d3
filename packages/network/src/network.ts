import type { Duplex } from 'node:stream'
import type { DescMethod } from '@bufbuild/protobuf'
import { type ConnectRouter, createContextKey, type HandlerContext, type Transport } from '@connectrpc/connect'
import { type Address, ZERO_ADDRESS } from '@sonm/model'
import type { TriedWay } from './links/dial-log.ts'
import type { PathKind } from './paths/path.ts'

/** The first words of a tunnel: what it is for. */
export interface TunnelOpen {
  readonly protocol: string
  readonly payload: Uint8Array
}

/** A tunnel that somebody wants to open to us. */
export interface IncomingTunnel extends TunnelOpen {
  readonly caller: Address
  /** Tells the caller that the tunnel stands, and hands over its bytes. To refuse, the handler throws instead. */
  accept(): Duplex
  /**
   * Joins it to another peer's tunnel. Where both have a TLS link to us, the two speak TLS with each other from then on, and
   * we pass on what we cannot read. Either ends as the other does.
   * @throws PEER_BUSY
   */
  join(other: IncomingTunnel): void
}

/** Looks at the bytes of a request; what they are is what the caller says. */
export type RequestCheck = (request: Uint8Array, form: 'proto' | 'json') => void

/** What a peer offers to others. */
export interface PeerHandlers {
  routes(router: ConnectRouter): void
  /** Methods whose requests may be larger, or smaller, than `limits.requestMaxBytes`, in whatever form; a stream's messages each. */
  readonly requestMaxBytes?: ReadonlyMap<DescMethod, number>
  /**
   * Whether a call is looked at, before its message is read, which costs more than most refusals: throws a coded error to
   * refuse.
   */
  admit?(method: DescMethod, context: HandlerContext): Promise<void>
  /**
   * Unary methods whose request somebody reads from its bytes himself, as where messages would cost more than all else. Calls of
   * other forms than ours between peers come to their handler.
   */
  readonly bytes?: ReadonlyMap<DescMethod, (request: Uint8Array, context: HandlerContext) => Promise<object>>
  /**
   * Of unary methods in `bytes`: looks at a request of another form before a message is made of it, since that may take a hundred times
   * the room of its bytes. Throws a coded error to refuse.
   */
  readonly checks?: ReadonlyMap<DescMethod, RequestCheck>
  /** Throws a coded error to refuse; the caller's `openTunnel` rejects with it. */
  onTunnel?(tunnel: IncomingTunnel): Promise<void>
}

/** The way by which a peer is reached. */
export interface PeerPath {
  readonly path: PathKind
  /** The endpoint, or the relay. */
  readonly via: string
  /** What was tried besides, and why it is not used. */
  readonly tried: readonly TriedWay[]
}

/** A path, and how far the peer is by it. */
export interface MeasuredPath extends PeerPath {
  readonly roundTripUs: number
}

/**
 * The peer network as it is handed to a service: everybody is an Ethereum address, proved by his key.
 * TLS over TCP in a daemon, in memory in a simulation.
 */
export interface Network {
  /** Our own address. */
  readonly address: Address
  /** RPC to a peer; it dials on the first call and again after a loss. Calls fail with PEER_UNREACHABLE, PEER_WRONG_KEY, or what the peer's handler threw. */
  rpc(to: Address): Transport
  /** A stream of raw bytes to a peer, with backpressure and half-close. Fails as `rpc` does. */
  openTunnel(to: Address, open: TunnelOpen): Promise<Duplex>
  /** Reaches a peer, measures one round trip, and tells the path. Fails with PEER_UNREACHABLE, which names every path and why it failed. */
  ping(to: Address): Promise<MeasuredPath>
  /** Says what we offer; once, before others are let in. */
  serve(handlers: PeerHandlers): void
}

/** Set on every call by the network: who calls, as his TLS certificate proves. */
export const callerKey = createContextKey<Address>(ZERO_ADDRESS, { description: "the caller's address" })

/** Who calls this handler. */
export function callerOf(context: HandlerContext): Address {
  return context.values.get(callerKey)
}

/** Set on every call by the network: the machine that the call comes from. */
export const callerHostKey = createContextKey('', { description: "the caller's host" })

/**
 * The machine that this call comes from: an IPv4 address, an IPv6 /64, or `loopback`. It tells nobody's identity, and is what to count by
 * where a caller would gain by making keys, which cost nothing.
 */
export function callerHostOf(context: HandlerContext): string {
  return context.values.get(callerHostKey)
}
