import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { seededRandom, silentLogger, systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { toHex } from '@sonm/model'
import { afterEach, expect, test } from 'vitest'
import { createCertificate } from '../identity/certificate.ts'
import { limits } from '../limits.ts'
import { EchoService } from '../testing/echo-service.ts'
import { testSigner } from '../testing/loopback.ts'
import { serveWeb, type WebServer } from './serve-web.ts'
import { CHALLENGE_PATH, encodeSession, SESSION_SCHEME, sessionText } from './session.ts'
import { personalDigest } from './session-desk.ts'

const [hub, user] = [2, 7].map(testSigner)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** What the first byte of a request asks for. */
const [NEVER, LARGE] = [1, 2]

async function setUp({ isTls = false } = {}) {
  const clock = new VirtualClock(systemClock.nowMs())
  const certificate = isTls && (await createCertificate({ signer: hub!, clock: systemClock, random: systemRandom }))
  let called = 0
  const server = await serveWeb({
    address: hub!.address,
    host: '127.0.0.1',
    port: 0,
    ...(certificate && { tls: { cert: certificate.certPem, key: certificate.keyPem } }),
    origins: [],
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    handlers: {
      routes: (router) =>
        router.service(EchoService, {
          unary({ value }, { signal }) {
            called++
            if (value[0] === LARGE) return { value: new Uint8Array(limits.messageMaxBytes / 2) }
            if (value[0] !== NEVER) return { value }
            return new Promise((_, reject) => signal.addEventListener('abort', reject))
          },
        }),
    },
  })
  cleanups.push(() => server.close())
  /** @param words are sent at once */
  const opens = async (words = '', options = {}): Promise<Socket> => {
    const socket = connect({ host: server.host, port: server.port, noDelay: true, ...options }).on('error', () => {})
    cleanups.push(() => socket.destroy())
    await once(socket, 'connect')
    socket.write(words)
    return socket
  }
  return { clock, server, opens, called: () => called }
}

const PAGE = `GET ${CHALLENGE_PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`

async function headOf(server: WebServer): Promise<string> {
  const challenge = await (await fetch(server.url + CHALLENGE_PATH)).json()
  const session = { ...challenge, address: user!.address }
  const signature = toHex(await user!.sign(personalDigest(sessionText(session))))
  return [
    'POST /sonm.testing.EchoService/Unary HTTP/1.1',
    'Host: localhost',
    `Authorization: ${SESSION_SCHEME} ${encodeSession({ ...session, signature })}`,
    'Content-Type: application/json\r\n',
  ].join('\r\n')
}

const body = (byte: number) => `Content-Length: 6\r\n\r\n"${Buffer.of(byte).toString('base64')}"`

const isCut = (socket: Socket) => expect.poll(() => socket.closed).toBe(true)

/** The server has read what was sent before this. */
async function isRead(server: WebServer): Promise<void> {
  await (await fetch(server.url + CHALLENGE_PATH)).text()
}

test('who sends the head of a request piece by piece is cut in time, and another page is served', async () => {
  const { clock, server, opens } = await setUp()
  const slow = [await opens(), await opens('GE'), await opens(`GET ${CHALLENGE_PATH} HTTP/1.1\r\nHost: localhost\r\n`)]
  for (const socket of slow) socket.resume()
  const stepMs = 1_000
  for (let passedMs = 0; passedMs < limits.handshakeTimeoutMs; passedMs += stepMs) {
    for (const socket of slow) expect(socket.closed).toBe(false)
    slow[2]!.write('X-More: 1\r\n')
    await isRead(server)
    await clock.advance(stepMs)
  }
  await Promise.all(slow.map(isCut))
  await isRead(server)
})

test('over TLS too: who does not finish his handshake, or asks nothing after it', async () => {
  const { clock, server, opens } = await setUp({ isTls: true })
  const silent = (await opens()).resume()
  const quiet = connectTls({ host: server.host, port: server.port, rejectUnauthorized: false })
  const asks = connectTls({ host: server.host, port: server.port, rejectUnauthorized: false })
  for (const socket of [quiet, asks]) {
    cleanups.push(() => socket.destroy())
    await once(
      socket.on('error', () => {}),
      'secureConnect',
    )
  }
  quiet.resume()
  asks.write(PAGE)
  expect(String(await once(asks, 'data'))).toMatch(/^HTTP\/1.1 200 OK/)
  await clock.advance(limits.handshakeTimeoutMs)
  await isCut(silent)
  await isCut(quiet)
  expect(asks.closed).toBe(false)
})

test('after an answer the head of the next request must come in time', async () => {
  const { clock, opens } = await setUp()
  const socket = await opens(PAGE)
  await once(socket, 'data')
  await clock.advance(limits.webNextRequestMs - 1)
  socket.write(PAGE)
  expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 200 OK/)
  socket.write(PAGE.slice(0, 10))
  await clock.advance(limits.webNextRequestMs)
  await isCut(socket.resume())
})

test('who does not send his request whole, or does not take his answer, is cut in time; a call may take its time', async () => {
  const { clock, server, opens, called } = await setUp()
  const head = await headOf(server)
  const waits = (await opens(head + body(NEVER))).resume()
  const half = (await opens(`${head}Content-Length: 6\r\n\r\n"AQ`)).resume()
  const unheard = (await opens(`POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n"AQ`)).resume()
  const takesNothing = await opens(head + body(LARGE))
  takesNothing.pause()
  await expect.poll(called).toBe(2)
  for (let passedMs = 0; passedMs <= 2 * limits.transferTimeoutMs; passedMs += 5_000) {
    await isRead(server)
    await clock.advance(5_000)
  }
  await isCut(half)
  await isCut(unheard)
  // What the kernel has taken comes before the end.
  await isCut(takesNothing.resume())
  expect(waits.closed).toBe(false)
})

test('who is refused a WebSocket and does not close his side is cut in time', async () => {
  const { clock, opens } = await setUp()
  const head = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  const refused = await opens(head, { allowHalfOpen: true })
  expect(String(await once(refused, 'data'))).toMatch(/^HTTP\/1.1 400 /)
  await once(refused.resume(), 'end')
  await clock.advance(limits.closeGraceMs)
  // Nobody is there to take it any more.
  await expect
    .poll(() => {
      refused.write('x')
      return refused.closed
    })
    .toBe(true)
})

test('a browser that is gone without a word is noticed: the system asks whether it is there', async () => {
  const { server, opens } = await setUp()
  const browser = await opens(PAGE)
  await once(browser, 'data')
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
  const ofServer = new RegExp(`:${hex(server.port)} \\w+:${hex(browser.localPort!)} \\w+ \\w+:\\w+ (\\w+):`)
  // Of proc(5), net/tcp: 02 is a timer that keeps the connection alive.
  await expect.poll(() => readFileSync('/proc/net/tcp', 'utf8').match(ofServer)?.[1]).toBe('02')
})

test('requests one behind the other, whose calls do not end, are refused beyond their memory', async () => {
  const { server, opens, called } = await setUp()
  const head = await headOf(server)
  const mayHave = limits.heldBytesPerPeer / limits.unaryHeldBytes
  const socket = (await opens()).resume()
  socket.write((head + body(NEVER)).repeat(2 * mayHave))
  // The requests themselves count too.
  await expect.poll(called).toBeGreaterThan(mayHave - 10)
  await isRead(server)
  expect(called()).toBeLessThanOrEqual(mayHave)
})
