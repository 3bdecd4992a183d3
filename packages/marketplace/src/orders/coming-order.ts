import type { Hex, SignedOrder } from '@sonm/model'

/** The order's hash when it is durable and in the book, or why it is not. */
export type Outcome = Hex | Error

/** Orders that came together, and whoever waits for what comes of all of them. */
export class Arrival {
  readonly #outcomes: Outcome[]
  readonly #done: (outcomes: readonly Outcome[]) => void
  #left: number

  constructor(count: number, done: (outcomes: readonly Outcome[]) => void) {
    this.#outcomes = new Array(count)
    this.#left = count
    this.#done = done
  }

  settle(at: number, outcome: Outcome): void {
    this.#outcomes[at] = outcome
    if (--this.#left === 0) this.#done(this.#outcomes)
  }
}

/** An order on its way in. There are thousands, so each is one object from its arrival to its end. */
export class ComingOrder {
  readonly signed: SignedOrder
  /** Whose credit it uses. */
  readonly sender: string
  readonly #arrival: Arrival
  readonly #at: number
  /** The same order, which came again meanwhile. */
  #again: ComingOrder[] | undefined
  /** Known once its signature is judged. */
  hash: Hex = '0x'
  /** When it went to the disk. */
  placedAtMs = 0

  constructor(signed: SignedOrder, from: { sender: string; arrival: Arrival; at: number }) {
    this.signed = signed
    this.sender = from.sender
    this.#arrival = from.arrival
    this.#at = from.at
  }

  /** The same order has come again, and ends as this one. */
  join(other: ComingOrder): void {
    if (this.#again) this.#again.push(other)
    else this.#again = [other]
  }

  settle(outcome: Outcome): void {
    this.#arrival.settle(this.#at, outcome)
    if (this.#again) for (const other of this.#again) other.settle(outcome)
  }
}
