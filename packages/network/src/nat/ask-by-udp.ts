import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import type { Clock } from '@sonm/common'

export interface UdpQuestion<Answer> {
  /** Makes the socket ready to send: binds or connects it. */
  readonly open: (socket: Socket, onReady: () => void) => void
  readonly send: (socket: Socket) => void
  /** What a packet says; undefined: it is no answer to this. What it throws ends the question. */
  readonly read: (packet: Buffer, from: RemoteInfo) => Answer | undefined
  /** After each packet that was sent; packets get lost. */
  readonly pausesMs: readonly number[]
  /** What to say when all pauses have passed. */
  readonly silence: string
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Asks by UDP, again and again, until somebody answers. */
export function askByUdp<Answer>(question: UdpQuestion<Answer>): Promise<Answer> {
  const { open, send, read, pausesMs, silence, clock, signal } = question
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const socket = createSocket('udp4')
    let cancelPause = () => {}
    const settle = (action: () => void) => {
      cancelPause()
      signal.removeEventListener('abort', onAbort)
      socket.close()
      action()
    }
    const onAbort = () => settle(() => reject(signal.reason))
    const ask = (tried: number) => {
      const pauseMs = pausesMs[tried]
      if (pauseMs === undefined) return settle(() => reject(new Error(silence)))
      send(socket)
      cancelPause = clock.after(pauseMs, () => ask(tried + 1))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    // Also that nothing listens there, which a connected socket is told.
    socket.on('error', (error) => settle(() => reject(error)))
    socket.on('message', (packet, from) => {
      try {
        const answer = read(packet, from)
        if (answer !== undefined) settle(() => resolve(answer))
      } catch (error) {
        settle(() => reject(error))
      }
    })
    open(socket, () => ask(0))
  })
}
