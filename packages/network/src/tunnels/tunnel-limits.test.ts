import { systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { afterEach, expect, test } from 'vitest'
import { dialRaw } from '../attacks/raw-http2.ts'
import { limits } from '../limits.ts'
import { Places } from '../links/places.ts'
import { LoopbackPeers, testSigner } from '../testing/loopback.ts'
import { TunnelJoins } from './tunnel-joins.ts'
import { TunnelsBeside } from './tunnels-beside.ts'

const [buyer, hub] = [1, 2].map(testSigner)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function newPeers(): LoopbackPeers {
  const peers = new LoopbackPeers()
  cleanups.push(() => peers.close())
  return peers
}

test('a tunnel whose header never comes whole is closed after a time', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const peers = newPeers()
  let asked = 0
  const onTunnel = async () => void asked++
  await peers.add({ signer: hub!, handlers: { routes: () => {}, onTunnel }, clock })
  const [endpoint] = await peers.resolve(hub!.address)
  const slow = await dialRaw(endpoint!, buyer!, 'sonm-tunnel/1')
  slow.resume().write(Uint8Array.of(0, 0))
  // Another one behind it tells that the first was read.
  const other = await peers.add({ signer: testSigner(3) })
  await other.openTunnel(hub!.address, { protocol: 'any', payload: new Uint8Array() }).catch(() => {})
  await clock.advance(limits.tunnelOpenTimeoutMs - 1)
  expect(slow.closed).toBe(false)
  const closed = new Promise((resolve) => slow.once('close', resolve))
  await clock.advance(1)
  await closed
  expect(asked).toBe(1)
})

test('a peer that does not say whether it accepts a tunnel is given up after a time', async () => {
  const clock = new VirtualClock(systemClock.nowMs())
  const peers = newPeers()
  const asked = Promise.withResolvers<void>()
  const onTunnel = () => {
    asked.resolve()
    return new Promise<never>(() => {})
  }
  await peers.add({ signer: hub!, handlers: { routes: () => {}, onTunnel } })
  const caller = await peers.add({ signer: buyer!, clock })
  const told = caller
    .openTunnel(hub!.address, { protocol: 'any', payload: new Uint8Array() })
    .catch((error: unknown) => error)
  await asked.promise
  await clock.advance(limits.tunnelAnswerTimeoutMs)
  expect(await told).toMatchObject({ code: 'PEER_UNREACHABLE', data: { reason: expect.stringContaining('accepts') } })
})

test('tunnels that were sent on and do not meet are limited, by caller and in all, and their places are free in time', async () => {
  const clock = new VirtualClock()
  const places = new Places<`0x${string}`>(() => Number.POSITIVE_INFINITY)
  const joins = new TunnelJoins({ clock, random: systemRandom, places, beside: new TunnelsBeside() })
  cleanups.push(() => joins.close())
  const ofKey = (key: number) => ({ caller: testSigner(key).address, sendOn: () => {} })
  const worker = ofKey(250)
  const { joins: most, joinsPerCaller } = limits
  for (let key = 1; key <= most / joinsPerCaller; key++) {
    const greedy = ofKey(key)
    for (let at = 0; at < joinsPerCaller; at++) joins.join(greedy, worker)
    if (key === 1) expect(() => joins.join(greedy, worker)).toThrow(expect.objectContaining({ code: 'RELAY_BUSY' }))
  }
  const late = ofKey(100)
  const what = 'connections at once that begin'
  expect(() => joins.join(late, worker)).toThrow(
    expect.objectContaining({ code: 'RELAY_BUSY', data: expect.objectContaining({ what }) }),
  )
  await clock.advance(limits.joinTimeoutMs)
  joins.join(late, worker)
})
