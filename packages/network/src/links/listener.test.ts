import { once } from 'node:events'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { type Clock, silentLogger, systemClock, systemRandom, VirtualClock } from '@sonm/common'
import type { Address } from '@sonm/model'
import { decodeError } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { type Certificate, createCertificate } from '../identity/certificate.ts'
import { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import type { Endpoint } from '../paths/peer.ts'
import { testSigner } from '../testing/loopback.ts'
import { withoutItsKey } from '../testing/stolen-certificate.ts'
import { closeServer, listenOn } from './listen.ts'
import { Listener } from './listener.ts'
import { Alpn } from './secure.ts'

const caller = testSigner(1)
const served = testSigner(2)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A listener that greets whom it let in, and notes who that was and why others were refused. */
async function listen(clock: Clock = systemClock, connectionsOf?: (host: string) => number) {
  const admitted: Address[] = []
  const refusals: unknown[] = []
  const warnings: object[] = []
  const logger = {
    ...silentLogger,
    debug: (fields: object) => void refusals.push(fields),
    warn: (fields: object) => void warnings.push(fields),
  }
  const options = { signer: served, clock, random: systemRandom, logger }
  const listener = new Listener({
    ...options,
    ...(connectionsOf && { connectionsOf }),
    identity: new Identity(options),
    onLink({ socket, peer }) {
      admitted.push(peer)
      socket.write('hello')
    },
  })
  const endpoint = await listener.listen('127.0.0.1', 0)
  cleanups.push(() => listener.close())
  return { listener, endpoint, admitted, refusals, warnings }
}

/** Dials as a stranger may, with whatever options, and tells whether he was greeted, and what he heard. */
async function dial(
  endpoint: Endpoint,
  options: ConnectionOptions,
): Promise<{ socket: TLSSocket; greeted: boolean; heard: Buffer }> {
  const socket = connectTls({ ...endpoint, ALPNProtocols: [Alpn.tunnel], rejectUnauthorized: false, ...options })
  socket.on('error', () => {})
  cleanups.push(() => socket.destroy())
  const nothing = Buffer.alloc(0)
  const heard = await Promise.race([
    once(socket, 'data').then(
      ([data]: Buffer[]) => data!,
      () => nothing,
    ),
    new Promise<Buffer>((resolve) => socket.once('close', () => resolve(nothing))),
  ])
  return { socket, greeted: heard.toString() === 'hello', heard }
}

const closedOf = (socket: Socket) =>
  socket.closed ? undefined : new Promise((resolve) => socket.resume().once('close', resolve))

const certify = (clock: Clock = systemClock) => createCertificate({ signer: caller, clock, random: systemRandom })
const shown = ({ certPem, keyPem }: Certificate): ConnectionOptions => ({ cert: certPem, key: keyPem })
const shifted = (byMs: number): Clock => ({ ...systemClock, nowMs: () => systemClock.nowMs() + byMs })

test('who proves his key is let in under its address', async () => {
  const { endpoint, admitted } = await listen()
  expect((await dial(endpoint, shown(await certify()))).greeted).toBe(true)
  expect(admitted).toEqual([caller.address])
})

test('nobody is let in without a certificate, or with one that is expired or not valid yet', async () => {
  const { endpoint, admitted } = await listen()
  expect((await dial(endpoint, {})).greeted).toBe(false)
  expect((await dial(endpoint, shown(await certify(shifted(-2 * 3_600_000))))).greeted).toBe(false)
  expect((await dial(endpoint, shown(await certify(shifted(3_600_000))))).greeted).toBe(false)
  expect(admitted).toEqual([])
})

test('who is refused is told why in the form of what he asked to speak, and is heard no further', async () => {
  const { endpoint } = await listen()
  for (const [alpn, header] of [
    [Alpn.tunnel, 4],
    [Alpn.rpc, 9 + 9 + 8],
  ] as const) {
    const { socket, heard } = await dial(endpoint, { ALPNProtocols: [alpn] })
    const told = decodeError(heard.subarray(header), caller.address)
    expect(told).toMatchObject({ code: 'OWN_IDENTITY_REFUSED', data: { reason: 'it showed no certificate' } })
    await closedOf(socket)
  }
  expect((await dial(endpoint, { ALPNProtocols: [] })).heard).toHaveLength(0)
})

test('who is refused and does not go keeps his place for no longer than a handshake', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const { endpoint } = await listen(clock, () => 1)
  // It never says that the caller has gone.
  const stubborn = createServer((near: Socket) => {
    const far = connectTcp({ ...endpoint, allowHalfOpen: true })
    for (const socket of [near, far]) socket.on('error', () => {})
    near.on('data', (chunk) => far.write(chunk))
    far.on('data', (chunk) => near.write(chunk))
    cleanups.push(() => far.destroy())
  })
  const tapped = await listenOn(stubborn, '127.0.0.1', 0)
  expect((await dial(tapped, {})).heard).not.toHaveLength(0)
  const certificate = shown(await certify())
  expect((await dial(endpoint, certificate)).greeted).toBe(false)
  await clock.advance(limits.handshakeTimeoutMs)
  await expect.poll(async () => (await dial(endpoint, certificate)).greeted).toBe(true)
  stubborn.close()
})

test('a certificate is of no use without its private key', async () => {
  const { endpoint, admitted, refusals } = await listen()
  const [stolen, own] = [await certify(), await certify()]
  expect((await dial(endpoint, withoutItsKey(stolen, own))).greeted).toBe(false)
  expect(refusals).toEqual([{ reason: expect.stringContaining('signature') }])
  expect(admitted).toEqual([])
})

test('the recorded bytes of an honest handshake, sent again, open nothing', async () => {
  const { endpoint, admitted } = await listen()
  const sent: Buffer[] = []
  const recorder = createServer((near: Socket) => {
    const far = connectTcp(endpoint)
    for (const socket of [near, far]) socket.on('error', () => {})
    near.on('data', (chunk) => sent.push(chunk))
    near.pipe(far).pipe(near)
  })
  const tapped = await listenOn(recorder, '127.0.0.1', 0)
  const honest = await dial(tapped, shown(await certify()))
  expect(honest.greeted).toBe(true)
  honest.socket.destroy()
  await closeServer(recorder)

  const replay = connectTcp(endpoint)
  replay.on('error', () => {})
  replay.resume()
  replay.write(Buffer.concat(sent))
  await once(replay, 'close')
  expect(admitted).toEqual([caller.address])
})

test('TLS 1.2 is not spoken', async () => {
  const { endpoint, admitted } = await listen()
  expect((await dial(endpoint, { ...shown(await certify()), maxVersion: 'TLSv1.2' })).greeted).toBe(false)
  expect(admitted).toEqual([])
})

test('a listener gives out no session to resume', async () => {
  const { endpoint } = await listen()
  const certificate = shown(await certify())
  const { socket } = await dial(endpoint, certificate)
  const again = await dial(endpoint, { ...certificate, session: socket.getSession()! })
  expect(again.socket.isSessionReused()).toBe(false)
})

test('a chain of certificates is refused', async () => {
  const { endpoint, admitted } = await listen()
  const [own, other] = [await certify(), await certify()]
  const { greeted } = await dial(endpoint, { cert: `${own.certPem}\n${other.certPem}`, key: own.keyPem })
  expect(greeted).toBe(false)
  expect(admitted).toEqual([])
})

test('a connection that does not finish its handshake is closed after a time', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const { endpoint } = await listen(clock)
  const silent = connectTcp(endpoint)
  silent.resume()
  await once(silent, 'connect')
  // Another one behind it tells that the listener has seen the first.
  await dial(endpoint, shown(await certify()))
  const closed = once(silent, 'close')
  await clock.advance(limits.handshakeTimeoutMs)
  await closed
})

test('one machine cannot use up the places for handshakes', async () => {
  const { endpoint } = await listen()
  const silent: Socket[] = []
  for (let at = 0; at < limits.pendingHandshakesPerHost; at++) {
    const socket = connectTcp(endpoint)
    silent.push(socket)
    cleanups.push(() => socket.destroy())
    await once(socket, 'connect')
  }
  const certificate = shown(await certify())
  expect((await dial(endpoint, certificate)).greeted).toBe(false)
  silent[0]!.destroy()
  await expect.poll(async () => (await dial(endpoint, certificate)).greeted).toBe(true)
})

test('what comes through a relay takes no place of the machine on which the relay is', async () => {
  const { listener, endpoint } = await listen()
  const relay = testSigner(9).address
  const relayed = createServer((socket) => listener.adopt(socket, relay))
  const through = await listenOn(relayed, '127.0.0.1', 0)
  cleanups.push(() => closeServer(relayed))
  for (let at = 0; at < limits.pendingHandshakesPerHost; at++) {
    const socket = connectTcp(through)
    cleanups.push(() => socket.destroy())
    await once(socket, 'connect')
  }
  const certificate = shown(await certify())
  await expect.poll(async () => (await dial(through, certificate)).greeted).toBe(false)
  expect((await dial(endpoint, certificate)).greeted).toBe(true)
})

test('who is refused again and again is told of in the log once in a while, with how often it was', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const { endpoint, warnings } = await listen(clock, () => 0)
  const refused = async () => {
    const socket = connectTcp(endpoint)
    await closedOf(socket.on('error', () => {}))
  }
  for (let at = 0; at < 20; at++) await refused()
  await clock.advance(limits.refusalLogMs)
  await refused()
  expect(warnings).toEqual([
    { host: 'loopback', times: 1 },
    { host: 'loopback', times: 20 },
  ])
})

test('a host has the connections that it may have, whatever keys it makes, and a closed one makes room', async () => {
  const { endpoint, admitted } = await listen(systemClock, (host) => (host === 'loopback' ? 3 : 0))
  const dialAs = async (key: number) => {
    const certificate = await createCertificate({ signer: testSigner(key), clock: systemClock, random: systemRandom })
    return dial(endpoint, shown(certificate))
  }
  const [first] = [await dialAs(10), await dialAs(11), await dialAs(12)]
  expect(new Set(admitted).size).toBe(3)
  expect((await dialAs(13)).greeted).toBe(false)
  first.socket.destroy()
  await expect.poll(async () => (await dialAs(13)).greeted).toBe(true)
})

test('a connection that was refused takes no place', async () => {
  const { endpoint } = await listen(systemClock, () => 1)
  for (let at = 0; at < 5; at++) expect((await dial(endpoint, {})).greeted).toBe(false)
  const certificate = shown(await certify())
  await expect.poll(async () => (await dial(endpoint, certificate)).greeted).toBe(true)
})

test('the certificate is renewed while the listener runs', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const { endpoint } = await listen(clock)
  const certificate = shown(await certify())
  const fingerprint = async () => (await dial(endpoint, certificate)).socket.getPeerX509Certificate()!
  const first = await fingerprint()
  await clock.advance(limits.certificateValidityMs / 2 - 60_000)
  expect((await fingerprint()).fingerprint256).toBe(first.fingerprint256)
  // Making a certificate takes real time, so the virtual clock is moved until it is there.
  await expect
    .poll(async () => {
      await clock.advance(30_000)
      return (await fingerprint()).fingerprint256
    })
    .not.toBe(first.fingerprint256)
})
