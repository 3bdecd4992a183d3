import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import type { Endpoint } from '../paths/peer.ts'
import { encodePreface, TOKEN_BYTES } from '../relay/preface.ts'
import { testSigner } from '../testing/loopback.ts'
import { closeServer, listenOn } from './listen.ts'
import { Listener } from './listener.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** The cheapest connection that a stranger may keep: it begins as one to a relay does, and costs him no handshake. */
const PREFACE = encodePreface({ kind: 'data', token: new Uint8Array(TOKEN_BYTES) })
/** Below what one host may begin at once. */
const AT_ONCE = 32

/** A listener that keeps what it lets in, and other ports of it, whose callers seem to come from other hosts. */
async function listen(connectionsOf?: (host: string) => number) {
  const kept: Socket[] = []
  const options = { signer: testSigner(2), clock: systemClock, random: systemRandom, logger: silentLogger }
  const listener = new Listener({
    ...options,
    ...(connectionsOf && { connectionsOf }),
    identity: new Identity(options),
    onLink: () => {},
    onRaw: (_, socket) => kept.push(socket.resume().on('end', () => socket.destroy())),
  })
  const endpoint = await listener.listen('127.0.0.1', 0)
  cleanups.push(() => listener.close())
  let adopted = 0
  const seenAs = async (host: string): Promise<Endpoint> => {
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      sockets.push(socket)
      Object.defineProperty(socket, 'remoteAddress', { value: host })
      listener.adopt(socket)
      adopted++
    })
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy()
      return closeServer(server)
    })
    return listenOn(server, '127.0.0.1', 0)
  }
  return { endpoint, kept, seenAs, adopted: () => adopted }
}

async function dial(endpoint: Endpoint, words?: Uint8Array): Promise<Socket> {
  const socket = connect(endpoint)
  socket.on('error', () => {})
  cleanups.push(() => socket.destroy())
  await once(socket, 'connect')
  if (words) socket.write(words)
  return socket.resume()
}

/** So many connections of one host, a few at a time, all of which are let in. */
async function crowd(endpoint: Endpoint, count: number, kept: readonly Socket[]): Promise<Socket[]> {
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const before = kept.length
    const some = Math.min(AT_ONCE, count - sockets.length)
    sockets.push(...(await Promise.all(Array.from({ length: some }, () => dial(endpoint, PREFACE)))))
    await expect.poll(() => kept.length, { interval: 1 }).toBe(before + some)
  }
  return sockets
}

const isClosed = (socket: Socket) => (socket.closed ? Promise.resolve() : once(socket, 'close'))

test('this machine has as many connections as it may, and another host is let in beside it', async () => {
  const { endpoint, kept, seenAs } = await listen()
  await crowd(endpoint, limits.connectionsOfLoopback, kept)
  await isClosed(await dial(endpoint, PREFACE))
  expect(kept).toHaveLength(limits.connectionsOfLoopback)
  await crowd(await seenAs('192.0.2.7'), 1, kept)
})

test('a host has as many connections as it may, and another one its own', async () => {
  const { kept, seenAs } = await listen()
  const host = await seenAs('192.0.2.7')
  await crowd(host, limits.connectionsPerHost, kept)
  await isClosed(await dial(host, PREFACE))
  expect(kept).toHaveLength(limits.connectionsPerHost)
  await crowd(await seenAs('192.0.2.8'), 1, kept)
})

test('there are no more connections than so many, whoever has them, and a closed one makes room', async () => {
  const { endpoint, kept } = await listen(() => Number.POSITIVE_INFINITY)
  const [first] = await crowd(endpoint, limits.connections, kept)
  await isClosed(await dial(endpoint, PREFACE))
  expect(kept).toHaveLength(limits.connections)
  first!.destroy()
  await isClosed(kept[0]!)
  await crowd(endpoint, 1, kept)
})

test('many hosts together cannot begin more handshakes than so many, and one that goes away makes room', async () => {
  const { kept, seenAs, adopted } = await listen()
  const hosts = Math.ceil(limits.pendingHandshakes / limits.pendingHandshakesPerHost)
  const silent: Socket[] = []
  for (let host = 1; host <= hosts; host++) {
    const endpoint = await seenAs(`192.0.2.${host}`)
    for (let at = 0; at < limits.pendingHandshakesPerHost; at++) silent.push(await dial(endpoint))
  }
  await expect.poll(adopted).toBe(limits.pendingHandshakes)
  const other = await seenAs('198.51.100.1')
  await isClosed(await dial(other, PREFACE))
  expect(kept).toEqual([])
  silent[0]!.destroy()
  await expect
    .poll(async () => {
      await dial(other, PREFACE)
      return kept.length
    })
    .toBeGreaterThan(0)
})
