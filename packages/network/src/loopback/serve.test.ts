import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { createClient, type Transport } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { silentLogger, systemClock, VirtualClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { codedTransport } from '@sonm/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EchoService } from '../testing/echo-service.ts'
import { type LoopbackServer, serveLoopback } from './serve.ts'

const token = 'a-token'
const path = '/sonm.testing.EchoService/Unary'
let server: LoopbackServer
/** At the level of errors and warnings. */
let logged: unknown[]

beforeEach(async () => {
  logged = []
  const note = (fields: object) => void logged.push(fields)
  server = await serveLoopback({
    requestMaxBytes: new Map(),
    routes: (router) =>
      router.service(EchoService, {
        unary(request) {
          if (request.value.length === 0) throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
          return request
        },
        async *stream(request) {
          yield request
          yield request
        },
      }),
    host: '127.0.0.1',
    port: 0,
    token,
    clock: systemClock,
    logger: { ...silentLogger, error: note, warn: note },
    staticHandler: (request, response) => response.end(`page ${request.url}`),
  })
})
afterEach(() => server.close())

const transports: Record<string, () => Transport> = {
  'Connect over HTTP/1.1': () => createConnectTransport({ httpVersion: '1.1', baseUrl: server.url }),
  'Connect JSON over HTTP/1.1': () =>
    createConnectTransport({ httpVersion: '1.1', baseUrl: server.url, useBinaryFormat: false }),
  'gRPC-web over HTTP/1.1': () => createGrpcWebTransport({ httpVersion: '1.1', baseUrl: server.url }),
  'gRPC over HTTP/2': () => createGrpcTransport({ baseUrl: server.url }),
  'Connect over HTTP/2': () => createConnectTransport({ httpVersion: '2', baseUrl: server.url }),
}

test.each(Object.keys(transports))(
  '%s is served on the one port, with its errors, to whom has the token',
  async (name) => {
    const client = createClient(EchoService, codedTransport(transports[name]!(), 'the node'))
    const headers = { authorization: `Bearer ${token}` }
    const value = Uint8Array.of(1, 2, 3)
    expect((await client.unary({ value }, { headers })).value).toEqual(value)
    const streamed: Uint8Array[] = []
    for await (const message of client.stream({ value }, { headers })) streamed.push(message.value)
    expect(streamed).toEqual([value, value])
    await expect(client.unary({}, { headers })).rejects.toMatchObject({
      code: 'ORDER_NOT_FOUND',
      data: { orderHash: '0xabc' },
    })
    for (const wrong of [{}, { authorization: token }, { authorization: 'Bearer other' }]) {
      await expect(client.unary({ value }, { headers: wrong })).rejects.toMatchObject({ code: 'API_TOKEN_INVALID' })
    }
    const unauthorized = async () => {
      for await (const _ of client.stream({ value })) expect.unreachable()
    }
    await expect(unauthorized()).rejects.toMatchObject({ code: 'API_TOKEN_INVALID' })
  },
)

/** A request with exactly these headers. */
async function send(options: {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | Buffer
}) {
  const outgoing = request({ host: server.host, port: server.port, ...options })
  outgoing.end(options.body)
  const [response] = await once(outgoing, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }
}

const json = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

test('JSON goes in and out as curl sends it', async () => {
  const { status, body } = await send({ method: 'POST', path, headers: json, body: '"AQID"' })
  expect({ status, body }).toEqual({ status: 200, body: '"AQID"' })
})

/** A message with the prefix that gRPC and streams give it. */
const framed = (message: Buffer) => Buffer.concat([Buffer.of(0, 0, 0, 0, message.length), message])
/** A field that is longer than what follows. */
const MALFORMED = Buffer.of(0x0a, 100, 1)

test.each([
  ['application/proto', MALFORMED],
  ['application/json', Buffer.from('{"value":')],
  ['application/json', Buffer.from('7')],
])(
  'what is no message of %s is refused as the fault of its caller, without a word about our side',
  async (type, sent) => {
    const headers = { ...json, 'content-type': type }
    const { status, body } = await send({ method: 'POST', path, headers, body: sent })
    expect(status).toBe(400)
    expect(JSON.parse(body)).toMatchObject({
      code: 'invalid_argument',
      details: [{ debug: { code: 'INPUT_INVALID', data: { field: 'request' } } }],
    })
    expect(body).not.toMatch(/\bat .*:\d+|node_modules|\.[jt]s\b/)
    expect(logged).toEqual([])
  },
)

test('what is too large says so by its code', async () => {
  const { status, body } = await send({ method: 'POST', path, headers: json, body: Buffer.alloc(100_000, ' ') })
  expect(status).toBe(429)
  expect(JSON.parse(body)).toMatchObject({ details: [{ debug: { code: 'MESSAGE_TOO_LARGE' } }] })
})

test.each([
  ['gRPC', 'application/grpc-web+proto', path],
  ['a stream', 'application/connect+proto', path.replace('Unary', 'Stream')],
])('what is no message of %s is refused with a code too', async (_, type, to) => {
  const { body } = await send({
    method: 'POST',
    path: to,
    headers: { ...json, 'content-type': type },
    body: framed(MALFORMED),
  })
  expect(body).toMatch(/grpc-status: 3\b|"code":"invalid_argument"/)
  expect(logged).toEqual([])
})

test.each(['localhost', 'LOCALHOST:80', '127.0.0.1:1', '[::1]:15030'])('the host %s is this machine', async (host) => {
  expect((await send({ method: 'POST', path, headers: { ...json, host }, body: '"AQID"' })).status).toBe(200)
})

test.each(['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.0.1'])(
  "the host '%s' is refused, for calls and pages: a page could have pointed its name here",
  async (host) => {
    expect((await send({ method: 'POST', path, headers: { ...json, host }, body: '"AQID"' })).status).toBe(403)
    expect((await send({ method: 'GET', path: '/', headers: { host } })).status).toBe(403)
  },
)

test('pages need no token, and other origins get no permission', async () => {
  const page = await send({ method: 'GET', path: '/wallet', headers: {} })
  expect(page).toMatchObject({ status: 200, body: 'page /wallet' })
  const preflight = await send({ method: 'OPTIONS', path, headers: { origin: 'https://evil.example' } })
  expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('a first byte alone does not decide between the protocols', async () => {
  const socket = connect({ host: server.host, port: server.port, noDelay: true })
  await once(socket, 'connect')
  const request = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
  for (const byte of request) await new Promise((resolve) => socket.write(byte, resolve))
  let answer = ''
  for await (const chunk of socket) answer += chunk
  expect(answer).toContain('page /')
})

test('garbage is answered or cut, and the server lives on', async () => {
  for (const garbage of [
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\ngarbage garbage',
    '\0\0\0\0\r\n\r\n',
    'PRI',
    'x'.repeat(100_000),
  ]) {
    const socket = connect({ host: server.host, port: server.port })
    socket.on('error', () => {})
    socket.resume()
    socket.end(garbage)
    await once(socket, 'close')
  }
  expect((await send({ method: 'GET', path: '/', headers: {} })).status).toBe(200)
})

test('only loopback hosts are served, and a taken port is PORT_TAKEN', async () => {
  const options = { routes: () => {}, requestMaxBytes: new Map(), token, clock: systemClock, logger: silentLogger }
  await expect(serveLoopback({ ...options, host: '0.0.0.0', port: 0 })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await expect(serveLoopback({ ...options, host: '127.0.0.1', port: server.port })).rejects.toMatchObject({
    code: 'PORT_TAKEN',
  })
})

test.each([
  ['nothing', ''],
  ['what may become either protocol', 'PR'],
  ['headers that have no end', `POST ${path} HTTP/1.1\r\nHost: localhost\r\n`],
])('who sends %s is cut off in time, and who asked for something is not', async (_, text) => {
  const clock = new VirtualClock()
  const slow = await serveLoopback({
    requestMaxBytes: new Map(),
    routes: () => {},
    host: '127.0.0.1',
    port: 0,
    token,
    clock,
    logger: silentLogger,
    staticHandler: (_request, response) => response.end('a page'),
  })
  try {
    const connected = async (words: string) => {
      const socket = connect(slow.port, '127.0.0.1')
      await once(socket, 'connect')
      if (words !== '') socket.write(words)
      return socket
    }
    const honest = await connected('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(honest, 'data')
    const silent = await connected(text)
    // Served after the other has been accepted.
    const later = await connected('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(later, 'data')
    const cut = once(silent, 'close')
    await clock.advance(10_000)
    await cut
    expect(honest.closed).toBe(false)
    honest.destroy()
    later.destroy()
  } finally {
    await slow.close()
  }
})
