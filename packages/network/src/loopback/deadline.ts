import type { Socket } from 'node:net'
import type { Clock } from '@sonm/common'

/** Cuts a connection on which something does not come in time. */
export class Deadline {
  readonly #socket: Socket
  readonly #clock: Clock
  #cancel = () => {}
  #running = 0

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket
    this.#clock = clock
    socket.once('close', () => this.#cancel())
  }

  /** What comes next must come within this. */
  within(ms: number): void {
    this.#cancel()
    this.#cancel = this.#clock.after(ms, () => this.#socket.destroy())
  }

  /** A request has come, and takes as long as it takes. */
  began(): void {
    this.#running++
    this.#cancel()
  }

  /** It is answered: when it was the last, the next must come within this. */
  ended(ms: number): void {
    this.#running--
    if (this.#running === 0 && !this.#socket.destroyed) this.within(ms)
  }
}
