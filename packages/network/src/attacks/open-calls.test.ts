import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { createServer } from 'node:net'
import { silentLogger, systemClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import type { Link } from '../links/secure.ts'
import { createRpcServer } from '../rpc/server.ts'
import { EchoService } from '../testing/echo-service.ts'
import { testSigner } from '../testing/loopback.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** What the first byte of a request asks for. */
const [ECHO, LARGE] = [1, 2]
const LARGE_BYTES = 2 ** 20

/** A server of calls that end when their callers leave, and links to it of whatever key and host. */
async function setUp() {
  const server = createRpcServer({
    routes: (router) =>
      router.service(EchoService, {
        unary: ({ value }, { signal }) => {
          if (value[0] === LARGE) return { value: new Uint8Array(LARGE_BYTES) }
          return value[0] === ECHO ? { value } : new Promise((_, reject) => signal.addEventListener('abort', reject))
        },
        async *talk(requests) {
          for await (const request of requests) yield request
        },
      }),
    clock: systemClock,
    logger: silentLogger,
  })
  cleanups.push(() => server.close())
  let caller = { peer: testSigner(1).address, host: '' }
  const listener = createServer((socket) => {
    server.accept({ socket, peer: caller.peer, transport: { remoteAddress: caller.host } } as unknown as Link)
  })
  const { port } = await listenOn(listener, '127.0.0.1', 0)
  cleanups.push(() => closeServer(listener))
  return async (key: number, host: string, settings = {}): Promise<ClientHttp2Session> => {
    caller = { peer: testSigner(key).address, host }
    const session = connect(`http://127.0.0.1:${port}`, { settings }).on('error', () => {})
    cleanups.push(() => session.destroy())
    await once(session, 'remoteSettings')
    return session
  }
}

const FORMS = {
  json: { ':path': '/sonm.testing.EchoService/Unary', 'content-type': 'application/json' },
  unary: { ':path': '/sonm.testing.EchoService/Unary', 'content-type': 'application/proto' },
  stream: { ':path': '/sonm.testing.EchoService/Talk', 'content-type': 'application/connect+proto' },
}
type Kind = keyof typeof FORMS

function begin(session: ClientHttp2Session, kind: Kind): ClientHttp2Stream {
  const stream = session.request({ ':method': 'POST', ...FORMS[kind] })
  stream.on('error', () => {})
  return stream.resume()
}

/** Begins as many calls as a connection may have, says nothing in them, and tells how many are refused. */
async function beginAll(session: ClientHttp2Session, kind: Kind): Promise<() => number> {
  let refused = 0
  for (let at = 0; at < limits.streamsPerConnection; at++) {
    begin(session, kind).once('response', (headers) => {
      if (headers[':status'] === 503) refused++
    })
  }
  await new Promise<void>((done) => session.ping(() => done()))
  return () => refused
}

test.each<[Kind, number]>([
  ['unary', limits.unaryHeldBytes],
  ['stream', limits.streamHeldBytes],
])(
  'calls of one host whose requests never come are refused beyond their memory, whatever keys it makes: %s',
  async (kind, heldBytes) => {
    const linked = await setUp()
    const honest = await linked(1, '192.0.2.1')
    const mayHave = limits.heldBytesPerHost / heldBytes
    for (let key = 2, opened = 0; opened < mayHave; key++, opened += limits.streamsPerConnection) {
      const refused = await beginAll(await linked(key, '192.0.2.2'), kind)
      expect(refused()).toBe(0)
    }
    const refused = await beginAll(await linked(1_000, '192.0.2.2'), kind)
    await expect.poll(refused).toBe(limits.streamsPerConnection)
    const answer = begin(honest, 'unary').end(Buffer.of(0x0a, 1, ECHO))
    expect((await once(answer, 'response'))[0][':status']).toBe(200)
  },
)

test('of one key there are so many streams at once, and one that ends makes room', async () => {
  const linked = await setUp()
  const mayHave = limits.heldBytesPerPeer / limits.streamHeldBytes
  const sessions: ClientHttp2Session[] = []
  for (let open = 0; open < mayHave; open += limits.streamsPerConnection) {
    sessions.push(await linked(2, '192.0.2.2'))
    await beginAll(sessions.at(-1)!, 'stream')
  }
  const last = await linked(2, '192.0.2.2')
  const statusOfOneMore = async () => (await once(begin(last, 'stream').end(), 'response'))[0][':status']
  expect(await statusOfOneMore()).toBe(503)
  sessions[0]!.destroy()
  await expect.poll(statusOfOneMore).toBe(200)
})

test('answers in JSON that nobody takes are kept up to what one key may have', async () => {
  const linked = await setUp()
  const session = await linked(2, '192.0.2.2', { initialWindowSize: 0 })
  const outcomes = Array.from({ length: 40 }, async () => {
    const call = begin(session, 'json').end(`"${Buffer.of(LARGE).toString('base64')}"`)
    const status = once(call, 'response').then(([headers]) => headers[':status'])
    return Promise.race([status, once(call, 'close')])
  })
  const kept = (await Promise.all(outcomes)).filter((outcome) => outcome === 200).length
  expect(kept).toBeGreaterThan(0)
  expect(kept * LARGE_BYTES * (4 / 3)).toBeLessThanOrEqual(limits.heldBytesPerPeer)
})
