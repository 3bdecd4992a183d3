import { once } from 'node:events'
import { createServer, type ServerHttp2Stream } from 'node:http2'
import { connect } from 'node:net'
import { createClient } from '@connectrpc/connect'
import { errorToJsonBytes } from '@connectrpc/connect/protocol-connect'
import { systemClock, VirtualClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { toConnectError } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import type { Dialer } from '../links/dialer.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import { EchoService } from '../testing/echo-service.ts'
import { testSigner } from '../testing/loopback.ts'
import { RpcCaller } from './caller.ts'

const to = testSigner(2).address
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

test('a call that names no deadline has one', async () => {
  const clock = new VirtualClock()
  const dialer = { dial: () => new Promise(() => {}) } as unknown as Dialer
  const caller = new RpcCaller({ to, dialer, clock })
  cleanups.push(() => caller.close())
  const told = createClient(EchoService, caller.transport)
    .unary({})
    .catch((error: unknown) => error)
  await clock.advance(limits.callTimeoutMs)
  expect(await told).toMatchObject({ code: 'CALL_TIMEOUT' })
})

test.each([
  [
    'refused unread',
    (stream: ServerHttp2Stream) => stream.respond({ ':status': 503 }, { endStream: true }),
    'PEER_BUSY',
  ],
  [
    'refused by its handler as unavailable',
    (stream: ServerHttp2Stream) => {
      stream.respond({ ':status': 503, 'content-type': 'application/json' })
      stream.end(errorToJsonBytes(toConnectError(fail('PEER_UNKNOWN', { address: to })), undefined))
    },
    'PEER_UNKNOWN',
  ],
])('a call that is %s fails with the code for that', async (_, refuse, code) => {
  const server = createServer()
  server.on('stream', (stream) => refuse(stream.on('error', () => {})))
  const endpoint = await listenOn(server, '127.0.0.1', 0)
  const dialer = {
    async dial() {
      const socket = connect(endpoint)
      await once(socket, 'connect')
      return { socket, transport: socket, peer: to, route: { kind: 'direct', label: 'a port' }, tried: [] }
    },
  } as unknown as Dialer
  const caller = new RpcCaller({ to, dialer, clock: systemClock })
  cleanups.push(async () => {
    caller.close()
    await closeServer(server)
  })
  await expect(createClient(EchoService, caller.transport).unary({})).rejects.toMatchObject({ code })
})

test('who is called by a worse path looks for a better one at once, and then ever more seldom, up to a limit', async () => {
  const clock = new VirtualClock(0)
  const server = createServer()
  server.on('stream', (stream) => stream.on('error', () => {}))
  const endpoint = await listenOn(server, '127.0.0.1', 0)
  const lookedAtMs: number[] = []
  const dialer = {
    async dial() {
      const socket = connect(endpoint)
      await once(socket, 'connect')
      return { socket, transport: socket, peer: to, route: { kind: 'relayed', label: 'a relay' }, tried: [] }
    },
    async improve() {
      lookedAtMs.push(clock.nowMs())
      return { tried: [] }
    },
  } as unknown as Dialer
  const caller = new RpcCaller({ to, dialer, clock })
  cleanups.push(async () => {
    caller.close()
    await closeServer(server)
  })
  // A call that goes on, without which the connection would be closed as idle.
  createClient(EchoService, caller.transport)
    .unary({}, { timeoutMs: 0 })
    .catch(() => {})
  await caller.ping()
  const { improveFirstMs, improveLongestMs } = limits
  while (lookedAtMs.length < 9) {
    await clock.advance(1_000)
    // Both sides answer each other meanwhile.
    await caller.ping()
  }
  const pauses = lookedAtMs.slice(1).map((atMs, at) => atMs - lookedAtMs[at]!)
  const doubled = pauses.map((_, at) => Math.min(improveFirstMs * 2 ** at, improveLongestMs))
  expect(pauses).toEqual(doubled)
})
