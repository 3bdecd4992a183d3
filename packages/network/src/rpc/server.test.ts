import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { createServer } from 'node:net'
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { type Clock, silentLogger, systemClock, VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import type { Link } from '../links/secure.ts'
import { EchoService, echoMaxBytes } from '../testing/echo-service.ts'
import { testSigner } from '../testing/loopback.ts'
import { createRpcServer } from './server.ts'

const MIB = 1 << 20
const cleanups: (() => unknown)[] = []
/** What stands in the log as a fault of this side. */
const complaints: string[] = []
afterEach(async () => {
  expect(complaints.splice(0)).toEqual([])
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

type Session = ClientHttp2Session & { call(body: Uint8Array, headers?: object): ClientHttp2Stream }

/** Answers once, and then lives on. */
async function* goesOn(request: { value?: Uint8Array }, { signal }: HandlerContext) {
  yield request
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

/** An RPC server, and what makes links to it as the listener hands them over, of whatever key and host. */
async function serve(unary: NonNullable<ServiceImpl<typeof EchoService>['unary']>, clock: Clock = systemClock) {
  const server = createRpcServer({
    routes: (router) => router.service(EchoService, { unary, stream: goesOn }),
    requestMaxBytes: echoMaxBytes(),
    clock,
    logger: { ...silentLogger, error: (_, message) => void complaints.push(message) },
  })
  cleanups.push(() => server.close())
  let caller = { peer: testSigner(1).address, host: '192.0.2.1' }
  const listener = createServer((socket) => {
    const link = { socket, peer: caller.peer, transport: { remoteAddress: caller.host } }
    server.accept(link as unknown as Link)
  })
  const { port } = await listenOn(listener, '127.0.0.1', 0)
  cleanups.push(() => closeServer(listener))
  return async (key: number, host: string, settings = {}): Promise<Session> => {
    caller = { peer: testSigner(key).address, host }
    const session = connect(`http://127.0.0.1:${port}`, { settings }) as Session
    session.on('error', () => {})
    cleanups.push(() => session.destroy())
    await once(session, 'remoteSettings')
    session.call = (body, headers) => {
      const path = {
        ':method': 'POST',
        ':path': '/sonm.testing.EchoService/Unary',
        'content-type': 'application/proto',
      }
      const stream = session.request({ ...path, ...headers })
      stream.on('error', () => {})
      stream.write(body)
      return stream
    }
    return session
  }
}

const EMPTY = new Uint8Array()
const closed = (stream: ClientHttp2Stream) => new Promise((resolve) => stream.once('close', resolve))
const statusOf = async (stream: ClientHttp2Stream) => Number((await once(stream, 'response'))[0][':status'])

test('answers that nobody takes are kept up to what a host may have, whatever keys it makes, and up to so much in all', async () => {
  const answer = { value: new Uint8Array(limits.messageMaxBytes - 10 - 3 * limits.unaryHeldBytes) }
  const linked = await serve(() => answer)
  let kept = 0
  /** Takes nothing of what it is answered. */
  const greedy = async (key: number, host: string) => {
    const session = await linked(key, host, { initialWindowSize: 0 })
    const calls = Array.from({ length: limits.heldBytesPerPeer / (4 * MIB) }, () => session.call(EMPTY).end())
    const statuses = await Promise.all(calls.map(statusOf))
    const taken = statuses.filter((status) => status === 200).length
    kept += taken
    return taken === calls.length ? 'all' : statuses.at(-1)
  }
  const keysOfHost = limits.heldBytesPerHost / limits.heldBytesPerPeer
  for (let key = 1; key <= keysOfHost; key++) expect(await greedy(key, '192.0.2.1')).toBe('all')
  expect(await greedy(10, '192.0.2.1')).toBe(429)
  for (let key = 11; key < 11 + keysOfHost; key++) expect(await greedy(key, '192.0.2.2')).toBe('all')
  expect(await greedy(20, '192.0.2.3')).toBe(429)
  expect(kept * 4 * MIB).toBeLessThanOrEqual(limits.heldBytes)
})

/** Moves the clock, and lets both sides answer each other's pings on the way. */
async function pass(clock: VirtualClock, ms: number, session: ClientHttp2Session): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    await clock.advance(Math.min(1_000, ms - passed))
    for (let turn = 0; turn < 2; turn++) await new Promise<void>((done) => session.ping(() => done()))
  }
}

const JSON_FORM = { 'content-type': 'application/json' }
const STREAM_FORM = { ':path': '/sonm.testing.EchoService/Stream', 'content-type': 'application/connect+proto' }
const REQUEST = Buffer.from([0x0a, 1, 7])
/** The window of an answer: nothing of it may be sent. */
const NO_WINDOW = { initialWindowSize: 0 }
const unended = (stream: ClientHttp2Stream) => stream
const ended = (stream: ClientHttp2Stream) => stream.end()

test.each([
  ['sends a request that never comes whole', {}, {}, REQUEST, unended],
  ['sends one in JSON that never comes whole', {}, JSON_FORM, Buffer.from('"'), unended],
  ['begins a stream with a request that never comes whole', {}, STREAM_FORM, Buffer.of(0, 0, 0, 0, 9), unended],
  ['never takes his answer', NO_WINDOW, {}, REQUEST, ended],
  ['never takes his answer in JSON', NO_WINDOW, JSON_FORM, Buffer.from('"Bw=="'), ended],
])('who %s is cut off after a time, and whoever is done lives on', async (_, settings, form, request, send) => {
  const clock = new VirtualClock()
  const linked = await serve((request) => request, clock)
  const session = await linked(1, '192.0.2.1', settings)
  const stream = send(session.call(request, form))
  await new Promise<void>((done) => session.ping(() => done()))
  await pass(clock, limits.transferTimeoutMs - 1_000, session)
  expect(stream.closed).toBe(false)
  const cut = closed(stream)
  // Of an answer the time begins when it was seen to have begun.
  await pass(clock, limits.transferTimeoutMs / 2, session)
  await cut
  expect(stream.rstCode).toBe(8)
  expect(session.closed).toBe(false)
})

test.each([
  ['a unary call', {}, REQUEST],
  ['one in JSON', JSON_FORM, Buffer.from('"')],
  ['a stream', STREAM_FORM, Buffer.of(0, 0, 0, 0, 9)],
])('who leaves in the middle of the request of %s fills no log', async (_, form, request) => {
  const linked = await serve((asked) => asked)
  const session = await linked(1, '192.0.2.1')
  for (let at = 0; at < 3; at++) {
    const stream = session.call(request, form)
    await new Promise<void>((done) => session.ping(() => done()))
    const left = closed(stream)
    stream.close(8)
    await left
  }
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((done) => session.ping(() => done()))
})

test('a handler may take longer than a transfer: its caller is not cut off meanwhile', async () => {
  const clock = new VirtualClock()
  const done = Promise.withResolvers<{ value: Uint8Array }>()
  const linked = await serve(() => done.promise, clock)
  const session = await linked(1, '192.0.2.1')
  const stream = session.call(EMPTY).end()
  await new Promise<void>((answered) => session.ping(() => answered()))
  await pass(clock, 2 * limits.transferTimeoutMs, session)
  done.resolve({ value: Uint8Array.of(7) })
  expect(await statusOf(stream)).toBe(200)
})

test('a stream goes on for as long as it likes, when its request has come', async () => {
  const clock = new VirtualClock()
  const linked = await serve((request) => request, clock)
  const session = await linked(1, '192.0.2.1')
  const stream = session
    .call(Buffer.of(0, 0, 0, 0, 0), STREAM_FORM)
    .end()
    .resume()
  expect(await statusOf(stream)).toBe(200)
  await pass(clock, 3 * limits.transferTimeoutMs, session)
  expect(stream.closed).toBe(false)
})

test('headers that are larger than all of a call may be are refused before anybody looks at the call', async () => {
  let called = 0
  const linked = await serve((request) => {
    called++
    return request
  })
  const session = await linked(1, '192.0.2.1')
  const withHeader = (bytes: number) => session.call(EMPTY, { 'x-large': 'x'.repeat(bytes) }).end()
  expect(await statusOf(withHeader(limits.headerMaxBytes / 2))).toBe(200)
  const refused = withHeader(limits.headerMaxBytes + 1)
  await closed(refused)
  expect(refused.rstCode).not.toBe(0)
  expect(called).toBe(1)
})

test('so many calls of a connection are handled at once, and the next when one has ended', async () => {
  const waiting: (() => void)[] = []
  const linked = await serve(
    (request) => new Promise<typeof request>((resolve) => waiting.push(() => resolve(request))),
  )
  const session = await linked(1, '192.0.2.1')
  const calls = Array.from({ length: limits.streamsPerConnection + 1 }, () => session.call(EMPTY).end())
  await expect.poll(() => waiting.length, { interval: 1 }).toBe(limits.streamsPerConnection)
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((done) => session.ping(() => done()))
  expect(waiting).toHaveLength(limits.streamsPerConnection)
  waiting[0]!()
  await Promise.all([statusOf(calls[0]!), expect.poll(() => waiting.length).toBe(limits.streamsPerConnection + 1)])
})
