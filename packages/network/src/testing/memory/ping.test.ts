import { seededRandom, VirtualClock } from '@sonm/common'
import type { Address } from '@sonm/model'
import { expect, test } from 'vitest'
import { limits } from '../../limits.ts'
import { createMemoryNet } from './memory-net.ts'
import { runUntilSettled } from './run-clock.ts'

const ALICE: Address = `0x${'a1'.repeat(20)}`
const BOB: Address = `0x${'b0'.repeat(20)}`

function world() {
  const clock = new VirtualClock()
  const faults = { latencyMs: { least: 20, most: 20 } }
  const net = createMemoryNet({ clock, random: seededRandom(1), faults })
  const alice = net.join(ALICE)
  net.join(BOB, 'a machine').serve({ routes: () => {} })
  return { clock, net, ping: () => runUntilSettled(clock, alice.ping(BOB)) }
}

test('a ping takes the way there and back', async () => {
  expect(await world().ping()).toEqual({ path: 'direct', via: 'a machine', tried: [], roundTripUs: 40_000 })
})

test('a peer that has crashed is told at once, and one that is cut off after the patience of a ping', async () => {
  const { clock, net, ping } = world()
  net.partition(ALICE, BOB)
  await expect(ping()).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
  expect(clock.nowMs()).toBeGreaterThanOrEqual(limits.pingTimeoutMs)
  net.heal()
  net.crash(BOB)
  await expect(ping()).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' })
})
