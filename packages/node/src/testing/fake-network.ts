import type { Duplex } from 'node:stream'
import { type ConnectRouter, createRouterTransport, type Transport } from '@connectrpc/connect'
import { type Address, fail } from '@sonm/model'
import type { MeasuredPath, Network, TunnelOpen } from '@sonm/network'
import { codedHandlers, codedTransport } from '@sonm/protocol'

/** Peers by address in one process; whoever is not here cannot be reached. */
export class FakeNetwork implements Network {
  readonly address: Address
  readonly #peers = new Map<Address, Transport>()
  /** What answers tunnels. */
  onTunnel: (to: Address, open: TunnelOpen) => Promise<Duplex> = async () => {
    throw fail('TUNNEL_REFUSED', { protocol: '', reason: 'nothing is served' })
  }

  constructor(address: Address) {
    this.address = address
  }

  add(address: Address, routes: (router: ConnectRouter) => void): void {
    const options = { router: { interceptors: [codedHandlers(() => {})] } }
    this.#peers.set(address, codedTransport(createRouterTransport(routes, options), address))
  }

  /** From now on this peer does not answer. */
  vanish(address: Address): void {
    this.#peers.delete(address)
  }

  rpc(to: Address): Transport {
    const peer = () => {
      const found = this.#peers.get(to)
      if (!found) throw fail('PEER_UNREACHABLE', { address: to, reason: 'it is gone' })
      return found
    }
    return {
      unary: async (...call) => peer().unary(...call),
      stream: async (...call) => peer().stream(...call),
    }
  }

  openTunnel(to: Address, open: TunnelOpen): Promise<Duplex> {
    return this.onTunnel(to, open)
  }

  async ping(to: Address): Promise<MeasuredPath> {
    if (!this.#peers.has(to)) throw fail('PEER_UNREACHABLE', { address: to, reason: 'it is gone' })
    return { path: 'direct', via: to, tried: [], roundTripUs: 0 }
  }

  serve(): void {}
}
