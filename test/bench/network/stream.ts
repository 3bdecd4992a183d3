import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { systemClock } from '@sonm/common'
import { percentile } from '../figure.ts'

const STREAM_BYTES = 768 * 2 ** 20
const PIECE = Buffer.alloc(256 * 1024, 1)
const MESSAGE = Buffer.alloc(64, 1)

/** Writes as fast as the other side takes it, until it has all; MB/s. */
export async function pump(stream: Duplex, bytes = STREAM_BYTES): Promise<number> {
  const startMs = systemClock.monotonicMs()
  for (let sent = 0; sent < bytes; sent += PIECE.length) {
    if (!stream.write(PIECE)) await once(stream, 'drain')
  }
  const ended = once(stream.resume(), 'end')
  stream.end()
  await ended
  stream.destroy()
  return bytes / 1e6 / ((systemClock.monotonicMs() - startMs) / 1000)
}

/** The median time of a small message to the other side and back, in us. */
export async function roundTripUs(stream: Duplex, rounds: number): Promise<number> {
  const timesUs: number[] = []
  await new Promise<void>((resolve, reject) => {
    let startMs = 0
    let back = 0
    const send = () => {
      startMs = systemClock.monotonicMs()
      stream.write(MESSAGE)
    }
    stream.once('error', reject)
    stream.on('data', (chunk: Buffer) => {
      back += chunk.length
      if (back < MESSAGE.length) return
      back = 0
      timesUs.push((systemClock.monotonicMs() - startMs) * 1000)
      if (timesUs.length < rounds) send()
      else resolve()
    })
    send()
  })
  stream.destroy()
  // The first ones find cold code on both sides.
  return percentile(timesUs.slice(rounds / 10), 50)
}
