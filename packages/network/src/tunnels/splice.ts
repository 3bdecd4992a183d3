import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/**
 * Joins two streams: bytes, backpressure, half-close and failure go both ways.
 * @returns resolves when both are closed, never rejects: what ended a tunnel is for its two ends to judge
 */
export function splice(a: Duplex, b: Duplex): Promise<void> {
  a.pipe(b)
  b.pipe(a)
  return Promise.all([closed(a, b), closed(b, a)]).then(() => {})
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
