/** Before each datagram its length, big-endian: no UDP datagram is longer than two bytes tell. */
const LENGTH_BYTES = 2

/** A datagram as a stream of bytes carries it. */
export function frameDatagram(datagram: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + datagram.length)
  frame.writeUInt16BE(datagram.length)
  frame.set(datagram, LENGTH_BYTES)
  return frame
}

/** Finds the datagrams in a stream of bytes again. It never keeps more than one of them. */
export class DatagramReader {
  readonly #onDatagram: (datagram: Buffer) => void
  #rest: Buffer = Buffer.alloc(0)

  constructor(onDatagram: (datagram: Buffer) => void) {
    this.#onDatagram = onDatagram
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (bytes.length - at >= LENGTH_BYTES) {
      const end = at + LENGTH_BYTES + bytes.readUInt16BE(at)
      if (bytes.length < end) break
      this.#onDatagram(bytes.subarray(at + LENGTH_BYTES, end))
      at = end
    }
    this.#rest = bytes.subarray(at)
  }
}
