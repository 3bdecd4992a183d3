import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { checkEnd } from '../links/secure.ts'

/** Holds back what passes between two joined streams, which their senders feel as backpressure. */
export class Valve {
  #isHeld = false
  readonly #onOpen: (() => void)[] = []

  get isHeld(): boolean {
    return this.#isHeld
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
    if (!isHeld) for (const open of this.#onOpen) open()
  }

  whenOpen(open: () => void): void {
    this.#onOpen.push(open)
  }
}

/**
 * Joins two streams: bytes, backpressure, half-close and failure go both ways.
 * @returns resolves when both are closed, never rejects: what ended a tunnel is for its two ends to judge
 */
export function splice(a: Duplex, b: Duplex, valve = new Valve()): Promise<void> {
  pass(a, b, valve)
  pass(b, a, valve)
  return Promise.all([closed(a, b), closed(b, a)]).then(() => {})
}

/** As `pipe`, and gives the memory of what has passed back at once: left to the garbage collector, it takes most of the time. */
function pass(from: Duplex, to: Duplex, valve: Valve): void {
  const areSockets = from instanceof Socket && to instanceof Socket
  let isFull = false
  const flow = () => {
    if (isFull || valve.isHeld) from.pause()
    else from.resume()
  }
  from.on('data', (chunk: Buffer) => {
    const isOurs = areSockets && from.listenerCount('data') === 1
    isFull = !to.write(chunk, isOurs ? () => giveBack(chunk) : undefined)
    if (isFull || valve.isHeld) from.pause()
  })
  to.on('drain', () => {
    isFull = false
    flow()
  })
  valve.whenOpen(flow)
  from.once('end', () => passEnd(from, to))
  flow()
}

/** A reset that looks like an end closes the stream, which is no end. */
function passEnd(from: Duplex, to: Duplex): void {
  const pass = (reset?: Error | null) => {
    if (!reset && !from.destroyed) to.end()
  }
  if (!(from instanceof Socket) || from.writableEnded) to.end()
  else checkEnd(from, pass)
}

/** Nobody else has a chunk that fills its memory: a socket made it for its one reader. */
function giveBack({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

function closed(stream: Duplex, other: Duplex): Promise<void> {
  return new Promise((resolve) => {
    // Listened to, because an error without a listener would end the process; what follows from it is done on close.
    stream.on('error', () => {})
    const onClose = () => {
      const cutOff = !stream.readableEnded || !stream.writableFinished
      if (cutOff) cut(other)
      resolve()
    }
    if (stream.closed) onClose()
    else stream.once('close', onClose)
  })
}

/** A TCP connection that is destroyed looks to its other side as if it had ended well, so it is reset; tunnels do that by themselves. */
function cut(stream: Duplex): void {
  if (stream instanceof Socket && !(stream instanceof TLSSocket)) stream.resetAndDestroy()
  else stream.destroy()
}
