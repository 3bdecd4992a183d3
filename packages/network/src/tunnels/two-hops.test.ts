import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { VirtualClock } from '@sonm/common'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeServer, listenOn } from '../links/listen.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'
import { splice } from './splice.ts'

const [buyer, hub, worker] = [1, 2, 3].map(testSigner)
const open = { protocol: 'task-port', payload: new Uint8Array() }
let peers: LoopbackPeers
let near: Duplex
let far: Socket
let end: () => Promise<void>

/** A buyer's tunnel to a hub, the hub's to a worker, and the worker's connection to a service: as to a task's port. */
beforeEach(async () => {
  const served = Promise.withResolvers<Socket>()
  const service = createServer({ allowHalfOpen: true }, (socket) => served.resolve(socket.on('error', () => {})))
  const endpoint = await listenOn(service, '127.0.0.1', 0)
  peers = new LoopbackPeers()
  await peers.add({
    signer: worker!,
    handlers: {
      routes: () => {},
      onTunnel: async (tunnel) => void splice(tunnel.accept(), connect({ ...endpoint, allowHalfOpen: true })),
    },
  })
  const between = await peers.add({
    signer: hub!,
    handlers: {
      routes: () => {},
      onTunnel: async (tunnel) => void splice(tunnel.accept(), await between.openTunnel(worker!.address, open)),
    },
  })
  const caller = await peers.add({ signer: buyer! })
  near = await caller.openTunnel(hub!.address, open)
  near.on('error', () => {})
  far = await served.promise
  end = async () => {
    far.destroy()
    await peers.close()
    await closeServer(service)
  }
})
afterEach(() => end())

async function readAll(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(stream, 'end')
  return Buffer.concat(chunks)
}

test('each side ends its own half, through both hops, and the other half still carries everything', async () => {
  const bytes = Buffer.alloc(3_000_000, 'q')
  const [question] = await Promise.all([readAll(far), near.end(bytes)])
  expect(question.equals(bytes)).toBe(true)
  const [answer] = await Promise.all([readAll(near), far.end(bytes)])
  expect(answer.equals(bytes)).toBe(true)
})

test('a sender is held back while the last receiver does not read', async () => {
  far.pause()
  const chunk = Buffer.alloc(1 << 20)
  let written = 0
  while (written < 128 && (near.write(chunk) || (await drains(near)))) written++
  expect(written).toBeLessThan(128)
  far.resume()
})

/** False when nothing was sent on for many turns of the event loop. */
async function drains(stream: Duplex): Promise<boolean> {
  let drained = false
  stream.once('drain', () => {
    drained = true
  })
  const clock = new VirtualClock()
  let left = stream.writableLength
  for (let turns = 0; turns < 500 && !drained; turns++) {
    await clock.advance(0)
    if (stream.writableLength !== left) [turns, left] = [0, stream.writableLength]
  }
  return drained
}

test.each(['buyer', 'service'])('what the %s cuts off does not look like an end on the other side', async (who) => {
  const [cut, other] = who === 'buyer' ? [near, far] : [far, near]
  const closed = new Promise((resolve) => other.resume().once('close', resolve))
  let ended = false
  other.once('end', () => {
    ended = true
  })
  if (cut === far) far.resetAndDestroy()
  else cut.destroy()
  await closed
  expect(ended).toBe(false)
})
