import { EventEmitter } from 'node:events'
import type { Http2Session, Http2Stream } from 'node:http2'
import { VirtualClock } from '@sonm/common'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { countCalls } from './calls.ts'

function watched() {
  const clock = new VirtualClock()
  const session = new EventEmitter() as Http2Session
  let idle = 0
  const calls = countCalls(session, { clock, idleMs: 1000, onIdle: () => idle++ })
  const call = () => {
    const stream = new EventEmitter() as Http2Stream
    calls.began(stream)
    return { end: () => stream.emit('close') }
  }
  return { clock, session, calls, call, idle: () => idle }
}

test('a link is idle when it has carried no call for the time, and never while one runs', async () => {
  const { clock, calls, call, idle } = watched()
  await clock.advance(999)
  const [long, short] = [call(), call()]
  await clock.advance(100_000)
  short.end()
  await clock.advance(100_000)
  expect({ any: calls.any(), idle: idle() }).toEqual({ any: true, idle: 0 })
  long.end()
  await clock.advance(999)
  expect({ any: calls.any(), idle: idle() }).toEqual({ any: false, idle: 0 })
  await clock.advance(1)
  expect(idle()).toBe(1)
})

test('nobody is told that a closed link is idle', async () => {
  const { clock, session, idle } = watched()
  session.emit('close')
  await clock.advance(100_000)
  expect(idle()).toBe(0)
})

test('an honest caller closes an idle link before the one who serves it does', () => {
  expect(limits.servedIdleLinkMs).toBeGreaterThan(limits.idleLinkMs + limits.dialTimeoutMs)
})
