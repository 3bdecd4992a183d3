import { once } from 'node:events'
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Client, createClient } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import { seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, fail, type Hex, type Signer, toHex } from '@sonm/model'
import { codedTransport } from '@sonm/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { limits } from '../limits.ts'
import { callerOf } from '../network.ts'
import { EchoService } from '../testing/echo-service.ts'
import { testSigner } from '../testing/loopback.ts'
import { encodeFrame, encodeOpen, readFrame } from '../tunnels/frame.ts'
import { serveWeb, type WebServer } from './serve-web.ts'
import {
  CHALLENGE_PATH,
  encodeSession,
  SESSION_SUBPROTOCOL,
  type SignedWebSession,
  sessionText,
  TUNNEL_SUBPROTOCOL,
} from './session.ts'
import { personalDigest } from './session-desk.ts'
import { webSocketStream } from './web-socket-stream.ts'

const ORIGIN = 'https://app.example.org'
const hub = testSigner(2)
const user = testSigner(7)
const clock = new VirtualClock(Date.UTC(2026, 0, 1))
let server: WebServer

const serve = (address = hub.address, accounts?: readonly Address[]) =>
  serveWeb({
    address,
    ...(accounts && { accounts }),
    host: '127.0.0.1',
    port: 0,
    origins: [ORIGIN],
    clock,
    random: seededRandom(Number(BigInt(address) & 0xffn)),
    logger: silentLogger,
    handlers: {
      routes: (router) =>
        router.service(EchoService, {
          unary({ value }, context) {
            if (value[0] === 1) throw fail('ORDER_NOT_FOUND', { orderHash: '0xabc' })
            return { value: Buffer.from(callerOf(context)) }
          },
          async *stream(request) {
            yield request
            yield request
          },
        }),
      async onTunnel(tunnel) {
        if (tunnel.protocol !== 'echo') return
        const stream = tunnel.accept()
        stream.write(`${tunnel.caller}\n`)
        stream.pipe(stream)
      },
    },
  })

beforeEach(async () => {
  server = await serve()
})
afterEach(() => server.close())

async function sessionOf(signer: Signer, change: Partial<SignedWebSession> = {}): Promise<string> {
  const { body } = await send({ method: 'GET', path: CHALLENGE_PATH })
  const session = { ...(JSON.parse(body) as SignedWebSession), address: signer.address, ...change }
  const signature = change.signature ?? toHex(await signer.sign(personalDigest(sessionText(session))))
  return encodeSession({ ...session, signature })
}

function clientWith(session: string): Client<typeof EchoService> {
  const transport = createConnectTransport({
    httpVersion: '1.1',
    baseUrl: server.url,
    interceptors: [
      (next) => (call) => {
        call.header.set('authorization', `SonmSession ${session}`)
        return next(call)
      },
    ],
  })
  return createClient(EchoService, codedTransport(transport, 'hub'))
}

async function send(options: { method: string; path: string; headers?: Record<string, string> }) {
  const outgoing = request({ host: server.host, port: server.port, ...options })
  outgoing.end()
  const [response] = await once(outgoing, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }
}

test('a session that a wallet has signed makes its account the caller, of calls and of streams, with coded errors', async () => {
  const client = clientWith(await sessionOf(user))
  expect(Buffer.from((await client.unary({})).value).toString()).toBe(user.address)
  await expect(client.unary({ value: Uint8Array.of(1) })).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
  const streamed: Uint8Array[] = []
  for await (const { value } of client.stream({ value: Uint8Array.of(9) })) streamed.push(value)
  expect(streamed).toHaveLength(2)
})

test.each<[string, () => Promise<string>]>([
  ['nothing', async () => ''],
  ['junk', async () => 'junk'],
  ['another key', () => sessionOf(user, { signature: `0x${'11'.repeat(64)}1b` as Hex })],
  ['another account', async () => sessionOf(testSigner(8), { address: user.address })],
  ['a later end than the challenge allows', () => sessionOf(user, { expiresAtSeconds: 2_000_000_000 })],
  ['a challenge of its own making', () => sessionOf(user, { challenge: 'ab'.repeat(32) })],
  ['a session for another machine', () => sessionOf(user, { server: testSigner(9).address })],
])('%s is no session', async (_, make) => {
  await expect(clientWith(await make()).unary({})).rejects.toMatchObject({
    code: expect.stringMatching(/WEB_SESSION_INVALID|SIGNATURE_INVALID/),
  })
})

test('a session ends with its hour, and with the life of its server', async () => {
  const session = await sessionOf(user)
  const client = clientWith(session)
  await clock.advance(limits.webSessionSeconds * 1000 - 1000)
  await client.unary({})
  await clock.advance(1000)
  await expect(client.unary({})).rejects.toMatchObject({ code: 'WEB_SESSION_INVALID' })
  const fresh = await sessionOf(user)
  const other = await serve(testSigner(3).address)
  ;[server] = [other, await server.close()]
  await expect(clientWith(fresh).unary({})).rejects.toMatchObject({ code: 'WEB_SESSION_INVALID' })
})

test('pages of the listed origins are let in, others are not, nor is a name that was pointed here', async () => {
  const preflight = await send({ method: 'OPTIONS', path: '/x', headers: { origin: ORIGIN } })
  expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': ORIGIN } })
  for (const headers of [{ origin: 'https://evil.example' }, { host: 'evil.example' }]) {
    const refused = await send({ method: 'GET', path: CHALLENGE_PATH, headers })
    expect(refused.status).toBe(403)
    expect(Object.keys(refused.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

async function webSocket(session: string, origin = ORIGIN): Promise<WebSocket> {
  const socket = new WebSocket(server.url.replace('http', 'ws'), [TUNNEL_SUBPROTOCOL, SESSION_SUBPROTOCOL + session], {
    origin,
  })
  await Promise.race([once(socket, 'open'), once(socket, 'error').then(([error]) => Promise.reject(error))])
  return socket
}

async function openTunnel(protocol: string): Promise<{ stream: Duplex; answer: Uint8Array }> {
  const stream = webSocketStream(await webSocket(await sessionOf(user)))
  stream.on('error', () => {})
  stream.write(encodeFrame(encodeOpen({ protocol, payload: new Uint8Array() })))
  return { stream, answer: await readFrame(stream) }
}

test('a tunnel goes over a WebSocket, by its caller, half by half', async () => {
  const { stream, answer } = await openTunnel('echo')
  expect(answer).toHaveLength(0)
  const bytes = Buffer.alloc(3_000_000, 'z')
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.end(bytes)
  await once(stream, 'end')
  const all = Buffer.concat(chunks)
  expect(all.toString('latin1', 0, 43)).toBe(`${user.address}\n`)
  expect(all.subarray(43).equals(bytes)).toBe(true)
})

test('a message of a WebSocket as large as may be is passed on, and one byte more ends the tunnel', async () => {
  for (const [bytes, isTaken] of [
    [limits.webSocketMessageMaxBytes, true],
    [limits.webSocketMessageMaxBytes + 1, false],
  ] as const) {
    const socket = await webSocket(await sessionOf(user))
    const stream = webSocketStream(socket)
    stream.write(encodeFrame(encodeOpen({ protocol: 'echo', payload: new Uint8Array() })))
    await readFrame(stream)
    const closed = once(socket, 'close')
    let came = 0
    const whole = new Promise<void>((resolve) => {
      stream.on('data', ({ length }: Buffer) => {
        came += length
        if (came === bytes + user.address.length + 1) resolve()
      })
    })
    socket.send(Buffer.alloc(bytes), { binary: true })
    if (isTaken) {
      await whole
      stream.destroy()
      await closed
    } else expect((await closed)[0]).toBe(1009)
  }
})

test('a tunnel that is not served is refused with an error, and one without a session or from another page is not let in', async () => {
  expect((await openTunnel('nothing')).answer.length).toBeGreaterThan(0)
  await expect(webSocket('junk')).rejects.toThrow('401')
  await expect(webSocket(await sessionOf(user), 'https://evil.example')).rejects.toThrow('403')
})

test('where accounts are named, the sessions of others are good for nothing', async () => {
  const own = await serve(hub.address, [user.address])
  ;[server] = [own, await server.close()]
  const stranger = await sessionOf(testSigner(8))
  await expect(clientWith(stranger).unary({})).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  const streaming = async () => {
    for await (const _ of clientWith(stranger).stream({}));
  }
  await expect(streaming()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  await expect(webSocket(stranger)).rejects.toThrow('403')
  await expect(clientWith('').unary({})).rejects.toMatchObject({ code: 'WEB_SESSION_INVALID' })
  expect(Buffer.from((await clientWith(await sessionOf(user)).unary({})).value).toString()).toBe(user.address)
  expect((await openTunnel('echo')).answer).toHaveLength(0)
})

test('without a certificate only loopback is served', async () => {
  const options = { address: hub.address, host: '0.0.0.0', port: 0, origins: [], handlers: { routes: () => {} } }
  const world = { clock, random: seededRandom(1), logger: silentLogger }
  await expect(serveWeb({ ...options, ...world })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})
