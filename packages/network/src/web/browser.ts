import type { Interceptor } from '@connectrpc/connect'
import type { Address, Hex } from '@sonm/model'
import {
  CHALLENGE_PATH,
  encodeSession,
  SESSION_SCHEME,
  SESSION_SUBPROTOCOL,
  sessionText,
  TUNNEL_SUBPROTOCOL,
  type WebSession,
} from './session.ts'

/** Whoever signs for the user: a wallet in the browser. */
export interface WebSigner {
  readonly address: Address
  /** EIP-191 over the text, as "personal_sign" of wallets does. */
  signText(text: string): Promise<Hex>
}

/**
 * A session with one machine of the market, for use in a page.
 * @example
 * const session = await openWebSession('https://hub.example.org:15011', wallet)
 * const transport = createConnectTransport({ baseUrl: session.url, interceptors: [session.interceptor] })
 * const tunnel = await session.openTunnel('sonm.task-port', payload)
 */
export interface BrowserSession {
  readonly url: string
  readonly server: Address
  readonly expiresAtSeconds: number
  /** For a transport of Connect. */
  readonly interceptor: Interceptor
  /** Rejects when the machine does not let it in; the reason is with the machine. */
  openTunnel(protocol: string, payload: Uint8Array): Promise<BrowserTunnel>
}

export interface BrowserTunnel {
  readonly readable: ReadableStream<Uint8Array>
  /** To close it ends this half; to abort it cuts the tunnel. */
  readonly writable: WritableStream<Uint8Array>
}

/** Asks for a challenge and has it signed. */
export async function openWebSession(url: string, signer: WebSigner): Promise<BrowserSession> {
  const response = await fetch(new URL(CHALLENGE_PATH, url))
  if (!response.ok) throw new Error(`${url} gives no challenge: HTTP ${response.status}`)
  const given = (await response.json()) as Omit<WebSession, 'address'>
  const session: WebSession = { ...given, address: signer.address }
  const text = encodeSession({ ...session, signature: await signer.signText(sessionText(session)) })
  return {
    url,
    server: given.server,
    expiresAtSeconds: given.expiresAtSeconds,
    interceptor: (next) => (request) => {
      request.header.set('authorization', `${SESSION_SCHEME} ${text}`)
      return next(request)
    },
    openTunnel: (protocol, payload) => openTunnel(url, text, protocol, payload),
  }
}

/** What may wait in the browser before a writer is held back. */
const QUEUE_BYTES = 1 << 20
/** The other side keeps each message whole. */
const PIECE_BYTES = 64 * 1024
const LOOK_AGAIN_MS = 10

function openTunnel(url: string, session: string, protocol: string, payload: Uint8Array): Promise<BrowserTunnel> {
  const target = new URL(url)
  target.protocol = target.protocol === 'http:' ? 'ws:' : 'wss:'
  const socket = new WebSocket(target, [TUNNEL_SUBPROTOCOL, SESSION_SUBPROTOCOL + session])
  socket.binaryType = 'arraybuffer'
  return new Promise((resolve, reject) => {
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined
    let head = new Uint8Array()
    let ended = false
    const readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        stream = controller
      },
      cancel: () => socket.close(),
    })
    const writable = new WritableStream<Uint8Array>({
      async write(chunk) {
        for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
          socket.send(chunk.subarray(at, at + PIECE_BYTES) as Uint8Array<ArrayBuffer>)
        }
        while (socket.bufferedAmount > QUEUE_BYTES && socket.readyState === WebSocket.OPEN) await pause()
      },
      close: () => socket.send('end'),
      abort: () => socket.close(),
    })
    let accepted = false
    socket.onopen = () => socket.send(frameOf(protocol, payload))
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === 'string') {
        ended = true
        stream?.close()
        return
      }
      const bytes = new Uint8Array(data)
      if (accepted) return stream?.enqueue(bytes)
      head = joined(head, bytes)
      if (head.length < 4) return
      const length = new DataView(head.buffer).getUint32(0)
      if (length > 0) {
        socket.close()
        reject(new Error(`${url} refuses the tunnel`))
        return
      }
      accepted = true
      if (head.length > 4) stream?.enqueue(head.slice(4))
      resolve({ readable, writable })
    }
    socket.onclose = () => {
      reject(new Error(`${url} does not let the tunnel in`))
      if (accepted && !ended) stream?.error(new Error('the connection was cut'))
    }
  })
}

/** The header of a tunnel, as `tunnels/frame.ts` reads it. */
function frameOf(protocol: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(protocol)
  const frame = new Uint8Array(5 + name.length + payload.length)
  new DataView(frame.buffer).setUint32(0, frame.length - 4)
  frame[4] = name.length
  frame.set(name, 5)
  frame.set(payload, 5 + name.length)
  return frame
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** A WebSocket says how much waits, and not when it is sent. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LOOK_AGAIN_MS)
  })
}
