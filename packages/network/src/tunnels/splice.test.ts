import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
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

const CONTENT = Buffer.alloc(3_000_000, 'abcdefghijklmnopqrstuvwxyz')

/** Sends the content from end to end of what is spliced, until all is closed. */
async function carryAll(sender: Socket, closed: Promise<void>, receiver: Socket): Promise<void> {
  sender.end(CONTENT)
  receiver.end()
  expect((await buffer(receiver)).equals(CONTENT)).toBe(true)
  sender.resume()
  await closed
}

test('what has passed is given back at once, and the garbage collector has nothing to do', async () => {
  const [sender, from] = await connection()
  const [to, receiver] = await connection()
  const passed: ArrayBufferLike[] = []
  const write = to.write.bind(to) as (chunk: Buffer, done: () => void) => boolean
  to.write = ((chunk: Buffer, done: () => void) => {
    if (chunk.byteLength === chunk.buffer.byteLength) passed.push(chunk.buffer)
    return write(chunk, done)
  }) as typeof to.write
  await carryAll(sender, splice(from, to), receiver)
  expect(passed.length).toBeGreaterThan(10)
  expect(passed.every((memory) => (memory as ArrayBuffer).detached)).toBe(true)
})

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
