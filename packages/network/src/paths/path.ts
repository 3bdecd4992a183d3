import type { Socket } from 'node:net'
import type { Address } from '@sonm/model'
import type { LookUp } from './peer.ts'

/** How bytes get to a peer. */
export type PathKind = 'direct' | 'punched' | 'relayed'

/**
 * One kind of way to peers. It carries bytes and proves nothing: TLS runs end to end on top, whatever the path, and
 * a socket that leads to somebody else is found out there. Every path passes `pathCompliance`.
 */
export interface Path {
  readonly kind: PathKind
  /** The ways that may lead to this address, best first; none when this path knows none. */
  routes(to: Address, options?: LookUp): Promise<readonly Route[]>
}

export interface Route {
  readonly kind: PathKind
  /** What people recognise it by: an endpoint, or a relay's name. */
  readonly label: string
  /**
   * A connected socket with half-close (`allowHalfOpen`). Rejects when the way is closed, and with the signal's reason,
   * leaving no socket behind, as soon as it aborts.
   */
  connect(signal: AbortSignal): Promise<Socket>
}
