import { Code, ConnectError } from '@connectrpc/connect'
import type { HeldByCall } from './held-bytes.ts'

/** Before each message of a stream: a byte of flags and four of length. */
export const PREFIX_BYTES = 5

/**
 * The body of a request, with what is not a whole message yet counted as held. Connect keeps that much of it.
 * @param isStream messages with prefixes; else the whole body is one message
 * @throws ConnectError when there is no more room
 */
export async function* metered(
  body: AsyncIterable<Uint8Array>,
  isStream: boolean,
  held: HeldByCall,
): AsyncGenerator<Uint8Array> {
  const parts = new Messages()
  let open = 0
  try {
    for await (const chunk of body) {
      const next = isStream ? parts.openAfter(chunk) : open + chunk.length
      if (next > open && !held.take(next - open)) {
        throw new ConnectError('the caller keeps too many bytes under way', Code.ResourceExhausted)
      }
      if (next < open) held.free(open - next)
      open = next
      yield chunk
    }
  } finally {
    held.free(open)
  }
}

/** An answer, each part of which counts as held until it is taken. @throws ConnectError when there is no more room */
export async function* meteredAnswer(body: AsyncIterable<Uint8Array>, held: HeldByCall): AsyncGenerator<Uint8Array> {
  for await (const part of body) {
    if (!held.take(part.length)) {
      throw new ConnectError('the caller leaves too many bytes untaken', Code.ResourceExhausted)
    }
    try {
      yield part
    } finally {
      held.free(part.length)
    }
  }
}

/** Follows the prefixes of a stream. */
class Messages {
  #prefix: number[] = []
  #missing = 0
  #seen = 0

  /** How much of an unfinished message has come when this is there too. */
  openAfter(chunk: Uint8Array): number {
    let at = 0
    while (at < chunk.length) {
      if (this.#missing === 0) {
        this.#prefix.push(chunk[at++]!)
        if (this.#prefix.length < PREFIX_BYTES) continue
        this.#missing = Buffer.from(this.#prefix).readUInt32BE(1)
        this.#prefix = []
        this.#seen = 0
        continue
      }
      const part = Math.min(this.#missing, chunk.length - at)
      at += part
      this.#missing -= part
      this.#seen = this.#missing === 0 ? 0 : this.#seen + part
    }
    return this.#seen + this.#prefix.length
  }
}
