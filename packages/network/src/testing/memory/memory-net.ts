import type { Duplex } from 'node:stream'
import type { Transport } from '@connectrpc/connect'
import { type Clock, CodedError, type Random } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { decodeError, encodeError } from '@sonm/protocol'
import { limits } from '../../limits.ts'
import type { IncomingTunnel, MeasuredPath, Network, PeerHandlers, TunnelOpen } from '../../network.ts'
import { decodeOpen, encodeOpen } from '../../tunnels/frame.ts'
import { splice } from '../../tunnels/splice.ts'
import { Fabric } from './fabric.ts'
import type { MemoryFaults } from './faults.ts'
import type { Link } from './link.ts'
import { collectRoutes } from './routes.ts'
import { memoryTransport } from './rpc.ts'
import { tunnelPair } from './tunnel.ts'
import type { Wire } from './wire.ts'

/** A whole peer network in one process: nothing but the handed-in clock and randomness decides what happens when. */
export interface MemoryNet {
  /**
   * A peer comes up: for the first time, or again after a crash.
   * @param host the machine that it is on, which its calls show; one of its own when left out
   */
  join(address: Address, host?: string): Network
  /**
   * A peer is gone at once, as by kill -9: the calls and tunnels of others to it end with PEER_UNREACHABLE, those of its
   * own too, and its Network works never again.
   */
  crash(address: Address): void
  /** Nothing passes between two peers until `heal`; links that stand are lost, which both sides notice after 5 s. */
  partition(a: Address, b: Address): void
  /** Ends all partitions. */
  heal(): void
  /** What goes wrong from now on. */
  setFaults(faults: MemoryFaults): void
}

export interface MemoryNetOptions {
  readonly clock: Clock
  readonly random: Random
  readonly faults?: MemoryFaults
  /** Told of every error of a handler that is not coded, with the method: a defect of the service. */
  readonly onUnexpected?: (error: unknown, where: string) => void
}

/**
 * @example
 * const net = createMemoryNet({ clock, random: seededRandom(1), faults: { latencyMs: { least: 1, most: 50 } } })
 * net.join(hub).serve({ routes: (router) => router.service(HubService, implementation) })
 * const client = createClient(HubService, net.join(buyer).rpc(hub))
 */
export function createMemoryNet(options: MemoryNetOptions): MemoryNet {
  const { clock, random, faults = {}, onUnexpected = () => {} } = options
  const fabric = new Fabric({ clock, random, faults, onUnexpected })
  const up = new Map<Address, MemoryPeer>()
  return {
    join(address, host = address) {
      if (up.has(address)) throw new Error(`${address} is up already`)
      fabric.place(address, host)
      const peer = new MemoryPeer(fabric, address)
      up.set(address, peer)
      return peer
    },
    crash(address) {
      up.get(address)?.die()
      up.delete(address)
      fabric.drop(address)
    },
    partition: (a, b) => fabric.cut(a, b),
    heal: () => fabric.heal(),
    setFaults(next) {
      fabric.faults = next
    },
  }
}

/** One life of a peer, from `join` to `crash`. */
class MemoryPeer implements Network {
  readonly address: Address
  readonly #fabric: Fabric
  readonly #death = new AbortController()

  constructor(fabric: Fabric, address: Address) {
    this.#fabric = fabric
    this.address = address
  }

  serve(handlers: PeerHandlers): void {
    if (this.#death.signal.aborted) return
    this.#fabric.serve(this.address, {
      routes: collectRoutes((router) => handlers.routes(router)),
      admit: handlers.admit?.bind(handlers),
      bytes: handlers.bytes,
      requestMaxBytes: handlers.requestMaxBytes,
      onTunnel: handlers.onTunnel && ((tunnel) => handlers.onTunnel!(tunnel)),
    })
  }

  rpc(to: Address): Transport {
    const alive = memoryTransport(this.#fabric, this.address, to)
    return {
      unary: async (...call) => {
        this.#death.signal.throwIfAborted()
        return await alive.unary(...call)
      },
      stream: async (...call) => {
        this.#death.signal.throwIfAborted()
        return await alive.stream(...call)
      },
    }
  }

  async openTunnel(to: Address, open: TunnelOpen): Promise<Duplex> {
    this.#death.signal.throwIfAborted()
    const fabric = this.#fabric
    const header = decodeOpen(encodeOpen(open))
    const link = fabric.open(this.address, to)
    const cancelTimeout = fabric.clock.after(limits.tunnelAnswerTimeoutMs, () =>
      link.end(link.unreachable('it did not answer whether it accepts the tunnel')),
    )
    try {
      await fabric.travel(link, fabric.wire())
      if (fabric.happens('lostRequests')) await link.swallow()
      return await link.race(offerTunnel(fabric, link, header))
    } catch (error) {
      link.close()
      throw error
    } finally {
      cancelTimeout()
    }
  }

  async ping(to: Address): Promise<MeasuredPath> {
    this.#death.signal.throwIfAborted()
    const fabric = this.#fabric
    const startedMs = fabric.clock.monotonicMs()
    const link = fabric.open(this.address, to)
    const cancelTimeout = fabric.clock.after(limits.pingTimeoutMs, () =>
      link.end(link.unreachable('it did not answer a ping')),
    )
    try {
      await fabric.travel(link, fabric.wire())
      fabric.served(link)
      await fabric.travel(link, fabric.wire())
      const roundTripUs = Math.round((fabric.clock.monotonicMs() - startedMs) * 1000)
      return { path: 'direct', via: fabric.hostOf(to), tried: [], roundTripUs }
    } finally {
      cancelTimeout()
      link.close()
    }
  }

  die(): void {
    this.#death.abort(fail('PEER_UNREACHABLE', { address: this.address, reason: 'the network of this side is closed' }))
  }
}

/** Asks the peer's handler; resolves with the caller's end when he accepts, as soon as the caller can know. */
function offerTunnel(fabric: Fabric, link: Link, { protocol, payload }: TunnelOpen): Promise<Duplex> {
  const { onTunnel } = fabric.served(link)
  return new Promise((resolve, reject) => {
    const forth = fabric.wire()
    const back = fabric.wire()
    let far: Duplex | undefined
    const refuse = (error: unknown) => {
      const answer = encodeError(error)
      fabric.carry(link, back, () => reject(decodeError(answer, link.to)))
    }
    const tunnel: IncomingTunnel = {
      protocol,
      payload,
      caller: link.from,
      accept() {
        if (far) return far
        const ends = joinedEnds(fabric, link, forth, back)
        far = ends.far
        fabric.carry(link, back, () => resolve(ends.near))
        return far
      },
      join(other) {
        void splice(tunnel.accept(), other.accept())
      },
    }
    const handled =
      onTunnel?.(tunnel) ?? Promise.reject(fail('TUNNEL_REFUSED', { protocol, reason: 'it serves no tunnels' }))
    handled.then(
      () => {
        if (!far) refuse(fail('TUNNEL_REFUSED', { protocol, reason: 'it does not serve this protocol' }))
      },
      (error: unknown) => {
        if (!(error instanceof CodedError) && !link.ended) fabric.onUnexpected(error, `tunnel ${protocol}`)
        if (far) far.destroy()
        else refuse(error)
      },
    )
  })
}

/** The two ends of an accepted tunnel, which live and die with its link. */
function joinedEnds(fabric: Fabric, link: Link, forth: Wire, back: Wire) {
  const over = (wire: Wire) => (arrive: () => void) => {
    if (fabric.happens('brokenStreams')) link.lose()
    fabric.carry(link, wire, arrive)
  }
  const { near, far } = tunnelPair(over(forth), over(back))
  let open = 2
  const closed = () => {
    if (--open === 0) link.close()
  }
  near.once('close', closed)
  far.once('close', closed)
  link.onEnd(() => {
    near.destroy(link.signal.reason)
    far.destroy(link.signal.reason)
  })
  return { near, far }
}
