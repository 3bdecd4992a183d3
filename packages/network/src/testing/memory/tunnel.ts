import { Duplex } from 'node:stream'

type Done = (error?: Error | null) => void

/** One end of a tunnel in memory: bytes, backpressure, half-close and resets, as of a socket. */
class TunnelEnd extends Duplex {
  other!: TunnelEnd
  readonly #send: (arrive: () => void) => void
  #resume: Done | undefined

  constructor(send: (arrive: () => void) => void) {
    super({ allowHalfOpen: true })
    this.#send = send
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    const bytes = Buffer.from(chunk)
    this.#send(() => {
      if (this.other.destroyed || this.other.push(bytes)) done()
      else this.other.#resume = done
    })
  }

  override _read(): void {
    const resume = this.#resume
    this.#resume = undefined
    resume?.()
  }

  override _final(done: Done): void {
    this.#send(() => {
      if (!this.other.destroyed) this.other.push(null)
      done()
    })
  }

  override _destroy(error: Error | null, done: Done): void {
    const finished = this.readableEnded && this.writableFinished
    if (!finished) this.#send(() => this.other.destroy(connectionReset()))
    done(error)
  }
}

/** Two ends, each fed by the other through its own `send`. */
export function tunnelPair(sendForth: (arrive: () => void) => void, sendBack: (arrive: () => void) => void) {
  const near = new TunnelEnd(sendForth)
  const far = new TunnelEnd(sendBack)
  near.other = far
  far.other = near
  // A reset that nobody listens for must not end the process: its reader sees the stream close.
  near.on('error', () => {})
  far.on('error', () => {})
  return { near: near as Duplex, far: far as Duplex }
}

function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
}
