import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { closeServer, listenOn } from '../links/listen.ts'
import type { Endpoint } from '../paths/peer.ts'
import { forwardPort } from './forward.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A TCP service behind a forwarded port, with its side of each connection. */
async function forwarded() {
  const services: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    services.push(socket)
    server.emit('served', socket)
  })
  const service = await listenOn(server, '127.0.0.1', 0)
  const errors: unknown[] = []
  const port = await forwardPort({
    listenHost: '127.0.0.1',
    listenPort: 0,
    open: () => openTcp(service),
    onError: (error) => errors.push(error),
  })
  cleanups.push(async () => {
    await port.close()
    for (const socket of services) socket.destroy()
    await closeServer(server)
  })
  return { port, server, errors }
}

async function openTcp(endpoint: Endpoint): Promise<Duplex> {
  const socket = connect({ ...endpoint, allowHalfOpen: true })
  await once(socket, 'connect')
  return socket
}

async function pair() {
  const { port, server } = await forwarded()
  const served = once(server, 'served')
  const near = connect({ host: port.host, port: port.port, allowHalfOpen: true })
  near.on('error', () => {})
  cleanups.push(() => near.destroy())
  const [far] = (await served) as [Socket]
  return { near, far }
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'end')
  return Buffer.concat(chunks)
}

test('bytes go through unchanged, and each side ends its own half', async () => {
  const { near, far } = await pair()
  const bytes = Buffer.from(Uint8Array.from({ length: 2_000_000 }, (_, at) => (at * 31) & 0xff))
  const [atFar] = await Promise.all([readAll(far), near.end(bytes)])
  expect(atFar.equals(bytes)).toBe(true)
  const [atNear] = await Promise.all([readAll(near), far.end(bytes)])
  expect(atNear.equals(bytes)).toBe(true)
})

test('a sender is held back while the receiver does not read', async () => {
  const { near, far } = await pair()
  far.pause()
  const chunk = Buffer.alloc(1 << 20)
  let written = 0
  while (written < 256) {
    written++
    if (near.write(chunk)) continue
    const drained = await Promise.race([once(near, 'drain').then(() => true), quiet(near)])
    if (!drained) break
  }
  expect(written).toBeLessThan(256)
  far.resume()
})

/** False when nothing was sent on for some turns of the event loop. */
async function quiet(socket: Socket): Promise<boolean> {
  const clock = new VirtualClock()
  for (let turns = 0; turns < 200; turns++) {
    const before = socket.bytesWritten - socket.writableLength
    await clock.advance(0)
    if (socket.bytesWritten - socket.writableLength !== before) turns = 0
  }
  return false
}

test('when one side is cut, the other is too', async () => {
  const { near, far } = await pair()
  const reset = once(far.resume(), 'error')
  near.resetAndDestroy()
  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }])
})

test('a connection for which no stream can be opened is closed, and the reason told', async () => {
  const failure = new Error('the tunnel was refused')
  const errors: unknown[] = []
  const port = await forwardPort({
    listenHost: '127.0.0.1',
    listenPort: 0,
    open: () => Promise.reject(failure),
    onError: (error) => errors.push(error),
  })
  cleanups.push(() => port.close())
  const socket = connect({ host: port.host, port: port.port })
  await once(socket.resume(), 'close')
  expect(errors).toEqual([failure])
})

test('closing cuts what is open and frees the port', async () => {
  const { port } = await forwarded()
  const socket = connect({ host: port.host, port: port.port })
  socket.on('error', () => {})
  await once(socket, 'connect')
  const closed = once(socket.resume(), 'close')
  await port.close()
  await closed
  const again = await forwardPort({
    listenHost: '127.0.0.1',
    listenPort: port.port,
    open: () => Promise.reject(new Error('unused')),
    onError: () => {},
  })
  await expect(
    forwardPort({ listenHost: '127.0.0.1', listenPort: again.port, open: () => Promise.reject(), onError: () => {} }),
  ).rejects.toMatchObject({ code: 'PORT_TAKEN' })
  await again.close()
})
