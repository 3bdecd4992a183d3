import type { Socket } from 'node:net'
import { silentLogger, systemClock, systemRandom, VirtualClock } from '@sonm/common'
import { RelayService } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { pinned } from '../paths/peer.ts'
import { punchedPath } from '../paths/punched.ts'
import { relayedPath } from '../paths/relayed.ts'
import { PeerNetwork } from '../peer-network.ts'
import { testSigner } from '../testing/loopback.ts'
import { relayLinksOf } from '../testing/relay-on-loopback.ts'
import { askSeen } from './seen.ts'

const [buyer, hub, relayKey] = [1, 2, 3].map(testSigner)
const { signal } = new AbortController()
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A relay that takes calls and answers none, and a caller of it on a clock of his own. */
async function setUp() {
  let asked = 0
  const sockets: Socket[] = []
  const never = () => {
    asked++
    return new Promise<never>(() => {})
  }
  const network = new PeerNetwork({
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    signer: relayKey!,
    resolve: pinned([]),
    relay: {
      routes: (router) => router.service(RelayService, { connect: never, punch: never }),
      onRaw({ kind }, socket) {
        sockets.push(socket.on('error', () => {}))
        const text = Buffer.from('127.0.0.1:1')
        if (kind === 'seen') socket.resume().end(Buffer.concat([Uint8Array.of(text.length), text]))
      },
      close: () => {},
    },
  })
  network.serve({ routes: () => {} })
  const endpoint = { ...(await network.listen('127.0.0.1', 0)), relay: relayKey!.address }
  const clock = new VirtualClock(systemClock.nowMs())
  const links = relayLinksOf(buyer!, clock)
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy()
    links.close()
    await network.close()
  })
  return { clock, links, resolve: async () => [endpoint], asked: () => asked }
}

test('a relay that does not answer who asks for a peer is asked once more by another link, and then given up', async () => {
  const { clock, links, resolve, asked } = await setUp()
  const [route] = await relayedPath(resolve, links).routes(hub!.address)
  const told = route!.connect(signal).catch((error: unknown) => error)
  for (const times of [1, 2]) {
    await expect.poll(asked).toBe(times)
    await clock.advance(limits.relayAskTimeoutMs)
  }
  expect(await told).toMatchObject({ code: 'CALL_TIMEOUT' })
})

test('a relay that does not pass on a punch is given up', async () => {
  const { clock, links, resolve, asked } = await setUp()
  const [route] = await punchedPath(resolve, { links, clock, random: systemRandom }).routes(hub!.address)
  const told = route!.connect(signal).catch((error: unknown) => error)
  await expect.poll(asked).toBe(1)
  // Its link is alive, and says so when it is asked.
  for (let passed = 0; passed < limits.relayCallTimeoutMs; passed += 1_000) {
    await clock.advance(1_000)
    for (let turn = 0; turn < 2; turn++) await askSeen(links.to((await resolve())[0]!), systemRandom, signal)
  }
  expect(await told).toMatchObject({ code: 'CALL_TIMEOUT' })
})
