import { once } from 'node:events'
import { connect } from 'node:http2'
import type { Socket } from 'node:net'
import { create, toBinary } from '@bufbuild/protobuf'
import { always, nowSeconds, systemClock } from '@sonm/common'
import { signReservation } from '@sonm/model'
import { ReserveRequestSchema } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { dialRaw } from '../attacks/raw-http2.ts'
import { testSigner } from '../testing/loopback.ts'
import { type LoopbackRelay, placesOf, relayLinksOf, relayOnLoopback } from '../testing/relay-on-loopback.ts'
import type { RelayLimits } from './limits.ts'
import { DataAnswer, encodePreface } from './preface.ts'
import type { RelayLink } from './relay-links.ts'

const [hub, relayKey] = [2, 3].map(testSigner)
const { signal } = new AbortController()
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

let relay: LoopbackRelay
async function setUp(limits: Partial<RelayLimits>) {
  relay = await relayOnLoopback(relayKey!, { limits })
  cleanups.push(() => relay.close())
}

/** The link of a key to the relay. */
function linkOf(byte: number): RelayLink {
  const links = relayLinksOf(testSigner(byte))
  cleanups.push(() => links.close())
  return links.to(relay.endpoint)
}

/** Has a key keep a place. @returns why it has none, or '' */
async function place(byte: number, onSocket: (socket: Socket) => void = () => {}): Promise<string> {
  const links = relayLinksOf(testSigner(byte))
  const places = placesOf(testSigner(byte), always([relay.endpoint]), { links, onSocket })
  cleanups.push(async () => {
    await places.stop()
    links.close()
  })
  await places.start()
  return places.status()[0]!.reason
}

test('places are limited in all', async () => {
  await setUp({ reservations: 2 })
  expect([await place(4), await place(5)]).toEqual(['', ''])
  expect(await place(6)).toContain('reservations')
})

test('connections that wait are limited in all', async () => {
  await setUp({ joins: 2, joinTimeoutMs: 60_000 })
  await place(2)
  for (const byte of [4, 5]) await linkOf(byte).client.connect({ address: hub!.address })
  const what = 'connections at once that begin'
  await expect(linkOf(6).client.connect({ address: hub!.address })).rejects.toMatchObject({
    code: 'RELAY_BUSY',
    data: { what },
  })
})

test('connections that are carried are limited in all: at the question, and at the connection of who asked before', async () => {
  await setUp({ splices: 1 })
  const served: Socket[] = []
  await place(2, (socket) => served.push(socket))
  const [first, second] = [linkOf(4), linkOf(5)]
  const tokens = [first, second].map(({ client }) => client.connect({ address: hub!.address }))
  /** What the relay answers. */
  const comeWith = async (link: RelayLink, token: Uint8Array) => {
    const socket = await link.openRaw(signal)
    socket.on('error', () => {})
    cleanups.push(() => socket.destroy())
    socket.write(encodePreface({ kind: 'data', token }))
    return (await once(socket, 'data'))[0][0]
  }
  const [one, other] = await Promise.all(tokens)
  expect(await comeWith(first, one!.token)).toBe(DataAnswer.joined)
  await expect.poll(() => served.length).toBe(1)
  expect(await comeWith(second, other!.token)).toBe(DataAnswer.busy)
  const again = linkOf(6).client.connect({ address: hub!.address })
  await expect(again).rejects.toMatchObject({ code: 'RELAY_BUSY', data: { what: 'connections at once' } })
})

/** Takes a place, and then no byte of what the relay says. */
async function takeDeafPlace(byte: number): Promise<void> {
  const deaf = testSigner(byte)
  const expiresAtSeconds = BigInt(nowSeconds(systemClock)) + 600n
  const { signature } = await signReservation(deaf, { relay: relayKey!.address, expiresAtSeconds })
  const socket = await dialRaw(relay.endpoint, deaf, 'h2')
  const options = { createConnection: () => socket, settings: { initialWindowSize: 0 } }
  const session = connect('https://x', options).on('error', () => {})
  cleanups.push(() => session.destroy())
  const stream = session.request({
    ':method': 'POST',
    ':path': '/sonm.v1.RelayService/Reserve',
    'content-type': 'application/connect+proto',
  })
  stream.on('error', () => {})
  const message = toBinary(ReserveRequestSchema, create(ReserveRequestSchema, { expiresAtSeconds, signature }))
  stream.end(Buffer.concat([Buffer.of(0, 0, 0, 0, message.length), message]))
  const [{ ':status': status }] = await once(stream, 'response')
  expect(status).toBe(200)
}

test('who takes a place and does not read who calls for him loses it, before what waits for him takes memory', async () => {
  const many = 10_000
  await setUp({ reservations: 1, waitingEvents: 16, joins: many, joinsPerCaller: many, joinsPerHost: many })
  await takeDeafPlace(9)
  const { client } = linkOf(4)
  const call = () =>
    client.connect({ address: testSigner(9).address }).then(
      () => 'called',
      ({ code }) => code,
    )
  let calls = 0
  // What is on the way to him, in the buffers of HTTP/2, is beside what waits.
  while (calls < 2_000 && (await call()) === 'called') calls++
  expect(await call()).toBe('RELAY_PEER_UNKNOWN')
  expect(calls).toBeGreaterThan(0)
  // It is free for another.
  expect(await place(5)).toBe('')
})
