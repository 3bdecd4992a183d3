/** Messages that have arrived and wait for their reader; a bounded window holds the sender back. */
export class MessageQueue<Message> implements AsyncIterable<Message> {
  readonly #messages: Message[] = []
  readonly #window: number
  #sent = 0
  #end: { readonly error: unknown } | undefined
  #wakeReader = () => {}
  #wakeSender = () => {}

  constructor(window: number) {
    this.#window = window
  }

  /** Counts a message as sent; resolves when the reader has room for one more. */
  async reserve(): Promise<void> {
    while (this.#sent >= this.#window && !this.#end) {
      await new Promise<void>((resolve) => {
        this.#wakeSender = resolve
      })
    }
    this.#sent++
  }

  push(message: Message): void {
    if (this.#end) return
    this.#messages.push(message)
    this.#wakeReader()
  }

  /** No more comes; the reader gets what is here, and then the error, if any. */
  end(error?: unknown): void {
    if (this.#end) return
    this.#end = { error }
    this.#wakeReader()
    this.#wakeSender()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    for (;;) {
      while (this.#messages.length > 0) {
        const message = this.#messages.shift()!
        this.#sent--
        this.#wakeSender()
        yield message
      }
      if (this.#end) {
        if (this.#end.error !== undefined) throw this.#end.error
        return
      }
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve
      })
    }
  }
}
