import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { createInterface } from 'node:readline'
import type { TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@connectrpc/connect'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { type Peer, parsePeer, pinned } from '../paths/peer.ts'
import { PeerNetwork } from '../peer-network.ts'
import { EchoService } from '../testing/echo-service.ts'
import { testSigner } from '../testing/loopback.ts'
import { callHeaders, dialHttp2, dialRaw, either, Flag, Frame, flood, frame, header, message } from './raw-http2.ts'

const MIB = 1 << 20
/** Another key in each test: the places of the last one may not be free yet. */
let attacker = testSigner(66)
let attackers = 66
let victim: ChildProcess
let peer: Peer
let honest: PeerNetwork
let client: Client<typeof EchoService>
const open: TLSSocket[] = []

beforeAll(async () => {
  const program = fileURLToPath(new URL('./victim.ts', import.meta.url))
  const words = ['--expose-gc', '--disable-warning=ExperimentalWarning', program]
  victim = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(victim.stdout!), 'line')
  peer = parsePeer(String(line))
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  honest = new PeerNetwork({ ...world, signer: testSigner(1), resolve: pinned([peer]) })
  client = createClient(EchoService, honest.rpc(peer.address))
  await client.unary({ value: new Uint8Array(1000) })
})
beforeEach(() => {
  attacker = testSigner(++attackers)
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})
afterAll(async () => {
  await honest.close()
  const ended = once(victim, 'exit')
  victim.stdin!.end()
  await ended
})

async function memory(): Promise<number> {
  return Number(Buffer.from((await client.unary({ value: Buffer.from('g') })).value).toString())
}

/** An honest peer has his calls answered while the attack runs and after it, and the memory that it took stays below a bound. */
async function withstands(mostBytes: number, attack: () => Promise<unknown>): Promise<void> {
  const before = await memory()
  let over = false
  const running = attack().finally(() => {
    over = true
  })
  running.catch(() => {})
  let calls = 0
  for (; !over || calls < 20; calls++) {
    const value = Uint8Array.of(2, calls & 0xff)
    const answer = await client.unary({ value })
    expect(answer.value).toEqual(value)
  }
  await running
  expect((await memory()) - before).toBeLessThan(mostBytes)
}

async function mallory(settings?: Buffer<ArrayBuffer>, signer = attacker): Promise<TLSSocket> {
  const socket = await dialHttp2(peer.endpoint, signer, settings)
  open.push(socket)
  return socket
}

/** Streams of a caller have odd numbers. */
const streamId = (turn: number) => 2 * turn + 1

test.each([
  ['rapid reset: streams opened and reset', Frame.reset, Buffer.of(0, 0, 0, 8)],
  [
    'made resets: streams that we have to reset, for a window that overflows,',
    Frame.windowUpdate,
    Buffer.of(0x7f, 0xff, 0xff, 0xff),
  ],
])('%s without end are cut off', async (_, kind, content) => {
  const socket = await mallory()
  socket.resume()
  await withstands(16 * MIB, () =>
    flood(socket, (turn) =>
      turn > limits.streamResetBurst + 1_000 * limits.streamResetsPerSecond
        ? undefined
        : Buffer.concat([
            frame(Frame.headers, Flag.endHeaders, streamId(turn), callHeaders()),
            frame(kind, 0, streamId(turn), content),
          ]),
    ),
  )
  expect(socket.destroyed).toBe(true)
})

test('CONTINUATION flood: headers without an end are cut off', async () => {
  const socket = await mallory()
  socket.resume()
  const more = header('x-more', 'y'.repeat(8000))
  await withstands(16 * MIB, () =>
    flood(socket, (turn) => {
      if (turn === 0) return frame(Frame.headers, 0, 1, callHeaders())
      return turn > 20_000 ? undefined : frame(Frame.continuation, 0, 1, more)
    }),
  )
  expect(socket.destroyed).toBe(true)
})

test.each([
  ['SETTINGS', () => frame(Frame.settings, 0, 0, Buffer.from([0, 4, 0, 0, 0xff, 0xff]))],
  ['PING', () => frame(Frame.ping, 0, 0, Buffer.alloc(8))],
])('%s flood: who makes us answer and does not read is cut off', async (_, piece) => {
  const socket = await mallory()
  socket.pause()
  // Each time much less than it takes to be looked at.
  const some = Buffer.concat(Array.from({ length: limits.talkBytes / 16 }, piece))
  await withstands(32 * MIB, () => flood(socket, () => some))
  expect(socket.destroyed).toBe(true)
})

test('tiny frames: a body of single bytes and of nothing at all costs no memory', async () => {
  const socket = await mallory()
  socket.resume()
  socket.write(frame(Frame.headers, Flag.endHeaders, 1, callHeaders()))
  const tiny = Buffer.concat(
    Array.from({ length: 2000 }, (_, at) => frame(Frame.data, 0, 1, at % 4 === 0 ? Buffer.of(1) : undefined)),
  )
  await withstands(16 * MIB, () => flood(socket, (turn) => (turn > 100 ? undefined : tiny)))
})

test('header bombs: a table entry that is named again and again is refused', async () => {
  const socket = await mallory()
  socket.resume()
  const entry = header('x-bomb', 'b'.repeat(3900), true)
  const bomb = Buffer.concat([callHeaders(), entry, Buffer.alloc(12_000, 0x80 | 62)])
  await withstands(16 * MIB, () =>
    flood(socket, (turn) =>
      turn > 300 ? undefined : frame(Frame.headers, Flag.endHeaders | Flag.endStream, streamId(turn), bomb),
    ),
  )
})

/** SETTINGS_INITIAL_WINDOW_SIZE 0: nothing of an answer may be sent. */
const NO_WINDOW = Buffer.from([0, 4, 0, 0, 0, 0])

test('slow readers: answers that nobody takes are kept up to what one key may have', async () => {
  await withstands(limits.heldBytesPerPeer + 24 * MIB, async () => {
    for (let connection = 0; connection < limits.rpcConnectionsPerPeer; connection++) {
      const socket = await mallory(NO_WINDOW)
      socket.resume()
      for (let turn = 0; turn < 20; turn++) {
        socket.write(
          Buffer.concat([
            frame(Frame.headers, Flag.endHeaders, streamId(turn), callHeaders()),
            frame(Frame.data, Flag.endStream, streamId(turn), message('m')),
          ]),
        )
      }
      await answered(socket)
    }
  })
})

test('bodies without an end: what one key keeps under way is bounded', async () => {
  const sessions: ClientHttp2Session[] = []
  for (let connection = 0; connection < limits.rpcConnectionsPerPeer; connection++) {
    const socket = await dialRaw(peer.endpoint, attacker, 'h2')
    open.push(socket)
    sessions.push(connect('https://x', { createConnection: () => socket }).on('error', () => {}))
  }
  const body = Buffer.alloc(2 * MIB)
  await withstands(limits.heldBytesPerPeer + 16 * MIB, async () => {
    await Promise.all(sessions.flatMap((session) => Array.from({ length: 4 }, () => sendWithoutEnd(session, body))))
  })
  for (const session of sessions) session.destroy()
})

/** Resolves when it is taken whole, or refused. */
function sendWithoutEnd(session: ClientHttp2Session, body: Buffer): Promise<void> {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/sonm.testing.EchoService/Unary',
    'content-type': 'application/proto',
  })
  return new Promise((done) => {
    stream.on('error', () => {})
    stream.once('response', () => done())
    stream.once('close', () => done())
    stream.write(body, () => done())
  })
}

/** Waits until the other side has come so far: it answers a PING in its turn. */
async function answered(socket: TLSSocket): Promise<void> {
  const mark = Buffer.from('ping-now')
  const seen = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      if (chunk.includes(mark)) resolve()
    })
    socket.once('close', () => resolve())
  })
  socket.write(frame(Frame.ping, 0, 0, mark))
  await seen
}

test('half-open links and tunnels whose header never comes hold places of their key alone, and are cut in time', async () => {
  const before = await memory()
  const silent: TLSSocket[] = []
  for (let at = 0; at < 60; at++) silent.push(await dialRaw(peer.endpoint, attacker, 'sonm-tunnel/1'))
  for (const socket of silent) {
    open.push(socket)
    socket.write(Buffer.of(0, 0))
  }
  const tunnel = await honest.openTunnel(peer.address, { protocol: 'echo', payload: new Uint8Array() })
  tunnel.write('hello')
  expect(String(await once(tunnel, 'data'))).toBe('hello')
  tunnel.destroy()
  await Promise.all(silent.map((socket) => either(socket.resume(), 'close', 'close')))
  expect((await memory()) - before).toBeLessThan(32 * MIB)
})

test('connections beyond what a key may have are closed at once, and another key is served', async () => {
  const sockets: TLSSocket[] = []
  for (let at = 0; at < 40; at++) sockets.push(await mallory())
  const kept = limits.rpcConnectionsPerPeer
  await Promise.all(sockets.slice(kept).map((socket) => either(socket.resume(), 'close', 'close')))
  expect(sockets.slice(0, kept).every((socket) => !socket.destroyed)).toBe(true)
  expect((await client.unary({ value: Uint8Array.of(7, 7) })).value).toEqual(Uint8Array.of(7, 7))
})

test('nonsense in place of HTTP/2 is cut off', async () => {
  await withstands(16 * MIB, async () => {
    for (let seed = 0; seed < 20; seed++) {
      const socket = await dialRaw(peer.endpoint, attacker, 'h2')
      open.push(socket)
      socket.resume().write(systemRandom.bytes(4096))
      await either(socket, 'close', 'close')
    }
  })
})
