import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** Says that one half is over: WebSocket itself can only end both. */
const END = 'end'
/** What is written is cut into messages of so many bytes: the other side keeps each whole. */
const PIECE_BYTES = 64 * 1024

/** A WebSocket as a stream: binary messages are its bytes, the text `end` ends a half; with backpressure both ways. */
export function webSocketStream(socket: WebSocket): Duplex {
  const stream = new Duplex({
    allowHalfOpen: true,
    read() {
      socket.resume()
    },
    write(chunk: Buffer, _encoding, done) {
      const last = chunk.length - 1 - ((chunk.length - 1) % PIECE_BYTES)
      for (let at = 0; at < last; at += PIECE_BYTES) socket.send(chunk.subarray(at, at + PIECE_BYTES), { binary: true })
      socket.send(chunk.subarray(last), { binary: true }, done)
    },
    final(done) {
      socket.send(END, { binary: false }, (error) => {
        if (stream.readableEnded) socket.close()
        done(error)
      })
    },
    destroy(error, done) {
      if (stream.readableEnded && stream.writableFinished) socket.close()
      else socket.terminate()
      done(error)
    },
  })
  // Whoever uses the stream learns it by its close.
  stream.on('error', () => {})
  let ended = false
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      if (String(data) !== END) return void stream.destroy(new Error('the other side says what nobody understands'))
      ended = true
      stream.push(null)
    } else if (!ended && !stream.push(data)) socket.pause()
  })
  socket.on('close', () => {
    if (ended) stream.destroy()
    else stream.destroy(new Error('the connection was cut'))
  })
  socket.on('error', (error) => stream.destroy(error))
  return stream
}
