import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { createMetrics, VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { closeServer, listenOn } from '../links/listen.ts'
import { testSigner } from '../testing/loopback.ts'
import { Allowances, type Pair } from './allowances.ts'
import { type RelayLimits, relayLimits } from './limits.ts'
import { Meter } from './meter.ts'

const [buyer, hub, other, another] = [1, 2, 3, 4].map((byte) => testSigner(byte).address)
const HOST = '192.0.2.1'
const SENT = Buffer.alloc(300_000)
/** Less than what is sent, so that the one of it that is tested is used up. */
const LITTLE = 100_000
const LARGE = Number.MAX_SAFE_INTEGER
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function setUp(limits: Partial<RelayLimits>) {
  const clock = new VirtualClock()
  const all = { ...relayLimits, freeBytesPerPair: LARGE, freeBytesPerHost: LARGE, freeBytesPerSecond: LARGE, ...limits }
  const allowances = new Allowances(all)
  const meter = new Meter({ limits: all, clock, allowances, metrics: createMetrics({ processMetrics: false }) })
  cleanups.push(() => meter.close())
  /** A connection that is carried, with its two outer ends. */
  const carry = async (pair: Pair) => {
    const [near, fromNear] = await connection()
    const [far, fromFar] = await connection()
    meter.carry(pair, fromNear, fromFar)
    let received = 0
    far.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    return {
      near,
      far,
      /** What comes next is passed on, and what comes behind it waits. */
      async isHeld() {
        const before = received
        near.write('x')
        await expect.poll(() => received, { interval: 1 }).toBeGreaterThan(before)
        return fromNear.isPaused()
      },
      /** Sends as much as is too much, and waits until it has come through. */
      async use() {
        const before = received
        near.write(SENT)
        await expect.poll(() => received, { interval: 1 }).toBe(before + SENT.length)
      },
    }
  }
  return { clock, allowances, meter, carry }
}

/** The two ends of a TCP connection. */
async function connection(): Promise<[Socket, Socket]> {
  const server = createServer({ allowHalfOpen: true })
  const endpoint = await listenOn(server, '127.0.0.1', 0)
  const near = connect({ ...endpoint, allowHalfOpen: true }).on('error', () => {})
  const [far] = (await once(server, 'connection')) as [Socket]
  far.on('error', () => {})
  cleanups.push(() => {
    for (const socket of [near, far]) socket.destroy()
    return closeServer(server)
  })
  return [near, far]
}

const closed = (socket: Socket) => new Promise((resolve) => socket.resume().once('close', resolve))

const pair: Pair = { caller: buyer!, host: HOST, peer: hub! }
const elsewhere: Pair = { caller: other!, host: '192.0.2.2', peer: another! }

test.each<[keyof RelayLimits, Pair, Pair | undefined]>([
  ['freeBytesPerSecond', pair, { ...pair, peer: other! }],
  ['bytesPerSecondOfKey', { ...pair, host: '192.0.2.3' }, elsewhere],
  ['bytesPerSecondOfKey', { ...elsewhere, peer: buyer! }, elsewhere],
  ['bytesPerSecondOfHost', { ...elsewhere, host: HOST }, elsewhere],
  ['bytesPerSecond', elsewhere, undefined],
])(
  '%s: who has sent more waits, with all whom it counts, until it is over, and nobody else',
  async (limit, counted, free) => {
    const { clock, carry } = setUp({ [limit]: LITTLE })
    const first = await carry(pair)
    const second = await carry(counted)
    const third = free && (await carry(free))
    await first.use()
    await clock.advance(relayLimits.meterIntervalMs)
    expect(await Promise.all([first.isHeld(), second.isHeld(), third?.isHeld()])).toEqual([true, true, third && false])
    await clock.advance((1_000 * SENT.length) / LITTLE)
    expect(await Promise.all([first.isHeld(), second.isHeld()])).toEqual([false, false])
  },
)

test('a connection without a deal is closed after a time, however little it carries; one with a deal is not', async () => {
  const { clock, allowances, carry } = setUp({ freeConnectionMs: 10_000 })
  const paid: Pair = { caller: other!, host: HOST, peer: hub! }
  allowances.grant(hub!, { buyer: other!, dealId: 7n, untilMs: clock.monotonicMs() + 60_000 }, clock.monotonicMs())
  const [free, granted] = [await carry(pair), await carry(paid)]
  await clock.advance(10_000)
  expect([free.near.destroyed, free.far.destroyed]).toEqual([false, false])
  const cut = Promise.all([closed(free.near), closed(free.far)])
  await clock.advance(relayLimits.meterIntervalMs)
  await cut
  await granted.use()
})

test('what has ended is forgotten after a while', async () => {
  const { clock, allowances, meter, carry } = setUp({ freeWindowMs: 1_000 })
  const { near, use } = await carry(pair)
  await use()
  near.resetAndDestroy()
  await expect.poll(() => meter.size, { interval: 1 }).toBe(0)
  expect(allowances.size).toMatchObject({ pairs: 1, hosts: 1 })
  await clock.advance(relayLimits.sweepIntervalMs)
  expect(allowances.size).toMatchObject({ pairs: 0, hosts: 0 })
})
