import { once } from 'node:events'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { type Clock, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { type Certificate, createCertificate } from '../identity/certificate.ts'
import { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import { directPath } from '../paths/direct.ts'
import type { Endpoint } from '../paths/peer.ts'
import { testSigner } from '../testing/loopback.ts'
import { withoutItsKey } from '../testing/stolen-certificate.ts'
import { Dialer } from './dialer.ts'
import { closeServer, listenOn } from './listen.ts'
import { Alpn, provenPeer, serverTlsOptions } from './secure.ts'

const served = testSigner(2)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A server that may show any certificate, as a hostile one does. */
async function hostileServer(options: TlsOptions): Promise<Endpoint> {
  return serverOn(createTlsServer({ ...serverTlsOptions, ...options }))
}

async function serverOn(server: Server): Promise<Endpoint> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  const endpoint = await listenOn(server, '127.0.0.1', 0)
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return closeServer(server)
  })
  return endpoint
}

function dialer(clock: Clock, ...endpoints: Endpoint[]): Dialer {
  const options = { signer: testSigner(1), clock, random: systemRandom, logger: silentLogger }
  return new Dialer({ clock, identity: new Identity(options), paths: [directPath(async () => endpoints)] })
}

const certify = (clock: Clock = systemClock) => createCertificate({ signer: served, clock, random: systemRandom })
const shown = ({ certPem, keyPem }: Certificate): TlsOptions => ({ cert: certPem, key: keyPem })
const shifted = (byMs: number): Clock => ({ ...systemClock, nowMs: () => systemClock.nowMs() + byMs })

async function dial(endpoint: Endpoint): Promise<unknown> {
  try {
    const link = await dialer(systemClock, endpoint).dial(served.address, Alpn.tunnel)
    cleanups.push(() => link.socket.destroy())
    return link.peer
  } catch (error) {
    return error
  }
}

test('a caller takes a server that proves the dialled key', async () => {
  expect(await dial(await hostileServer(shown(await certify())))).toBe(served.address)
})

test('a caller refuses an expired certificate, one that is not valid yet, and a server without TLS 1.3', async () => {
  const expired = await hostileServer(shown(await certify(shifted(-2 * 3_600_000))))
  const early = await hostileServer(shown(await certify(shifted(3_600_000))))
  const old = await hostileServer({ ...shown(await certify()), minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })
  expect(await dial(expired)).toMatchObject({ code: 'PEER_UNREACHABLE', message: /has expired/ })
  expect(await dial(early)).toMatchObject({ code: 'PEER_UNREACHABLE', message: /not valid yet/ })
  expect(await dial(old)).toMatchObject({ code: 'PEER_UNREACHABLE' })
})

test('a caller refuses a server that shows the certificate of the dialled key and does not hold its TLS key', async () => {
  const thief = await hostileServer(withoutItsKey(await certify(), await certify()))
  expect(await dial(thief)).toMatchObject({ code: 'PEER_UNREACHABLE', message: /signature/ })
})

test('a caller refuses a server that speaks another protocol on top', async () => {
  const endpoint = await hostileServer({ ...shown(await certify()), ALPNProtocols: ['http/1.1'] })
  expect(await dial(endpoint)).toMatchObject({ code: 'PEER_UNREACHABLE' })
  const none = await hostileServer({ ...shown(await certify()), ALPNProtocols: [] })
  expect(await dial(none)).toMatchObject({ code: 'PEER_UNREACHABLE' })
})

test('a caller refuses what is no TLS at all', async () => {
  const talker = await serverOn(createTcpServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')))
  expect(await dial(talker)).toMatchObject({ code: 'PEER_UNREACHABLE' })
  const hangup = await serverOn(createTcpServer((socket) => void socket.end()))
  expect(await dial(hangup)).toMatchObject({ code: 'PEER_UNREACHABLE' })
})

test('a server that accepts and stays silent costs the dial timeout, and not more', async () => {
  const silent = await serverOn(createTcpServer(() => {}))
  const timers = new Map<number, () => void>()
  const clock: Clock = {
    ...systemClock,
    after: (delayMs, action) => {
      timers.set(delayMs, action)
      return () => timers.delete(delayMs)
    },
  }
  const dialling = dialer(clock, silent).dial(served.address, Alpn.tunnel)
  timers.get(limits.dialTimeoutMs)!()
  await expect(dialling).rejects.toMatchObject({ code: 'PEER_UNREACHABLE', message: /within 10 s/ })
  expect(timers.has(limits.dialTimeoutMs)).toBe(false)
})

test('a silent endpoint does not hold up the next one', async () => {
  const silent = await serverOn(createTcpServer(() => {}))
  const good = await hostileServer(shown(await certify()))
  const link = await dialer(systemClock, silent, good).dial(served.address, Alpn.tunnel)
  expect(link.peer).toBe(served.address)
  expect(link.route.label).toBe(`127.0.0.1:${good.port}`)
  link.socket.destroy()
})

test('a dial that is given up rejects with the reason', async () => {
  const silent = await serverOn(createTcpServer(() => {}))
  const controller = new AbortController()
  const reason = new Error('changed my mind')
  const dialling = dialer(systemClock, silent).dial(served.address, Alpn.tunnel, controller.signal)
  controller.abort(reason)
  await expect(dialling).rejects.toBe(reason)
})

test('a resumed session proves nothing, even where a server would resume it', async () => {
  const server = createTlsServer({ ...serverTlsOptions, ...shown(await certify()), secureOptions: 0 })
  const verdicts: unknown[] = []
  server.on('secureConnection', (socket) => {
    try {
      verdicts.push(provenPeer(socket, systemClock))
    } catch (error) {
      verdicts.push(error)
    }
    socket.write('hello')
  })
  const endpoint = await serverOn(server)
  const { certPem, keyPem } = await certify()
  const dialWith = (session?: Buffer) =>
    connectTls({ ...endpoint, cert: certPem, key: keyPem, rejectUnauthorized: false, ...(session && { session }) })
  const first = dialWith()
  const [[session]] = await Promise.all([once(first, 'session'), once(first, 'data')])
  first.destroy()
  const second = dialWith(session as Buffer)
  await once(second, 'data')
  expect(second.isSessionReused()).toBe(true)
  second.destroy()
  expect(verdicts).toEqual([
    served.address,
    expect.objectContaining({ code: 'PEER_IDENTITY_INVALID', message: expect.stringContaining('resumed') }),
  ])
})
