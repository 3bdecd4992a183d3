import { type Clock, type Logger, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { type Address, type Signer, signerFromPrivateKey } from '@sonm/model'
import type { PeerHandlers } from '../network.ts'
import type { Endpoint, Resolve } from '../paths/peer.ts'
import { PeerNetwork } from '../peer-network.ts'

/** A signer with a key made of one repeated byte (1 to 254). */
export function testSigner(byte: number): Signer {
  return signerFromPrivateKey(new Uint8Array(32).fill(byte))
}

/** Peers on this machine's loopback that know where the others listen. */
export class LoopbackPeers {
  readonly #endpoints = new Map<Address, Endpoint[]>()
  readonly #networks: PeerNetwork[] = []

  /** Another resolver's answer may be put in its place by `place`. */
  readonly resolve: Resolve = async (address) => this.#endpoints.get(address) ?? []

  place(address: Address, ...endpoints: Endpoint[]): void {
    this.#endpoints.set(address, endpoints)
  }

  /** A peer that calls others; with handlers, also one that is called. */
  async add(options: {
    signer: Signer
    handlers?: PeerHandlers
    clock?: Clock
    logger?: Logger
  }): Promise<PeerNetwork> {
    const { signer, handlers, clock = systemClock, logger = silentLogger } = options
    const network = new PeerNetwork({ signer, clock, logger, random: systemRandom, resolve: this.resolve })
    this.#networks.push(network)
    if (handlers) {
      network.serve(handlers)
      this.place(signer.address, await network.listen('127.0.0.1', 0))
    }
    return network
  }

  async close(): Promise<void> {
    await Promise.all(this.#networks.map((network) => network.close()))
  }
}
