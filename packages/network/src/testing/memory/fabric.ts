import type { Clock, Random } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { PeerHandlers } from '../../network.ts'
import { drawLatencyMs, happens, type MemoryFaults } from './faults.ts'
import { Link } from './link.ts'
import type { Routes } from './routes.ts'
import { Wire } from './wire.ts'

/** What a peer of a memory network serves. */
export interface Served {
  readonly routes: Routes
  readonly admit: PeerHandlers['admit'] | undefined
  readonly bytes?: PeerHandlers['bytes'] | undefined
  readonly requestMaxBytes: PeerHandlers['requestMaxBytes']
  readonly onTunnel: PeerHandlers['onTunnel']
}

/** The wires between all peers of a memory network: who is up, who is cut off, and every link that stands. */
export class Fabric {
  readonly clock: Clock
  readonly random: Random
  /** Told of every error of a handler that is not coded: a defect. */
  readonly onUnexpected: (error: unknown, where: string) => void
  faults: MemoryFaults
  readonly #served = new Map<Address, Served>()
  readonly #hosts = new Map<Address, string>()
  readonly #links = new Set<Link>()
  readonly #cuts = new Set<string>()

  constructor(options: Pick<Fabric, 'clock' | 'random' | 'faults' | 'onUnexpected'>) {
    this.clock = options.clock
    this.random = options.random
    this.faults = options.faults
    this.onUnexpected = options.onUnexpected
  }

  happens(fault: Exclude<keyof MemoryFaults, 'latencyMs'>): boolean {
    return happens(this.faults[fault], this.random)
  }

  /** Says which machine a peer is on. */
  place(address: Address, host: string): void {
    this.#hosts.set(address, host)
  }

  hostOf(address: Address): string {
    return this.#hosts.get(address)!
  }

  open(from: Address, to: Address): Link {
    const link = new Link(from, to, this.clock)
    this.#links.add(link)
    link.onEnd(() => this.#links.delete(link))
    return link
  }

  wire(): Wire {
    return new Wire(this.clock, () => drawLatencyMs(this.faults, this.random))
  }

  /** Sends over a link: what its loss or a partition swallows never arrives. */
  carry(link: Link, wire: Wire, arrive: () => void): void {
    wire.send(() => {
      if (link.lost) return
      if (this.#cuts.has(pairKey(link.from, link.to))) link.lose()
      else arrive()
    })
  }

  /** Resolves when a message would be on the other side; rejects when the link ends before. */
  travel(link: Link, wire: Wire): Promise<void> {
    return link.race(new Promise((resolve) => this.carry(link, wire, resolve)))
  }

  /** What a peer serves. @throws PEER_UNREACHABLE when it is down or serves nothing */
  served(link: Link): Served {
    const served = this.#served.get(link.to)
    if (!served) throw link.unreachable('nothing listens there')
    return served
  }

  serve(address: Address, served: Served): void {
    this.#served.set(address, served)
  }

  /** Ends everything of a peer at once: the others see their connections reset. */
  drop(address: Address): void {
    this.#served.delete(address)
    for (const link of [...this.#links]) {
      if (link.from === address) link.end(link.unreachable('the network of this side is closed'))
      else if (link.to === address) link.end(link.unreachable('the connection was reset'))
    }
  }

  cut(a: Address, b: Address): void {
    const key = pairKey(a, b)
    this.#cuts.add(key)
    for (const link of [...this.#links]) if (pairKey(link.from, link.to) === key) link.lose()
  }

  heal(): void {
    this.#cuts.clear()
  }
}

function pairKey(a: Address, b: Address): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}
