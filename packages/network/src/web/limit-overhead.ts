import type { Socket } from 'node:net'
import { type Clock, RateBucket } from '@sonm/common'
import type { WebSocket } from 'ws'
import { limits } from '../limits.ts'

/**
 * Cuts off a WebSocket on which too much comes that is no content: pings, frames of nothing, messages and pieces of single bytes.
 * Each costs a thread of ours more than it costs him, whatever a frame carries. And a ping is answered only when the answer before
 * it was taken, or who does not read would fill our memory with answers.
 * @param wire what the WebSocket runs on
 */
export function limitOverhead(socket: WebSocket, wire: Socket, clock: Clock): void {
  const { webSocketOverheadBytes: burst, webSocketOverheadBytesPerSecond: perSecond } = limits
  const bucket = new RateBucket({ burst, perSecond }, clock.monotonicMs())
  let content = 0
  socket.on('message', (data: Buffer) => {
    content += data.length
  })
  socket.on('ping', (data) => {
    if (wire.writableLength === 0) socket.pong(data)
  })
  wire.on('data', (chunk: Buffer) => {
    const nowMs = clock.monotonicMs()
    // Of a message that has not come whole all counts; it is given back with its end.
    bucket.use(chunk.length - content, nowMs)
    content = 0
    if (bucket.left(nowMs) < 0) socket.terminate()
  })
}
