import type { Socket } from 'node:net'
import type { Clock, Random } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { limits } from '../limits.ts'
import type { Places } from '../links/places.ts'
import { Joins } from '../relay/joins.ts'
import type { SentOn } from './sent-on.ts'
import { splice } from './splice.ts'
import type { TunnelsBeside } from './tunnels-beside.ts'

/** A tunnel of which the caller can be sent on. */
export interface Sendable {
  readonly caller: Address
  sendOn(answer: SentOn): void
}

interface Pair {
  readonly caller: Address
  readonly peer: Address
  /** Frees the places of both. */
  readonly leave: () => void
}

/**
 * Joins tunnels of two peers to us, as a relay does: each comes again without TLS, and TLS runs end to end between them. Bytes
 * are neither decrypted nor encrypted here, which is most of what passing them on would cost.
 */
export class TunnelJoins {
  readonly #places: Places<Address>
  readonly #beside: TunnelsBeside
  readonly #joins: Joins<Pair>
  readonly #carried = new Set<Socket>()

  /** @param options.places the tunnels that each peer may have */
  constructor(options: { clock: Clock; random: Random; places: Places<Address>; beside: TunnelsBeside }) {
    this.#places = options.places
    this.#beside = options.beside
    this.#joins = new Joins<Pair>({
      ...options,
      limits,
      onJoined: (pair, near, far) => void this.#carry(pair, near, far).then(pair.leave),
      onDropped: (pair) => pair.leave(),
    })
  }

  /** @throws PEER_BUSY, RELAY_BUSY */
  join(near: Sendable, far: Sendable): void {
    const leave = [this.#take(near.caller)]
    const leaveBoth = () => {
      for (const each of leave.splice(0)) each()
    }
    try {
      leave.push(this.#take(far.caller))
      const tokens = this.#joins.open({ caller: near.caller, peer: far.caller, leave: leaveBoth })
      far.sendOn({ end: 'server', token: tokens.peer, peer: near.caller })
      near.sendOn({ end: 'client', token: tokens.caller, peer: far.caller })
    } catch (error) {
      leaveBoth()
      throw error
    }
  }

  /** A connection has come with a token. */
  attach(token: Uint8Array, socket: Socket): void {
    this.#joins.attach(token, socket)
  }

  /** Cuts off what is joined. */
  close(): void {
    this.#joins.close()
    for (const socket of this.#carried) socket.resetAndDestroy()
  }

  #take(peer: Address): () => void {
    const leave = this.#places.take(peer)
    if (!leave) throw fail('PEER_BUSY', { what: 'tunnels', limit: limits.tunnelsPerPeer })
    return leave
  }

  async #carry({ caller, peer }: Pair, near: Socket, far: Socket): Promise<void> {
    const both = [near, far]
    this.#beside.add(caller, near, () => near.resetAndDestroy())
    this.#beside.add(peer, far, () => far.resetAndDestroy())
    for (const socket of both) this.#carried.add(socket)
    await splice(near, far)
    for (const socket of both) this.#carried.delete(socket)
  }
}
