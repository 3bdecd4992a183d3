import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { TLSSocket } from 'node:tls'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { Identity } from '../identity/identity.ts'
import { Alpn, endAsTunnel, secure, secureAsServer } from '../links/secure.ts'
import { testSigner } from '../testing/loopback.ts'
import { splice, Valve } from './splice.ts'

const open: { destroy(): void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.destroy()
})

/** The two ends of a TCP connection. */
async function connection(): Promise<[Socket, Socket]> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  const near = connect({ host: '127.0.0.1', port: address.port, allowHalfOpen: true })
  const [far] = (await once(server, 'connection')) as [Socket]
  server.close()
  open.push(near, far)
  return [near, far]
}

/** The two ends of a TLS connection, which end as tunnels do. */
async function tlsConnection(): Promise<[Socket, Socket]> {
  const [near, far] = await connection()
  const clock = systemClock
  const identity = new Identity({ signer: testSigner(1), clock, random: systemRandom, logger: silentLogger })
  const [secureContext, serverOptions] = [await identity.secureContext(), await identity.serverOptions()]
  const { signal } = new AbortController()
  const links = await Promise.all([
    secure(near, { secureContext, alpn: Alpn.tunnel, clock, signal }),
    secureAsServer(far, { serverOptions, clock, signal }),
  ])
  for (const link of links) endAsTunnel(link)
  return [links[0].socket, links[1].socket]
}

/** Without ending its other half, as `buffer` would. */
async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'end')
  return Buffer.concat(chunks)
}

/** What fails a socket. To write nothing tells an end from a reset behind bytes that were not read yet. */
function failureOf(socket: Socket): Promise<NodeJS.ErrnoException> {
  socket.once('end', () => socket.write(new Uint8Array()))
  return new Promise((resolve) => socket.once('error', resolve))
}

const ways = [
  ['TCP to TCP', connection, connection],
  ['TLS to TLS', tlsConnection, tlsConnection],
  ['TCP to TLS', connection, tlsConnection],
] as const

/** Notes the memory of what is written. */
function memoryWrittenTo(to: Socket): ArrayBufferLike[] {
  const written: ArrayBufferLike[] = []
  const write = to.write.bind(to) as (chunk: Buffer, done: () => void) => boolean
  to.write = ((chunk: Buffer, done: () => void) => {
    if (chunk.byteLength > 0 && chunk.byteLength === chunk.buffer.byteLength) written.push(chunk.buffer)
    return write(chunk, done)
  }) as typeof to.write
  return written
}

const isGivenBack = (memory: ArrayBufferLike) => (memory as ArrayBuffer).detached

const CONTENT = Buffer.alloc(3_000_000, 'abcdefghijklmnopqrstuvwxyz')

/** Sends the content from end to end of what is spliced, until all is closed. */
async function carryAll(sender: Socket, closed: Promise<void>, receiver: Socket): Promise<void> {
  sender.end(CONTENT)
  receiver.end()
  expect((await buffer(receiver)).equals(CONTENT)).toBe(true)
  sender.resume()
  await closed
}

test.each(ways)(
  '%s: everything passes unchanged, both ways and half by half, and its memory is given back at once',
  async (_, first, second) => {
    const [sender, from] = await first()
    const [to, receiver] = await second()
    const passed = [memoryWrittenTo(to), memoryWrittenTo(from)]
    const closed = splice(from, to)
    sender.end(CONTENT)
    expect((await readAll(receiver)).equals(CONTENT)).toBe(true)
    receiver.end(CONTENT)
    expect((await readAll(sender)).equals(CONTENT)).toBe(true)
    await closed
    for (const memory of passed) {
      expect(memory.length).toBeGreaterThan(10)
      expect(memory.every(isGivenBack)).toBe(true)
    }
  },
)

test.each(
  ways.flatMap(([name, first, second]) => [
    [name, 'sender', first, second] as const,
    [name, 'receiver', first, second] as const,
  ]),
)(
  '%s: a reset of the %s in the middle closes the other at once as a failure, and gives back what was on its way',
  async (_, who, first, second) => {
    const [sender, from] = await first()
    const [to, receiver] = await second()
    for (const socket of [sender, receiver]) socket.on('error', () => {})
    const passed = memoryWrittenTo(to)
    const closed = splice(from, to)
    // More than fits into all buffers on the way: it is in the middle, and the receiver does not read on.
    sender.write(Buffer.alloc(64 * CONTENT.length))
    await once(receiver, 'readable')
    await expect.poll(() => to.writableNeedDrain).toBe(true)
    const [cutEnd, otherEnd] = who === 'sender' ? [sender, receiver] : [receiver, sender]
    const failed = failureOf(otherEnd)
    if (cutEnd instanceof TLSSocket) cutEnd.destroy()
    else cutEnd.resetAndDestroy()
    otherEnd.on('data', () => {})
    expect((await failed).code).toMatch(/ECONNRESET|EPIPE/)
    await closed
    expect([from.destroyed, to.destroyed]).toEqual([true, true])
    expect(passed.length).toBeGreaterThan(0)
    expect(passed.every(isGivenBack)).toBe(true)
  },
)

test('somebody else who listens keeps what he has heard', async () => {
  const [sender, from] = await connection()
  const [to, receiver] = await connection()
  const heard: Buffer[] = []
  from.on('data', (chunk: Buffer) => heard.push(chunk))
  await carryAll(sender, splice(from, to), receiver)
  expect(Buffer.concat(heard).equals(CONTENT)).toBe(true)
})

test('through a held valve nothing passes, and all of it when the valve opens', async () => {
  const [sender, from] = await connection()
  const [to, receiver] = await connection()
  const valve = new Valve()
  valve.hold(true)
  void splice(from, to, valve)
  const [another, behind] = await connection()
  const [beyond, last] = await connection()
  void splice(behind, beyond)
  sender.write('held back')
  receiver.write('so is this')
  another.write('not held')
  // By then the others would have passed as well.
  await once(last, 'data')
  expect([receiver.bytesRead, sender.bytesRead]).toEqual([0, 0])
  valve.hold(false)
  const came = await Promise.all([once(receiver, 'data'), once(sender, 'data')])
  expect(came.map(String)).toEqual(['held back', 'so is this'])
})
