import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import { systemClock, VirtualClock } from '@sonm/common'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'
import { DatagramReader, frameDatagram } from './datagrams.ts'
import { forwardUdpPort } from './forward-udp.ts'
import { openUdp } from './open-udp.ts'
import { splice } from './splice.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function udp(): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  cleanups.push(() => new Promise<void>((closed) => socket.close(() => closed())))
  return socket
}

/** Answers everything with the same in capitals. */
async function shouter() {
  const socket = await udp()
  socket.on('message', (datagram, from) => socket.send(String(datagram).toUpperCase(), from.port, from.address))
  return { host: '127.0.0.1', port: socket.address().port }
}

async function ask(socket: Socket, port: number, text: string): Promise<string> {
  const answer = once(socket, 'message')
  socket.send(text, port, '127.0.0.1')
  return String((await answer)[0])
}

test('datagrams come out of a stream as they went in, however it is cut', () => {
  const datagrams = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 })
  fc.assert(
    fc.property(datagrams, fc.integer({ min: 1, max: 64 }), (sent, size) => {
      const bytes = Buffer.concat(sent.map(frameDatagram))
      const got: Uint8Array[] = []
      const reader = new DatagramReader((datagram) => got.push(new Uint8Array(datagram)))
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
      expect(got).toEqual(sent)
    }),
  )
})

test('the datagrams of several senders go through tunnels of two hops, each answer to who asked', async () => {
  const service = await shouter()
  const peers = new LoopbackPeers()
  cleanups.push(() => peers.close())
  const [buyer, hub, worker] = [1, 2, 3].map(testSigner)
  await peers.add({
    signer: worker!,
    handlers: {
      routes: () => {},
      onTunnel: async (tunnel) => void splice(tunnel.accept(), await openUdp(service, systemClock)),
    },
  })
  const open = { protocol: 'udp', payload: new Uint8Array() }
  const between = await peers.add({
    signer: hub!,
    handlers: {
      routes: () => {},
      onTunnel: async (tunnel) => void splice(tunnel.accept(), await between.openTunnel(worker!.address, open)),
    },
  })
  const caller = await peers.add({ signer: buyer! })
  const port = await forwardUdpPort({
    listenHost: '127.0.0.1',
    listenPort: 0,
    open: () => caller.openTunnel(hub!.address, open),
    onError: (error) => expect.unreachable(String(error)),
    clock: systemClock,
  })
  cleanups.push(() => port.close())
  const senders = [await udp(), await udp(), await udp()]
  const answers = await Promise.all(senders.map((sender, at) => ask(sender, port.port, `first of ${at}`)))
  expect(answers).toEqual(['FIRST OF 0', 'FIRST OF 1', 'FIRST OF 2'])
  expect(await ask(senders[1]!, port.port, 'x'.repeat(9000))).toBe('X'.repeat(9000))
})

/** A forwarded port whose streams are kept, on a clock of its own. */
async function forwardedToNothing(writable = true) {
  const clock = new VirtualClock()
  const streams: Duplex[] = []
  const port = await forwardUdpPort({
    listenHost: '127.0.0.1',
    listenPort: 0,
    open: async () => {
      const stream = new Duplex({
        read() {},
        write(_chunk, _encoding, done) {
          if (writable) done()
        },
      })
      streams.push(stream)
      return stream
    },
    onError: () => {},
    clock,
  })
  cleanups.push(() => port.close())
  return { clock, streams, port }
}

test('a flow ends when nothing has gone either way for so long, and the next datagram begins another', async () => {
  const { clock, streams, port } = await forwardedToNothing()
  const sender = await udp()
  sender.send('one', port.port, '127.0.0.1')
  await expect.poll(() => streams.length).toBe(1)
  await clock.advance(limits.udpIdleMs - 1)
  const answered = once(sender, 'message')
  streams[0]!.push(frameDatagram(Buffer.from('alive')))
  await answered
  await clock.advance(limits.udpIdleMs - 1)
  expect(streams[0]!.destroyed).toBe(false)
  await clock.advance(1)
  expect(streams[0]!.destroyed).toBe(true)
  sender.send('two', port.port, '127.0.0.1')
  await expect.poll(() => streams.length).toBe(2)
})

test('a stream that takes nothing makes the newest datagrams drop, not memory grow', async () => {
  const { streams, port } = await forwardedToNothing(false)
  const sender = await udp()
  const datagram = Buffer.alloc(8000)
  const send = () => new Promise((done) => sender.send(datagram, port.port, '127.0.0.1', done))
  const queued = async () => {
    for (let more = 0; more < 20; more++) await send()
    return streams[0]?.writableLength ?? 0
  }
  await expect.poll(queued).toBeGreaterThan(limits.datagramQueueBytes - 8002)
  for (let more = 0; more < 20; more++) await send()
  expect(streams[0]!.writableLength).toBeLessThanOrEqual(limits.datagramQueueBytes + 8002)
})

test('senders beyond the limit are not served, so that nobody opens tunnels without end', async () => {
  const { streams, port } = await forwardedToNothing()
  const senders = await Promise.all(Array.from({ length: limits.udpFlowsPerPort + 5 }, udp))
  for (const sender of senders) {
    await new Promise((done) => sender.send('hello', port.port, '127.0.0.1', done))
  }
  await expect.poll(() => streams.length).toBe(limits.udpFlowsPerPort)
})

test('a taken port is PORT_TAKEN, and closing frees it and ends the flows', async () => {
  const { streams, port } = await forwardedToNothing()
  const options = { listenHost: '127.0.0.1', listenPort: port.port, open: async () => connect(1), onError: () => {} }
  await expect(forwardUdpPort({ ...options, clock: systemClock })).rejects.toMatchObject({ code: 'PORT_TAKEN' })
  const sender = await udp()
  sender.send('one', port.port, '127.0.0.1')
  await expect.poll(() => streams.length).toBe(1)
  cleanups.shift()
  await port.close()
  expect(streams[0]!.destroyed).toBe(true)
})
