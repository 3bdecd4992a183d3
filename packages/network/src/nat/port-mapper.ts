import type { Endpoint } from '@sonm/model'

/** A port of the router that leads to one of ours. */
export interface MappedPort {
  readonly external: Endpoint
  /** It is gone after this, unless it is mapped again. */
  readonly lifetimeMs: number
}

/** One way to ask a router for a port. */
export interface PortMapper {
  /** What it is called: UPnP, NAT-PMP. */
  readonly name: string
  /** Asks for a TCP port, or for the same again. Rejects when no router answers or it refuses. */
  map(port: number, lifetimeMs: number, signal: AbortSignal): Promise<MappedPort>
  unmap(port: number, signal: AbortSignal): Promise<void>
}
