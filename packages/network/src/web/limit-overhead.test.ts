import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { limits } from '../limits.ts'
import { limitOverhead } from './limit-overhead.ts'

/** A WebSocket, and what it runs on, as far as they are looked at. */
function setUp() {
  const clock = new VirtualClock()
  const wire = Object.assign(new EventEmitter(), { writableLength: 0 })
  let cut = false
  let pongs = 0
  const terminate = () => {
    cut = true
  }
  const socket = Object.assign(new EventEmitter(), { terminate, pong: () => pongs++ })
  limitOverhead(socket as unknown as WebSocket, wire as unknown as Socket, clock)
  /** Bytes come, with content in them that is whole by then. */
  const comes = (bytes: number, content = 0) => {
    if (content > 0) socket.emit('message', Buffer.alloc(content))
    wire.emit('data', Buffer.alloc(bytes))
  }
  return { clock, wire, socket, comes, isCut: () => cut, pongs: () => pongs }
}

test('so much that is no content may come at once, and so much a second after that', async () => {
  const { clock, comes, isCut } = setUp()
  comes(limits.webSocketOverheadBytes)
  await clock.advance(1_000)
  comes(limits.webSocketOverheadBytesPerSecond)
  expect(isCut()).toBe(false)
  comes(1)
  expect(isCut()).toBe(true)
})

test('content may come without end, in messages that take longer than one look too', () => {
  const { comes, isCut } = setUp()
  const most = limits.webSocketMessageMaxBytes
  for (let at = 0; at < 1_000; at++) {
    comes(most / 2)
    comes(most / 2, most)
  }
  expect(isCut()).toBe(false)
})

test('a ping is answered when the answer before it was taken', () => {
  const { socket, wire, pongs } = setUp()
  socket.emit('ping', Buffer.alloc(0))
  wire.writableLength = 1
  socket.emit('ping', Buffer.alloc(0))
  expect(pongs()).toBe(1)
})
