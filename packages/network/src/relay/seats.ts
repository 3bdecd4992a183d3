import type { MessageInitShape } from '@bufbuild/protobuf'
import type { Metrics } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { ReserveEventSchema } from '@sonm/protocol'
import { EventQueue } from './event-queue.ts'
import type { RelayLimits } from './limits.ts'

export type SeatEvent = Exclude<NonNullable<MessageInitShape<typeof ReserveEventSchema>['event']>, { case?: undefined }>

/** A peer's place at the relay. */
export interface Place {
  /** False when the peer has gone, or does not read what it is told, which ends the place. */
  tell(event: SeatEvent): boolean
  read(signal: AbortSignal): AsyncIterable<SeatEvent>
  leave(): void
}

/** Who can be asked for at this relay. */
export class Seats {
  readonly #limits: RelayLimits
  readonly #places = new Map<Address, { readonly place: Place; readonly host: string }>()
  readonly #taken: ReturnType<Metrics['gauge']>

  constructor(limits: RelayLimits, metrics: Metrics) {
    this.#limits = limits
    this.#taken = metrics.gauge('sonm_relay_reservations_count', 'Peers that can be reached through this relay')
  }

  find(address: Address): Place | undefined {
    return this.#places.get(address)?.place
  }

  /** A later reservation of the same peer takes the place of the earlier, which ends. @throws RELAY_BUSY */
  take(address: Address, host: string): Place {
    const { reservations, reservationsPerHost } = this.#limits
    this.#places.get(address)?.place.leave()
    if (this.#places.size >= reservations) throw fail('RELAY_BUSY', { what: 'reservations', limit: reservations })
    const ofHost = [...this.#places.values()].filter((other) => other.host === host).length
    if (ofHost >= reservationsPerHost) {
      throw fail('RELAY_BUSY', { what: 'reservations of one host', limit: reservationsPerHost })
    }
    const queue = new EventQueue<SeatEvent>(this.#limits.waitingEvents)
    const leave = () => {
      queue.end()
      if (this.#places.get(address)?.place === place) this.#places.delete(address)
      this.#taken.set(this.#places.size)
    }
    const place: Place = {
      tell(event) {
        const isTold = queue.push(event)
        // Whoever reads his stream learns that it has ended; one who does not would keep his place.
        if (!isTold) leave()
        return isTold
      },
      read: (signal) => queue.read(signal),
      leave,
    }
    this.#places.set(address, { place, host })
    this.#taken.set(this.#places.size)
    return place
  }

  close(): void {
    for (const { place } of [...this.#places.values()]) place.leave()
  }
}
