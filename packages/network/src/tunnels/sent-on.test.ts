import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectTcp } from '../paths/connect-tcp.ts'
import type { Endpoint } from '../paths/peer.ts'
import type { PeerNetwork } from '../peer-network.ts'
import { DataAnswer, encodePreface, PREFACE_BYTES, readExactly } from '../relay/preface.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'
import { decodeSentOn, encodeSentOn } from './sent-on.ts'
import { splice } from './splice.ts'

const [buyer, hub, worker] = [1, 2, 3].map(testSigner) as [
  ReturnType<typeof testSigner>,
  ReturnType<typeof testSigner>,
  ReturnType<typeof testSigner>,
]
const open = { protocol: 'task-port', payload: new Uint8Array() }

let peers: LoopbackPeers
let between: Tap
let buyerNetwork: PeerNetwork
let workerNetwork: PeerNetwork
let hubNetwork: PeerNetwork

/** A hub that joins every two tunnels in the order in which they come, behind a wire on which we listen. */
beforeEach(async () => {
  peers = new LoopbackPeers()
  let waiting:
    | { tunnel: Parameters<NonNullable<Parameters<PeerNetwork['serve']>[0]['onTunnel']>>[0]; done: () => void }
    | undefined
  hubNetwork = await peers.add({
    signer: hub,
    handlers: {
      routes: () => {},
      async onTunnel(tunnel) {
        const first = waiting
        waiting = undefined
        if (first) {
          tunnel.join(first.tunnel)
          first.done()
        } else {
          await new Promise<void>((done) => {
            waiting = { tunnel, done }
          })
        }
      },
    },
  })
  between = await tapTo((await peers.resolve(hub.address))[0]!)
  peers.place(hub.address, between.endpoint)
  buyerNetwork = await peers.add({ signer: buyer })
  workerNetwork = await peers.add({ signer: worker })
})
afterEach(async () => {
  await peers.close()
  await between.close()
})

/** What goes to the hub and from it, as somebody on the wire sees it. */
interface Tap {
  readonly endpoint: Endpoint
  /** Of each connection, in the order in which they were made. */
  readonly seen: { toHub: Buffer[]; fromHub: Buffer[] }[]
  /** The next connection to it. */
  next(): Promise<unknown>
  close(): Promise<void>
}

async function tapTo(hub: Endpoint): Promise<Tap> {
  const seen: Tap['seen'] = []
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...hub, allowHalfOpen: true })
    const record = { toHub: [] as Buffer[], fromHub: [] as Buffer[] }
    seen.push(record)
    near.on('data', (chunk: Buffer) => record.toHub.push(chunk))
    far.on('data', (chunk: Buffer) => record.fromHub.push(chunk))
    for (const socket of [near, far]) sockets.add(socket)
    void splice(near, far)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    endpoint: { host: '127.0.0.1', port: typeof address === 'object' ? address!.port : 0 },
    seen,
    next: () => once(server, 'connection'),
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The two ends of a tunnel that the hub has sent on: the buyer's and the worker's. */
async function joined(): Promise<[Duplex, Duplex]> {
  const arrived = between.next()
  const fromWorker = workerNetwork.openTunnel(hub.address, open)
  await arrived
  const ends = await Promise.all([buyerNetwork.openTunnel(hub.address, open), fromWorker])
  for (const end of ends) end.on('error', () => {})
  return ends
}

async function readAll(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(stream, 'end')
  return Buffer.concat(chunks)
}

test('both ends carry everything, each ends its own half, and the hub cannot read it', async () => {
  const [near, far] = await joined()
  const question = Buffer.alloc(3_000_000, 'question')
  const [asked] = await Promise.all([readAll(far), near.end(question)])
  expect(asked.equals(question)).toBe(true)
  const [answered] = await Promise.all([readAll(near), far.end(question)])
  expect(answered.equals(question)).toBe(true)
  // What came to the hub went on as it was: only the two ends have the keys.
  const raw = between.seen.filter(({ toHub }) => Buffer.concat(toHub).subarray(0, 4).toString() === 'SONM')
  expect(raw).toHaveLength(2)
  const [one, other] = raw.map(({ toHub, fromHub }) => ({ to: Buffer.concat(toHub), from: Buffer.concat(fromHub) }))
  expect(one!.to.subarray(PREFACE_BYTES).equals(other!.from.subarray(1))).toBe(true)
  expect(other!.to.subarray(PREFACE_BYTES).equals(one!.from.subarray(1))).toBe(true)
  expect(one!.to.length + other!.to.length).toBeGreaterThan(2 * question.length)
})

test.each(['buyer', 'worker'])('what the %s cuts off does not look like an end on the other side', async (who) => {
  const [near, far] = await joined()
  const [cut, other] = who === 'buyer' ? [near, far] : [far, near]
  let ended = false
  other.once('end', () => {
    ended = true
  })
  const closed = new Promise((resolve) => other.resume().once('close', resolve))
  cut.destroy()
  await closed
  expect(ended).toBe(false)
})

test('the hub cuts what it carries when it closes, and neither end takes it for the whole', async () => {
  const ends = await joined()
  const endings = ends.map(
    (stream) =>
      new Promise<string>((resolve) =>
        stream
          .resume()
          .once('end', () => resolve('end'))
          .once('close', () => resolve('cut')),
      ),
  )
  await hubNetwork.close()
  expect(await Promise.all(endings)).toEqual(['cut', 'cut'])
})

test('a token is good once, and one that nobody gave is refused', async () => {
  await joined()
  const tokens = between.seen
    .map(({ toHub }) => Buffer.concat(toHub))
    .filter((bytes) => bytes.subarray(0, 4).toString() === 'SONM')
    .map((bytes) => bytes.subarray(6, 38))
  for (const token of [...tokens, Buffer.alloc(32, 7)]) {
    const socket = await connectTcp(between.endpoint, new AbortController().signal)
    socket.write(encodePreface({ kind: 'tunnel', token }))
    expect([...(await readExactly(socket, 1))]).toEqual([DataAnswer.unknown])
    socket.destroy()
  }
})

test('whoever takes the place of the peer that the hub has named is found out', async () => {
  const stranger = testSigner(4)
  await peers.add({ signer: stranger, handlers: { routes: () => {} } })
  const [at] = await peers.resolve(stranger.address)
  const [hubAt] = await peers.resolve(hub.address)
  const liar = createServer({ allowHalfOpen: true }, async (socket) => {
    const first = await readExactly(socket, 1)
    socket.unshift(first)
    const isTls = first[0] === 0x16
    if (!isTls) {
      await readExactly(socket, PREFACE_BYTES)
      socket.write(Uint8Array.of(DataAnswer.joined))
    }
    void splice(socket, connect({ ...(isTls ? hubAt! : at!), allowHalfOpen: true }))
  })
  liar.listen(0, '127.0.0.1')
  await once(liar, 'listening')
  const address = liar.address()
  const arrived = between.next()
  const fromWorker = workerNetwork.openTunnel(hub.address, open).catch(() => {})
  await arrived
  peers.place(hub.address, { host: '127.0.0.1', port: typeof address === 'object' ? address!.port : 0 })
  await expect(buyerNetwork.openTunnel(hub.address, open)).rejects.toMatchObject({ code: 'PEER_WRONG_KEY' })
  await hubNetwork.close()
  await fromWorker
  liar.close()
})

test('an answer that sends on is read back as it was written, is no error, and other bytes are refused', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  const peer = bytes(20).map((address): `0x${string}` => `0x${Buffer.from(address).toString('hex')}`)
  fc.assert(
    fc.property(
      fc.record({ end: fc.constantFrom('client' as const, 'server' as const), token: bytes(32), peer }),
      (answer) => {
        expect(decodeSentOn(encodeSentOn(answer))).toEqual(answer)
      },
    ),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => {
      const marked = Uint8Array.of(0, ...noise)
      try {
        expect(encodeSentOn(decodeSentOn(marked)!)).toEqual(marked)
      } catch (error) {
        expect((error as Error).message).toBe('its answer is malformed')
      }
      if (noise[0] !== 0) expect(decodeSentOn(noise)).toBeUndefined()
    }),
  )
})
