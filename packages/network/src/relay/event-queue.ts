/** Events for one reader of a stream, in order. One who falls too far behind is not waited for. */
export class EventQueue<Event> {
  readonly #limit: number
  readonly #events: Event[] = []
  #ended = false
  #wakeUp = () => {}

  constructor(limit: number) {
    this.#limit = limit
  }

  /** False when the reader has gone, or is too far behind, which ends the queue. */
  push(event: Event): boolean {
    if (this.#events.length >= this.#limit) this.end()
    if (this.#ended) return false
    this.#events.push(event)
    this.#wakeUp()
    return true
  }

  end(): void {
    this.#ended = true
    this.#wakeUp()
  }

  /** Until the queue or the signal ends it. */
  async *read(signal: AbortSignal): AsyncGenerator<Event> {
    const onAbort = () => this.end()
    if (signal.aborted) return
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      for (;;) {
        const event = this.#events.shift()
        if (event !== undefined) yield event
        else if (this.#ended) return
        else {
          await new Promise<void>((resolve) => {
            this.#wakeUp = resolve
          })
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.end()
    }
  }
}
