import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { createClient } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import { silentLogger, VirtualClock } from '@sonm/common'
import { codedTransport } from '@sonm/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callHeaders, Flag, Frame, flood, frame, PREFACE } from '../attacks/raw-http2.ts'
import { limits } from '../limits.ts'
import { EchoService } from '../testing/echo-service.ts'
import { apiLimits } from './limits.ts'
import { type LoopbackServer, serveLoopback } from './serve.ts'

const token = 'a-token'
const authorization = `Bearer ${token}`
const path = '/sonm.testing.EchoService/Unary'
const PAGE = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
const CALL = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\n`

let server: LoopbackServer
let clock: VirtualClock
/** What a test has opened. */
let opened: Socket[]

beforeEach(async () => {
  clock = new VirtualClock()
  opened = []
  server = await serveLoopback({
    requestMaxBytes: new Map(),
    routes: (router) => router.service(EchoService, { unary: (request) => request }),
    host: '127.0.0.1',
    port: 0,
    token,
    clock,
    logger: silentLogger,
    staticHandler: (_request, response) => response.end('a page'),
  })
})
afterEach(async () => {
  for (const socket of opened) socket.destroy()
  await server.close()
})

/** @param words are sent at once */
async function opens(words = ''): Promise<Socket> {
  const socket = connect({ host: server.host, port: server.port, noDelay: true })
  opened.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  if (words !== '') socket.write(words)
  return socket
}

const open = () => opened.filter(({ closed }) => !closed)

const isCut = (socket: Socket) => expect.poll(() => socket.closed).toBe(true)

/** What the owner's next program gets, on a connection of its own. */
async function ownersCall() {
  const transport = createConnectTransport({ httpVersion: '1.1', baseUrl: server.url, nodeOptions: { agent: false } })
  const client = createClient(EchoService, codedTransport(transport, 'the node'))
  return (await client.unary({ value: Uint8Array.of(7) }, { headers: { authorization } })).value[0]
}

test('whoever opens connections without end keeps nobody with the token out', async () => {
  const owners = await opens(`${CALL}Content-Length: 6\r\n\r\n"AQID"`)
  await once(owners, 'data')
  const more = 200
  for (let count = 0; count < apiLimits.connectionsWithoutToken + more; count++) {
    const socket = await opens(['', PAGE, 'POST / HTTP/1.1\r\nHost: lo', 'PRI * HTTP/2.0\r\n\r\n'][count % 4])
    socket.resume()
    if (count % 300 === 0) expect(await ownersCall()).toBe(7)
  }
  expect(await ownersCall()).toBe(7)
  // The oldest went, and not the one that has shown the token.
  await expect.poll(open).toHaveLength(apiLimits.connectionsWithoutToken)
  expect(open()[0]).toBe(owners)
  expect(opened.slice(1, more).every(({ closed }) => closed)).toBe(true)
})

test('the token gets so many connections and no more, and a place that is left is free', async () => {
  for (let count = 0; count < apiLimits.connectionsWithToken; count++) {
    await opens(`${CALL}Content-Length: 100\r\n\r\n"`)
  }
  await expect.poll(() => ownersCall().catch(({ code }) => code)).toBe('PEER_BUSY')
  const page = await opens(PAGE)
  expect(String(await once(page, 'data'))).toContain('a page')
  opened[0]!.destroy()
  await expect.poll(ownersCall).toBe(7)
})

test('a connection that does not show the token is cut in time, whatever it asks for', async () => {
  const asks = await opens(PAGE)
  await once(asks, 'data')
  const owners = await opens(`${CALL}Content-Length: 100\r\n\r\n"`)
  const half = await opens(`${CALL.replace(token, 'wrong')}Content-Length: 100\r\n\r\n"`)
  await once(half, 'data')
  for (let passedMs = 0; passedMs < apiLimits.withoutTokenMs; passedMs += 10_000) {
    await clock.advance(10_000)
    // Its next request keeps it no longer.
    if (asks.writable) asks.write(PAGE)
    await ownersCall()
  }
  await isCut(asks)
  await isCut(half)
  expect(owners.closed).toBe(false)
})

test('after an answer the next request must come whole in time; an upload may take long', async () => {
  const slow = await opens(`${CALL}Content-Length: 6\r\n\r\n"AQID"`)
  await once(slow, 'data')
  slow.write(CALL)
  const uploads = await opens(`${CALL}Content-Length: 6\r\n\r\n"AQ`)
  await ownersCall()
  await clock.advance(apiLimits.nextRequestMs)
  await isCut(slow)
  await clock.advance(3_600_000)
  uploads.write('ID"')
  expect(String(await once(uploads, 'data'))).toMatch(/^HTTP\/1.1 200 OK/)
})

test('an HTTP/2 connection without calls is closed in time, and sooner where it has not shown the token', async () => {
  const dial = async () => {
    const session = connectHttp2(server.url)
    session.on('error', () => {})
    await once(session, 'remoteSettings')
    return { session, closed: once(session, 'close') }
  }
  const stranger = await dial()
  const owners = await dial()
  const headers = { authorization, 'content-type': 'application/json' }
  const call = owners.session.request({ ':method': 'POST', ':path': path, ...headers })
  call.end('"AQID"')
  call.resume()
  await once(call, 'close')
  await clock.advance(apiLimits.withoutTokenMs)
  await stranger.closed
  expect(owners.session.closed).toBe(false)
  await clock.advance(apiLimits.idleSessionMs)
  await owners.closed
})

test('over HTTP/2, whoever resets what it asks for is cut', async () => {
  const socket = await opens()
  socket.resume()
  socket.write(Buffer.concat([PREFACE, frame(Frame.settings, 0, 0), frame(Frame.settings, Flag.ack, 0)]))
  await flood(socket, (turn) =>
    turn > 2 * limits.streamResetBurst
      ? undefined
      : Buffer.concat([
          frame(Frame.headers, Flag.endHeaders, 2 * turn + 1, callHeaders()),
          frame(Frame.reset, 0, 2 * turn + 1, Buffer.of(0, 0, 0, 8)),
        ]),
  )
  await isCut(socket)
})
