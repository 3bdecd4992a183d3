import { connect } from 'node:http2'
import { createClient } from '@connectrpc/connect'
import {
  createMetrics,
  nowSeconds,
  seededRandom,
  silentLogger,
  systemClock,
  systemRandom,
  VirtualClock,
} from '@sonm/common'
import { type EndpointRecord, recordSigningBytes, signerFromPrivateKey, signRecord } from '@sonm/model'
import { PeerNetwork } from '@sonm/network'
import {
  createCertificate,
  createMemoryNet,
  LoopbackPeers,
  runUntilSettled,
  stockTransport,
} from '@sonm/network/testing'
import { endpointRecordToMessage, LocatorService } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { createLocator } from './locator.ts'

const [locatorKey, hub, caller] = [1, 2, 3].map((seed) => signerFromPrivateKey(seededRandom(seed).bytes(32)))
const HOUR_SECONDS = 3_600
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function startLocator(clock = new VirtualClock()) {
  const unexpected: unknown[] = []
  const net = createMemoryNet({ clock, random: seededRandom(1), onUnexpected: (error) => unexpected.push(error) })
  const metrics = createMetrics({ processMetrics: false })
  const world = { clock, random: seededRandom(2), logger: silentLogger, metrics }
  const locator = createLocator({ ...world, network: net.join(locatorKey!.address) })
  await locator.start()
  const client = createClient(LocatorService, net.join(caller!.address).rpc(locatorKey!.address))
  const run = <Result>(promise: Promise<Result>) => runUntilSettled(clock, promise)
  /** A record as a peer signs it whose clock is so much ahead. */
  const recordAt = (aheadSeconds: number, sequence: bigint) =>
    signRecord(hub!, {
      endpoints: ['192.0.2.1:15010'],
      sequence,
      expiresAtSeconds: BigInt(nowSeconds(clock) + aheadSeconds + 600),
    })
  const announce = async (record: Parameters<typeof endpointRecordToMessage>[0]) =>
    run(client.announce(endpointRecordToMessage(record)))
  const resolve = () => run(client.resolve({ address: hub!.address }))
  return { clock, client, run, recordAt, announce, resolve, unexpected }
}

test('a peer whose clock is an hour behind or ahead is told so, and shadows nothing: once it is right it is found at once', async () => {
  const { announce, recordAt, resolve } = await startLocator()
  await expect(announce(await recordAt(-HOUR_SECONDS, 1n))).rejects.toMatchObject({ code: 'ENDPOINT_RECORD_EXPIRED' })
  await expect(announce(await recordAt(HOUR_SECONDS, 2n ** 63n))).rejects.toMatchObject({
    code: 'ENDPOINT_RECORD_INVALID',
    data: { field: 'expiresAtSeconds' },
  })
  await announce(await recordAt(0, 1n))
  expect((await resolve()).sequence).toBe(1n)
})

test.each([
  ['2^53', 2n ** 53n],
  ['2^64', 2n ** 64n - 2n],
])('sequences are told apart to the last bit at %s', async (_, sequence) => {
  const { announce, recordAt, resolve } = await startLocator()
  await announce(await recordAt(0, sequence))
  await announce(await recordAt(0, sequence + 1n))
  expect((await resolve()).sequence).toBe(sequence + 1n)
  await expect(announce(await recordAt(0, sequence))).rejects.toMatchObject({
    code: 'ENDPOINT_RECORD_STALE',
    data: { sequence: `${sequence}`, known: `${sequence + 1n}` },
  })
})

test('what has no place in a record is refused before anybody signs it, and is not signed bytes of another record', async () => {
  const record: EndpointRecord = { address: hub!.address, endpoints: ['a:1'], sequence: 1n, expiresAtSeconds: 9n }
  for (const odd of [
    { sequence: 2n ** 64n },
    { sequence: 2n ** 256n },
    { expiresAtSeconds: 2n ** 64n },
    { sequence: -1n },
  ]) {
    await expect(signRecord(hub!, { ...record, ...odd })).rejects.toMatchObject({ code: 'ENDPOINT_RECORD_INVALID' })
  }
  await expect(signRecord(hub!, { ...record, endpoints: ['a:1\nendpoint b:2'] })).rejects.toMatchObject({
    code: 'ENDPOINT_RECORD_INVALID',
  })
  const bytes = (endpoints: readonly string[]) => Buffer.from(recordSigningBytes({ ...record, endpoints })).toString()
  expect(bytes(['a:1', 'b:2'])).not.toBe(bytes(['b:2', 'a:1']))
})

/** JSON as a program sends it that writes what it likes. */
async function overTls() {
  const peers = new LoopbackPeers()
  stops.push(() => peers.close())
  const unexpected: unknown[] = []
  const logger = { ...silentLogger, error: (...words: unknown[]) => void unexpected.push(words) }
  const world = { clock: systemClock, random: systemRandom, logger, metrics: createMetrics({ processMetrics: false }) }
  const network = new PeerNetwork({ ...world, signer: locatorKey!, resolve: peers.resolve })
  const locator = createLocator({ ...world, network })
  await locator.start()
  stops.push(() => locator.stop())
  const { port } = await network.listen('127.0.0.1', 0)
  stops.push(() => network.close())
  const { certPem: cert, keyPem: key } = await createCertificate({ ...world, signer: caller! })
  const session = connect(`https://127.0.0.1:${port}`, { cert, key, rejectUnauthorized: false })
  stops.push(() => session.destroy())
  const post = (method: string, body: string | Buffer) =>
    new Promise<{ status: unknown; text: string }>((resolve, reject) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': `/${LocatorService.typeName}/${method}`,
        'content-type': 'application/json',
      })
      let status: unknown
      let text = ''
      stream.on('response', (headers) => {
        status = headers[':status']
      })
      stream.setEncoding('utf8')
      stream.on('data', (chunk) => {
        text += chunk
      })
      stream.on('end', () => resolve({ status, text }))
      stream.on('error', reject)
      stream.end(body)
    })
  const client = createClient(LocatorService, await stockTransport('json', caller!, port))
  return { post, client, unexpected }
}

test('JSON that is deep, twofold, no UTF-8 or out of range is answered by a code, and what was announced stays', async () => {
  const { post, client, unexpected } = await overTls()
  const now = BigInt(nowSeconds(systemClock))
  const record = await signRecord(hub!, {
    endpoints: ['192.0.2.1:15010'],
    sequence: 2n ** 53n + 1n,
    expiresAtSeconds: now + 600n,
  })
  await client.announce(endpointRecordToMessage(record))
  const { address } = hub!
  const odd: readonly (string | Buffer)[] = [
    '['.repeat(60_000),
    `${'{"records":['.repeat(5_000)}1`,
    `{"address":"${address}","sequence":18446744073709551616}`,
    `{"address":"${address}","sequence":${2n ** 256n}}`,
    `{"address":"${address}","sequence":9007199254740992.5}`,
    `{"address":"${address}","sequence":1e400}`,
    `{"address":"\\ud800"}`,
    Buffer.from([...Buffer.from('{"address":"'), 0xff, 0xfe, ...Buffer.from('"}')]),
    `{"address":"${address}","address":"${caller!.address}","sequence":"9","expiresAtSeconds":"${now + 600n}","endpoints":["a:1"],"signature":"${record.signature}"}`,
  ]
  for (const method of ['Announce', 'AnnounceMany', 'Replicate']) {
    for (const body of odd) {
      const { status, text } = await post(method, body)
      if (status === 200) continue
      expect([400, 413, 429], `${method} ${body.toString().slice(0, 60)} ${text}`).toContain(status)
      expect(text).not.toContain('"internal"')
    }
  }
  // Readers differ in which of the two they take.
  const twice = await post('Resolve', `{"address":"${caller!.address}","address":"${address}"}`)
  expect(twice).toMatchObject({ status: 400, text: expect.stringContaining('duplicate') })
  expect(unexpected).toEqual([])
  expect((await client.resolve({ address })).sequence).toBe(2n ** 53n + 1n)
})
