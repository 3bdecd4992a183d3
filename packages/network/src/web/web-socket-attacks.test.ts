import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { seededRandom, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { type Signer, toHex } from '@sonm/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { testSigner } from '../testing/loopback.ts'
import { encodeFrame, encodeOpen } from '../tunnels/frame.ts'
import { serveWeb, type WebServer } from './serve-web.ts'
import { CHALLENGE_PATH, encodeSession, SESSION_SUBPROTOCOL, sessionText, TUNNEL_SUBPROTOCOL } from './session.ts'
import { personalDigest } from './session-desk.ts'

const [hub, user, attacker] = [2, 7, 66].map(testSigner)
const sockets: Socket[] = []
let server: WebServer

beforeEach(async () => {
  server = await serveWeb({
    address: hub!.address,
    host: '127.0.0.1',
    port: 0,
    origins: [],
    clock: systemClock,
    random: seededRandom(1),
    logger: silentLogger,
    handlers: {
      routes: () => {},
      async onTunnel(tunnel) {
        const stream = tunnel.accept()
        stream.on('error', () => {})
        stream.pipe(stream)
      },
    },
  })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
})

async function sessionOf(signer: Signer): Promise<string> {
  const challenge = await (await fetch(server.url + CHALLENGE_PATH)).json()
  const session = { ...challenge, address: signer.address }
  return encodeSession({ ...session, signature: toHex(await signer.sign(personalDigest(sessionText(session)))) })
}

const [CONTINUATION, BINARY, PING] = [0, 2, 9] as const
interface FrameForm {
  readonly isLast?: boolean
  readonly isPacked?: boolean
  readonly isMasked?: boolean
  /** As it is said in the head. */
  readonly length?: bigint
}

/** A frame of RFC 6455, masked with zeros. */
function frame(kind: number, payload: Uint8Array = new Uint8Array(), form: FrameForm = {}): Buffer {
  const { isLast = true, isPacked = false, isMasked = true, length = BigInt(payload.length) } = form
  const long = length > 125n
  const head = Buffer.of(
    (isLast ? 0x80 : 0) | (isPacked ? 0x40 : 0) | kind,
    (isMasked ? 0x80 : 0) | (long ? 127 : Number(length)),
  )
  const size = Buffer.alloc(long ? 8 : 0)
  if (long) size.writeBigUInt64BE(length)
  return Buffer.concat([head, size, Buffer.alloc(isMasked ? 4 : 0), payload])
}

/** A WebSocket of which every byte can be chosen, with a tunnel open in it that echoes. */
async function openTunnel(signer: Signer): Promise<Socket> {
  const session = await sessionOf(signer)
  const socket = connect(server.port, server.host).on('error', () => {})
  sockets.push(socket)
  const head = [
    'GET / HTTP/1.1',
    `Host: ${server.host}:${server.port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.from(systemRandom.bytes(16)).toString('base64')}`,
    `Sec-WebSocket-Protocol: ${TUNNEL_SUBPROTOCOL}, ${SESSION_SUBPROTOCOL}${session}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await once(socket, 'data')
  socket.write(frame(BINARY, encodeFrame(encodeOpen({ protocol: 'echo', payload: new Uint8Array() }))))
  await once(socket, 'data')
  return socket
}

async function isEchoed(socket: Socket, text: string): Promise<boolean> {
  const came = once(socket, 'data').then(([data]) => String(data).includes(text))
  socket.write(frame(BINARY, Buffer.from(text)))
  return came
}

/** The end of a connection, however it comes. */
const closeOf = (socket: Socket) => new Promise<true>((resolve) => socket.once('close', () => resolve(true)))

/** Writes the same until it is cut off, or so many bytes are gone. @returns whether it was cut off */
async function flood(socket: Socket, piece: Buffer, mostBytes: number): Promise<boolean> {
  const some = Buffer.concat(Array.from({ length: Math.ceil(16_384 / piece.length) }, () => piece))
  for (let sent = 0; sent < mostBytes && !socket.destroyed; sent += some.length) {
    if (socket.write(some)) continue
    await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closeOf(socket)])
  }
  return socket.destroyed
}

const onePiece = (isLast: boolean) => frame(CONTINUATION, Buffer.of(1), { isLast })
const begun = frame(BINARY, Buffer.of(1), { isLast: false })
/** More than may come at once, with what the kernel holds. */
const MUCH = limits.webSocketOverheadBytes + 64 * 2 ** 20

test.each<[string, Buffer, Buffer]>([
  ['pings', Buffer.alloc(0), frame(PING, Buffer.alloc(100))],
  ['messages of nothing', Buffer.alloc(0), frame(BINARY)],
  ['messages of single bytes', Buffer.alloc(0), frame(BINARY, Buffer.of(1))],
  ['frames of nothing in a message', begun, frame(CONTINUATION, Buffer.alloc(0), { isLast: false })],
  ['frames of single bytes in a message', begun, onePiece(false)],
])('a flood of %s is cut off, and another page is served', async (_, first, piece) => {
  const [flooding, honest] = [await openTunnel(attacker!), await openTunnel(user!)]
  flooding.resume().write(first)
  expect(await flood(flooding, piece, MUCH)).toBe(true)
  expect(await isEchoed(honest, 'still here')).toBe(true)
})

test('pings of one who does not read fill no memory: he is cut off', async () => {
  const flooding = await openTunnel(attacker!)
  flooding.pause()
  expect(await flood(flooding, frame(PING, Buffer.alloc(125)), MUCH)).toBe(true)
})

test('a ping is answered, and a message in as many frames as may be is passed on; in one more it is not', async () => {
  const socket = await openTunnel(user!)
  const pong = once(socket, 'data')
  socket.write(frame(PING, Buffer.from('hello')))
  expect(String((await pong)[0])).toContain('hello')
  const inPieces = (count: number) =>
    Buffer.concat([begun, ...Array.from({ length: count - 2 }, () => onePiece(false)), onePiece(true)])
  const came = once(socket, 'data')
  socket.write(inPieces(limits.webSocketFragments))
  await came
  const closed = closeOf(socket.resume())
  socket.write(inPieces(limits.webSocketFragments + 1))
  await closed
})

test('a frame that comes by single bytes is kept up to so many of them', async () => {
  const socket = await openTunnel(user!)
  socket.setNoDelay(true)
  const closed = closeOf(socket.resume())
  socket.write(frame(BINARY, new Uint8Array(), { length: BigInt(limits.webSocketMessageMaxBytes) }))
  // An answer to another between two bytes: so the other side reads each by itself.
  const other = await openTunnel(user!)
  for (let sent = 0; sent < 2 * limits.webSocketChunks && !socket.destroyed; sent++) {
    socket.write(Buffer.of(0))
    await isEchoed(other, 'x')
  }
  expect(await closed).toBe(true)
})

test.each<[string, Buffer]>([
  ['a message of 2^63 bytes', frame(BINARY, Buffer.alloc(10), { length: 2n ** 63n })],
  ['a message of 2^53 bytes', frame(BINARY, Buffer.alloc(10), { length: 2n ** 53n })],
  ['a frame without a mask', frame(BINARY, Buffer.alloc(10), { isMasked: false })],
  ['a packed frame', frame(BINARY, deflateRawSync(Buffer.alloc(1 << 20)), { isPacked: true })],
  ['a piece of no message', onePiece(false)],
  ['a long ping', frame(PING, Buffer.alloc(126))],
])('%s ends the connection at once', async (_, bytes) => {
  const socket = await openTunnel(attacker!)
  const closed = closeOf(socket.resume())
  socket.write(bytes)
  await closed
})
