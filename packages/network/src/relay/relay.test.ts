import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { always, nowSeconds, systemClock, systemRandom } from '@sonm/common'
import { type Address, MAX_GRANT_SECONDS, signGrant } from '@sonm/model'
import { RelayService } from '@sonm/protocol'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { relayedPath } from '../paths/relayed.ts'
import { throwJunk } from '../testing/junk-calls.ts'
import { testSigner } from '../testing/loopback.ts'
import { type LoopbackRelay, placesOf, relayLinksOf, relayOnLoopback } from '../testing/relay-on-loopback.ts'
import type { RelayLimits } from './limits.ts'
import { DataAnswer, encodePreface, PREFACE_BYTES, TOKEN_BYTES } from './preface.ts'
import { askSeen } from './seen.ts'

const [buyer, hub, relayKey, stranger] = [1, 2, 3, 4].map(testSigner)
const { signal } = new AbortController()
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

let relay: LoopbackRelay
let served: Socket[]
const buyerLinks = () => {
  const links = relayLinksOf(buyer!)
  cleanups.push(() => links.close())
  return links.to(relay.endpoint)
}

/** A relay, and a hub with a place there that keeps the connections which come to it. */
async function setUp(limits: Partial<RelayLimits> = {}) {
  relay = await relayOnLoopback(relayKey!, { limits })
  served = []
  const links = relayLinksOf(hub!)
  const places = placesOf(hub!, always([relay.endpoint]), { links, onSocket: (socket) => served.push(socket) })
  await places.start()
  cleanups.push(async () => {
    for (const socket of served) socket.destroy()
    await places.stop()
    links.close()
    await relay.close()
  })
  return { places, hubLink: links.to(relay.endpoint) }
}

/** A connection to the hub, with both ends. */
async function reach(from = buyer!) {
  const links = relayLinksOf(from)
  const path = relayedPath(async () => [relay.endpoint], links)
  const [route] = await path.routes(hub!.address)
  const near = await route!.connect(signal)
  cleanups.push(() => {
    near.destroy()
    links.close()
  })
  await expect.poll(() => served.length).toBeGreaterThan(0)
  const far = served.pop()!
  for (const socket of [near, far]) socket.on('error', () => {})
  cleanups.push(() => far.destroy())
  return { near, far }
}

/** What comes back on a raw connection to the relay, until it is closed. */
async function raw(bytes: Uint8Array): Promise<Buffer> {
  const socket = connect(relay.endpoint.port, '127.0.0.1')
  socket.on('error', () => {})
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const closed = once(socket, 'close')
  socket.end(bytes)
  await closed
  return Buffer.concat(chunks)
}

const granted = async (facts: { buyer?: Address; untilSeconds?: bigint } = {}, signer = hub!) =>
  signGrant(signer, {
    relay: relayKey!.address,
    buyer: buyer!.address,
    dealId: 7n,
    untilSeconds: BigInt(nowSeconds(systemClock)) + MAX_GRANT_SECONDS,
    ...facts,
  })

test('who has no place is not found, and a place ends with its peer', async () => {
  const { places } = await setUp()
  const { client } = buyerLinks()
  const unknown = { code: 'RELAY_PEER_UNKNOWN', data: { address: stranger!.address } }
  await expect(client.connect({ address: stranger!.address })).rejects.toMatchObject(unknown)
  expect((await client.connect({ address: hub!.address })).token).toHaveLength(TOKEN_BYTES)
  await places.stop()
  await expect
    .poll(() => client.connect({ address: hub!.address }).catch(({ code }) => code))
    .toBe('RELAY_PEER_UNKNOWN')
})

test('nobody takes a place without a signature of his own key', async () => {
  await setUp()
  const { client } = buyerLinks()
  const expiresAtSeconds = BigInt(nowSeconds(systemClock)) + 600n
  const { signature } = await granted()
  const reserve = async () => {
    for await (const event of client.reserve({ expiresAtSeconds, signature })) return event
  }
  await expect(reserve()).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
})

test('a token is good once, and for nobody without it', async () => {
  await setUp()
  const token = systemRandom.bytes(TOKEN_BYTES)
  expect([...(await raw(encodePreface({ kind: 'data', token })))]).toEqual([DataAnswer.unknown])
  const { client, openRaw } = buyerLinks()
  const { token: given } = await client.connect({ address: hub!.address })
  const first = await openRaw(signal)
  cleanups.push(() => first.destroy())
  first.write(encodePreface({ kind: 'data', token: given }))
  await once(first, 'readable')
  expect([...(first.read() as Buffer)]).toEqual([DataAnswer.joined])
  expect([...(await raw(encodePreface({ kind: 'data', token: given })))]).toEqual([DataAnswer.unknown])
})

test('bytes that are neither TLS nor a preface close the connection, and harm nobody', async () => {
  await setUp()
  const hostile = fc.uint8Array({ minLength: 1, maxLength: 2 * PREFACE_BYTES })
  await fc.assert(
    fc.asyncProperty(hostile, async (bytes) => {
      await raw(bytes)
    }),
    { numRuns: 200 },
  )
  const { near, far } = await reach()
  near.write('still here')
  expect(String((await once(far, 'data'))[0])).toBe('still here')
})

test('no junk makes the relay throw anything uncoded, and it goes on', async () => {
  // Whoever asks for connections and never comes takes no place of those who do.
  const { hubLink } = await setUp({ punchAnswerMs: 50, joinsPerCaller: 1000, joinsPerHost: 1000 })
  const texts = [hub!.address, buyer!.address, relayKey!.address]
  const junk = { service: RelayService, random: systemRandom, cases: 200, texts }
  // Of a stranger, and of one who has a place.
  for (const { client } of [buyerLinks(), hubLink]) expect(await throwJunk({ ...junk, client })).toEqual([])
  const { near, far } = await reach()
  near.write('still here')
  expect(String((await once(far, 'data'))[0])).toBe('still here')
})

test('what two peers without a deal may send is counted, and then they are cut off and refused', async () => {
  await setUp({ freeBytesPerPair: 200_000, meterIntervalMs: 20 })
  const { near, far } = await reach()
  far.resume()
  const cut = new Promise((resolve) => near.once('close', resolve))
  near.write(Buffer.alloc(300_000))
  await cut
  await expect(buyerLinks().client.connect({ address: hub!.address })).rejects.toMatchObject({
    code: 'RELAY_ALLOWANCE_USED',
  })
})

test('a deal is carried however much it is, once its hub has said so, and the hub learns how much', async () => {
  const { places } = await setUp({ freeBytesPerPair: 200_000, freeBytesPerSecond: 100_000, meterIntervalMs: 20 })
  const untilSeconds = BigInt(nowSeconds(systemClock)) + MAX_GRANT_SECONDS
  const deal = { buyer: buyer!.address, dealId: 7n, untilSeconds }
  expect(await places.grant(relay.endpoint, deal)).toBe(0n)
  const { near, far } = await reach()
  let received = 0
  far.on('data', (chunk: Buffer) => {
    received += chunk.length
  })
  near.end(Buffer.alloc(5_000_000))
  await once(far, 'end')
  expect(received).toBe(5_000_000)
  await expect.poll(() => places.grant(relay.endpoint, deal)).toBeGreaterThanOrEqual(5_000_000n)
})

test('nobody grants for another, and not without a place', async () => {
  const { hubLink } = await setUp()
  const { buyer: to, dealId, untilSeconds, signature } = await granted()
  const request = { buyer: to, dealId, untilSeconds, signature }
  await expect(buyerLinks().client.grant(request)).rejects.toMatchObject({ code: 'RELAY_PEER_UNKNOWN' })
  const forged = await granted({}, stranger!)
  await expect(hubLink.client.grant({ ...request, signature: forged.signature })).rejects.toMatchObject({
    code: 'SIGNATURE_INVALID',
  })
  await hubLink.client.grant(request)
})

test('a pair without a deal is carried no faster than it may', async () => {
  await setUp({ freeBytesPerSecond: 300_000, meterIntervalMs: 10 })
  const { near, far } = await reach()
  let received = 0
  far.on('data', (chunk: Buffer) => {
    received += chunk.length
  })
  near.write(Buffer.alloc(20_000_000))
  await expect.poll(() => received).toBeGreaterThan(300_000)
  // It is held, so what does not fit into the buffers on the way waits at the sender.
  expect(near.writableLength).toBeGreaterThan(0)
})

test('connections that wait are limited by caller', async () => {
  await setUp({ joinsPerCaller: 2, joinTimeoutMs: 60_000 })
  const { client } = buyerLinks()
  for (let at = 0; at < 2; at++) await client.connect({ address: hub!.address })
  await expect(client.connect({ address: hub!.address })).rejects.toMatchObject({ code: 'RELAY_BUSY' })
})

const connectAs = (byte: number) => {
  const links = relayLinksOf(testSigner(byte))
  cleanups.push(() => links.close())
  return links.to(relay.endpoint).client.connect({ address: hub!.address })
}

test('connections that wait are limited by host, whatever keys it makes', async () => {
  await setUp({ joinsPerHost: 2, joinTimeoutMs: 60_000 })
  for (const byte of [5, 6]) await connectAs(byte)
  const what = 'connections of one host at once that begin'
  await expect(connectAs(7)).rejects.toMatchObject({ code: 'RELAY_BUSY', data: { what } })
})

test('connections that are carried are limited by caller, and another is carried', async () => {
  await setUp({ splicesPerCaller: 2 })
  await reach()
  await reach()
  const what = 'connections of one caller at once'
  await expect(reach()).rejects.toMatchObject({ code: 'RELAY_BUSY', data: { what } })
  await reach(testSigner(5))
})

test('connections that are carried are limited by host, whatever keys it makes', async () => {
  await setUp({ splicesPerHost: 1 })
  await reach()
  const what = 'connections of one host at once'
  await expect(connectAs(5)).rejects.toMatchObject({ code: 'RELAY_BUSY', data: { what } })
})

test('places are limited by host', async () => {
  await setUp({ reservationsPerHost: 1 })
  const links = relayLinksOf(stranger!)
  const second = placesOf(stranger!, always([relay.endpoint]), { links, onSocket: () => {} })
  cleanups.push(async () => {
    await second.stop()
    links.close()
  })
  await second.start()
  expect(second.status()).toMatchObject([
    { reserved: false, reason: expect.stringContaining('reservations of one host') },
  ])
})

test('nobody is made to dial a third party: an endpoint is one that the relay has just seen itself', async () => {
  await setUp()
  const link = buyerLinks()
  const unknown = { address: hub!.address, nonce: systemRandom.bytes(TOKEN_BYTES) }
  await expect(link.client.punch(unknown)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  const { nonce, endpoint, localPort } = await askSeen(link, systemRandom, signal)
  expect(endpoint).toEqual({ host: '127.0.0.1', port: localPort })
  await link.client.punch({ address: hub!.address, nonce })
  await expect(link.client.punch({ address: hub!.address, nonce })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})
