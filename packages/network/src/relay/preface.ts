import type { Socket } from 'node:net'

/**
 * How a raw connection begins: who sends it, what for, and a token of 32 bytes. The first byte tells it from
 * TLS, whose records of a handshake begin with 0x16, so that one port serves both.
 */
const MAGIC = Buffer.from('SONM\x01', 'latin1')
export const TOKEN_BYTES = 32
export const PREFACE_BYTES = MAGIC.length + 1 + TOKEN_BYTES
export const PREFACE_BEGIN = MAGIC[0]

const KINDS = { seen: 0x45, data: 0x44, tunnel: 0x54 } as const
/**
 * `seen`: which endpoint of mine do you see? `data`: join me with the other connection of this token, as a relay does.
 * `tunnel`: the same, of a tunnel that was sent on.
 */
export type PrefaceKind = keyof typeof KINDS

export interface Preface {
  readonly kind: PrefaceKind
  readonly token: Uint8Array
}

/** The answer to `data` and `tunnel`: one byte; after `joined` the bytes are the other side's. */
export const DataAnswer = { joined: 1, silent: 2, unknown: 3, busy: 4 } as const

export function encodePreface({ kind, token }: Preface): Uint8Array {
  return Buffer.concat([MAGIC, Uint8Array.of(KINDS[kind]), token])
}

/** @returns undefined when the bytes are no preface */
export function decodePreface(bytes: Uint8Array): Preface | undefined {
  if (bytes.length !== PREFACE_BYTES || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) return undefined
  const kind = (Object.keys(KINDS) as PrefaceKind[]).find((name) => KINDS[name] === bytes[MAGIC.length])
  return kind && { kind, token: Uint8Array.from(bytes.subarray(MAGIC.length + 1)) }
}

export function tokenKey(token: Uint8Array): string {
  return Buffer.from(token).toString('hex')
}

/**
 * Reads exactly so many bytes, and leaves what follows in the socket, which no longer flows.
 * Rejects when the connection ends before, and with the signal's reason.
 */
export function readExactly(socket: Socket, count: number, signal?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void) => {
      socket.off('readable', onReadable)
      socket.off('end', onEnd)
      socket.off('close', onEnd)
      socket.off('error', onError)
      signal?.removeEventListener('abort', onAbort)
      action()
    }
    const onError = (error: Error) => settle(() => reject(error))
    const onEnd = () => onError(new Error('the connection ended too early'))
    const onAbort = () => settle(() => reject(signal?.reason))
    const onReadable = () => {
      const bytes: Buffer | null = socket.read(count)
      if (bytes === null) return
      // At the end of a stream `read` returns what is left, even if it is less.
      if (bytes.length < count) return onEnd()
      settle(() => resolve(bytes))
    }
    if (signal?.aborted) return onAbort()
    if (socket.destroyed) return onEnd()
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.on('readable', onReadable)
    socket.on('end', onEnd)
    socket.on('close', onEnd)
    socket.on('error', onError)
    if (socket.readableLength >= count) onReadable()
  })
}
