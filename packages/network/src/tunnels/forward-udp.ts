import type { Duplex } from 'node:stream'
import type { CancelTimer, Clock } from '@sonm/common'
import { limits } from '../limits.ts'
import { DatagramReader, frameDatagram } from './datagrams.ts'
import type { ForwardedPort } from './forward.ts'
import { bindUdp, udpSocket } from './udp-socket.ts'

export interface ForwardUdpOptions {
  readonly listenHost: string
  /** 0 takes a free one. */
  readonly listenPort: number
  /** Opens a stream that carries datagrams as `frameDatagram` writes them, a tunnel say. */
  readonly open: () => Promise<Duplex>
  /** Told why a stream could not be opened. */
  readonly onError: (error: unknown) => void
  readonly clock: Clock
}

/**
 * Listens on a UDP port and gives each sender a stream of his own, which ends when nothing has gone either way for
 * `limits.udpIdleMs`. Where the stream is slower than the sender, what comes last is dropped.
 * @throws PORT_TAKEN, INPUT_INVALID when the host is none of this machine's
 */
export async function forwardUdpPort(options: ForwardUdpOptions): Promise<ForwardedPort> {
  const flows = new Map<string, Flow>()
  const socket = udpSocket(options.listenHost)
  const port = await bindUdp(socket, options.listenHost, options.listenPort)
  // An answer that could not be sent is lost, as UDP loses them.
  socket.on('error', () => {})

  socket.on('message', (datagram, sender) => {
    const key = `${sender.address} ${sender.port}`
    let flow = flows.get(key)
    if (!flow) {
      if (flows.size >= limits.udpFlowsPerPort) return
      const back = (answer: Buffer) => socket.send(answer, sender.port, sender.address)
      flow = new Flow(options, back, () => flows.delete(key))
      flows.set(key, flow)
    }
    flow.send(datagram)
  })

  return {
    host: options.listenHost,
    port,
    async close() {
      for (const flow of [...flows.values()]) flow.end()
      await new Promise<void>((closed) => {
        socket.close(() => closed())
      })
    },
  }
}

/** What one sender sends, and what comes back to him. */
class Flow {
  readonly #clock: Clock
  readonly #onEnd: () => void
  #stream: Duplex | undefined
  /** What came before the stream was open. */
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #ended = false
  #cancelIdle: CancelTimer = () => {}

  constructor(
    { open, onError, clock }: Pick<ForwardUdpOptions, 'open' | 'onError' | 'clock'>,
    back: (answer: Buffer) => void,
    onEnd: () => void,
  ) {
    this.#clock = clock
    this.#onEnd = onEnd
    this.#stayAlive()
    open().then(
      (stream) => this.#join(stream, back),
      (error: unknown) => {
        this.end()
        onError(error)
      },
    )
  }

  send(datagram: Buffer): void {
    this.#stayAlive()
    const queuedBytes = this.#stream ? this.#stream.writableLength : this.#waitingBytes
    if (queuedBytes + datagram.length > limits.datagramQueueBytes) return
    const frame = frameDatagram(datagram)
    if (this.#stream) this.#stream.write(frame)
    else {
      this.#waiting.push(frame)
      this.#waitingBytes += frame.length
    }
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelIdle()
    this.#stream?.destroy()
    this.#onEnd()
  }

  #join(stream: Duplex, back: (answer: Buffer) => void): void {
    stream.on('error', () => {})
    if (this.#ended) return void stream.destroy()
    this.#stream = stream
    const reader = new DatagramReader((answer) => {
      this.#stayAlive()
      back(answer)
    })
    stream.on('data', (chunk: Buffer) => reader.push(chunk))
    for (const event of ['end', 'close'] as const) stream.once(event, () => this.end())
    for (const frame of this.#waiting.splice(0)) stream.write(frame)
  }

  #stayAlive(): void {
    this.#cancelIdle()
    this.#cancelIdle = this.#clock.after(limits.udpIdleMs, () => this.end())
  }
}
