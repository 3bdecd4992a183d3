import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { type Client, createClient } from '@connectrpc/connect'
import { systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCertificate } from './identity/certificate.ts'
import { limits } from './limits.ts'
import { closeServer, listenOn } from './links/listen.ts'
import type { PeerHandlers } from './network.ts'
import type { PeerNetwork } from './peer-network.ts'
import { EchoService } from './testing/echo-service.ts'
import { LoopbackPeers, testSigner } from './testing/loopback.ts'

const buyer = testSigner(1)
const hub = testSigner(2)
const text = (value: string) => ({ value: new TextEncoder().encode(value) })
const read = (message: { value: Uint8Array }) => new TextDecoder().decode(message.value)

let peers: LoopbackPeers
let caller: PeerNetwork
let client: Client<typeof EchoService>

beforeEach(async () => {
  peers = new LoopbackPeers()
  caller = await peers.add({ signer: buyer })
  client = createClient(EchoService, caller.rpc(hub.address))
})
afterEach(() => peers.close())

/** Answers with what is asked; a tunnel begins with its caller. */
const handlers: PeerHandlers = {
  routes: (router) =>
    router.service(EchoService, {
      async unary(request, context) {
        if (read(request) === 'hang') {
          await new Promise((_, reject) => context.signal.addEventListener('abort', reject))
        }
        return request
      },
    }),
  async onTunnel(tunnel) {
    const stream = tunnel.accept()
    stream.write(`${tunnel.caller}\n`)
    stream.pipe(stream)
  },
}

test('nobody at the endpoints: PEER_UNREACHABLE names each of them and why', async () => {
  const unused = createServer()
  const { port } = await listenOn(unused, '127.0.0.1', 0)
  await closeServer(unused)
  peers.place(hub.address, { host: '127.0.0.1', port }, { host: '::1', port })
  const error = await client.unary(text('hi')).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'PEER_UNREACHABLE', data: { address: hub.address } })
  expect((error as Error).message).toContain(`direct 127.0.0.1:${port}: nothing listens there`)
  expect((error as Error).message).toContain(`direct [::1]:${port}: `)
})

test('no endpoint known: PEER_UNREACHABLE says so', async () => {
  await expect(client.unary(text('hi'))).rejects.toThrow('nobody knows where it listens')
})

test('another key at the endpoint is PEER_WRONG_KEY, for calls and tunnels', async () => {
  const other = await peers.add({ signer: testSigner(3), handlers })
  peers.place(hub.address, ...(await peers.resolve(other.address)))
  const expected = { code: 'PEER_WRONG_KEY', data: { expected: hub.address, actual: other.address } }
  await expect(client.unary(text('hi'))).rejects.toMatchObject(expected)
  await expect(caller.openTunnel(hub.address, { protocol: 'echo', payload: new Uint8Array() })).rejects.toMatchObject(
    expected,
  )
})

test('a stale endpoint where somebody else listens does not hide the right one', async () => {
  const other = await peers.add({ signer: testSigner(3), handlers })
  await peers.add({ signer: hub, handlers })
  peers.place(hub.address, ...(await peers.resolve(other.address)), ...(await peers.resolve(hub.address)))
  expect(read(await client.unary(text('hi')))).toBe('hi')
})

test('after a peer restarts elsewhere, the next call finds it', async () => {
  const first = await peers.add({ signer: hub, handlers })
  expect(read(await client.unary(text('hi')))).toBe('hi')
  await first.close()
  await expect(client.unary(text('hi'))).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
  await peers.add({ signer: hub, handlers })
  expect(read(await client.unary(text('again')))).toBe('again')
})

test('a link cut in the middle of a call fails the call with PEER_UNREACHABLE', async () => {
  const proxy = await cuttableProxy()
  const pending = client.unary(text('hang')).catch((thrown: unknown) => thrown)
  await proxy.carried
  proxy.cut()
  expect(await pending).toMatchObject({ code: 'PEER_UNREACHABLE', data: { address: hub.address } })
  expect(read(await client.unary(text('hi')))).toBe('hi')
  await proxy.close()
})

test('a link that falls silent is noticed within 5 s', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const patient = await peers.add({ signer: testSigner(4), clock })
  const proxy = await cuttableProxy()
  const client = createClient(EchoService, patient.rpc(hub.address))
  expect(read(await client.unary(text('hi')))).toBe('hi')
  proxy.silence()
  const pending = client.unary(text('hang')).catch((thrown: unknown) => thrown)
  for (let at = 0; at < 50; at++) await clock.advance(100)
  expect(await pending).toMatchObject({ code: 'PEER_UNREACHABLE' })
  await proxy.close()
})

/** Puts a TCP proxy before the hub, so that its link can be cut or frozen. */
async function cuttableProxy() {
  await peers.add({ signer: hub, handlers })
  const [target] = await peers.resolve(hub.address)
  const pairs: Duplex[] = []
  let bytes = 0
  const carried = Promise.withResolvers<void>()
  const server = createServer((near) => {
    const far = connect(target!)
    pairs.push(near, far)
    for (const socket of [near, far]) socket.on('error', () => {})
    near.pipe(far)
    far.pipe(near)
    // The handshake is some 2 KB; the call comes right behind it.
    near.on('data', (chunk) => {
      bytes += chunk.length
      if (bytes > 1500) carried.resolve()
    })
  })
  peers.place(hub.address, await listenOn(server, '127.0.0.1', 0))
  return {
    carried: carried.promise,
    cut: () => pairs.splice(0).forEach((socket) => void socket.destroy()),
    silence() {
      for (const socket of pairs) {
        socket.unpipe()
        socket.removeAllListeners('data')
        socket.pause()
      }
    },
    close() {
      for (const socket of pairs) socket.destroy()
      return closeServer(server)
    },
  }
}

async function collect(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(stream, 'end')
  return Buffer.concat(chunks)
}

test.each(['caller', 'handler'])('a tunnel cut off by its %s does not look like one that ended', async (who) => {
  const accepted = Promise.withResolvers<Duplex>()
  await peers.add({
    signer: hub,
    handlers: { routes: () => {}, onTunnel: async (tunnel) => accepted.resolve(tunnel.accept()) },
  })
  const near = await caller.openTunnel(hub.address, { protocol: 'any', payload: new Uint8Array() })
  const far = await accepted.promise
  const [cutEnd, otherEnd] = who === 'caller' ? [near, far] : [far, near]
  const failed = once(otherEnd.resume(), 'error')
  cutEnd.destroy()
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }])
  expect(otherEnd.readableEnded).toBe(false)
})

test('tunnels of one key are limited, and a closed one makes room', async () => {
  await peers.add({ signer: hub, handlers })
  const open = () => caller.openTunnel(hub.address, { protocol: 'echo', payload: new Uint8Array() })
  const tunnels: Duplex[] = []
  for (let at = 0; at < limits.tunnelsPerPeer; at++) tunnels.push(await open())
  await expect(open()).rejects.toMatchObject({ code: 'PEER_BUSY' })
  const other = await peers.add({ signer: testSigner(5) })
  tunnels.push(await other.openTunnel(hub.address, { protocol: 'echo', payload: new Uint8Array() }))
  await collect(tunnels[0]!.end())
  await expect.poll(() => open().then((tunnel) => tunnels.push(tunnel))).toBeGreaterThan(0)
})

test('RPC connections of one key are limited, those of another key are not touched', async () => {
  await peers.add({ signer: hub, handlers })
  const admitted: PeerNetwork[] = []
  for (let at = 0; at < limits.rpcConnectionsPerPeer; at++) {
    const again = await peers.add({ signer: buyer })
    admitted.push(again)
    await createClient(EchoService, again.rpc(hub.address)).unary(text('hi'))
  }
  await expect(client.unary(text('hi'))).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
  const other = await peers.add({ signer: testSigner(5) })
  expect(read(await createClient(EchoService, other.rpc(hub.address)).unary(text('hi')))).toBe('hi')
  await admitted[0]!.close()
  await expect.poll(() => client.unary(text('hi')).then(read)).toBe('hi')
})

test('links that carry no call make room after a while, also when their callers never close them', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  await peers.add({ signer: hub, handlers, clock })
  const [endpoint] = await peers.resolve(hub.address)
  const { certPem, keyPem } = await createCertificate({ signer: buyer, clock: systemClock, random: systemRandom })
  const tls = { ...endpoint!, cert: certPem, key: keyPem, ALPNProtocols: ['h2'], rejectUnauthorized: false }
  const greeting = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), EMPTY_SETTINGS])
  const stubborn: TLSSocket[] = []
  for (let at = 0; at < limits.rpcConnectionsPerPeer; at++) {
    const socket = connectTls(tls).on('error', () => {})
    socket.allowHalfOpen = true
    stubborn.push(socket)
    socket.write(greeting)
    await once(socket, 'data')
  }
  const ended = stubborn.map((socket) => once(socket.resume(), 'end'))
  await clock.advance(limits.servedIdleLinkMs - 1)
  await expect(client.unary(text('hi'))).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
  await clock.advance(1)
  await Promise.all(ended)
  await clock.advance(limits.closeGraceMs)
  await expect.poll(() => client.unary(text('hi')).then(read)).toBe('hi')
  for (const socket of stubborn) socket.destroy()
})

/** An HTTP/2 frame of type 4 without content. */
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])

test('a port that is taken is PORT_TAKEN', async () => {
  await peers.add({ signer: hub, handlers })
  const [taken] = await peers.resolve(hub.address)
  await expect(caller.listen('127.0.0.1', taken!.port)).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    data: { port: `${taken!.port}` },
  })
})

test('a closed network leaves nothing running and answers no further call', async () => {
  const served = await peers.add({ signer: hub, handlers })
  const stream = await caller.openTunnel(hub.address, { protocol: 'echo', payload: new Uint8Array() })
  const hanging = client.unary(text('hang')).catch((thrown: unknown) => thrown)
  await client.unary(text('hi'))
  const closed = once(stream.resume(), 'close')
  await served.close()
  await served.close()
  await closed
  expect(await hanging).toMatchObject({ code: 'PEER_UNREACHABLE' })
  await caller.close()
  await expect(client.unary(text('hi'))).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
})
