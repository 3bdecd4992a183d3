import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { systemRandom, VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { closeServer, listenOn } from '../links/listen.ts'
import { testSigner } from '../testing/loopback.ts'
import { Joins } from './joins.ts'
import { relayLimits } from './limits.ts'
import { DataAnswer } from './preface.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** The two ends of a TCP connection. */
async function connection(): Promise<[Socket, Socket]> {
  const server = createServer()
  const near = connect(await listenOn(server, '127.0.0.1', 0))
  const [far] = (await once(server, 'connection')) as [Socket]
  cleanups.push(() => {
    for (const socket of [near, far]) socket.destroy()
    return closeServer(server)
  })
  return [near, far]
}

test('who waits for a second half that does not come is told so in time, and his place is free', async () => {
  const clock = new VirtualClock()
  let joined = 0
  const limits = { ...relayLimits, joinsPerCaller: 1 }
  const joins = new Joins({ limits, clock, random: systemRandom, onJoined: () => joined++ })
  const pair = { caller: testSigner(1).address, host: '192.0.2.1' }
  const { caller: token } = joins.open(pair)
  const [near, far] = await connection()
  joins.attach(token, far)
  await clock.advance(relayLimits.joinTimeoutMs - 1)
  expect(() => joins.open(pair)).toThrow(expect.objectContaining({ code: 'RELAY_BUSY' }))
  const told = once(near, 'data')
  await clock.advance(1)
  expect([...(await told)[0]]).toEqual([DataAnswer.silent])
  joins.open(pair)
  expect(joined).toBe(0)
})
