import { createClient } from '@connectrpc/connect'
import { createMetrics, nowSeconds, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, type SignedEndpointRecord, type Signer, signerFromPrivateKey, signRecord } from '@sonm/model'
import { createMemoryNet, runUntilSettled } from '@sonm/network/testing'
import { endpointRecordToMessage, LocatorService } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LocatorLimits } from './limits.ts'
import { createLocator } from './locator.ts'

const LOCATOR: Address = `0x${'10'.repeat(20)}`
const CALLER: Address = `0x${'ca'.repeat(20)}`
const signer = (seed: number): Signer => signerFromPrivateKey(seededRandom(seed).bytes(32))
const hub = signer(1)
const coded = (code: string) => expect.objectContaining({ name: 'CodedError', code })

async function startWorld(limits: Partial<LocatorLimits> = {}) {
  const clock = new VirtualClock()
  const unexpected: unknown[] = []
  const net = createMemoryNet({ clock, random: seededRandom(1), onUnexpected: (error) => unexpected.push(error) })
  const metrics = createMetrics({ processMetrics: false })
  const locator = createLocator({
    network: net.join(LOCATOR),
    clock,
    random: seededRandom(2),
    logger: silentLogger,
    metrics,
    limits,
  })
  await locator.start()
  const client = createClient(LocatorService, net.join(CALLER).rpc(LOCATOR))
  let keys = 0
  const run = <Result>(promise: Promise<Result>) => runUntilSettled(clock, promise)
  return {
    clock,
    locator,
    metrics,
    unexpected,
    client,
    run,
    announce: (record: SignedEndpointRecord) => run(client.announce(endpointRecordToMessage(record))),
    /** Announces with a fresh key, as a machine that makes keys may. */
    announceFrom(host: string, record: SignedEndpointRecord) {
      const key: Address = `0x${(++keys).toString(16).padStart(40, '0')}`
      const fresh = createClient(LocatorService, net.join(key, host).rpc(LOCATOR))
      return run(fresh.announce(endpointRecordToMessage(record)))
    },
    resolve: (address: Address) => run(client.resolve({ address })),
    record: (of: Signer, sequence: bigint, fields: { endpoints?: string[]; ttlSeconds?: bigint } = {}) =>
      signRecord(of, {
        endpoints: fields.endpoints ?? ['192.0.2.1:15010', '[2001:db8::1]:15010'],
        sequence,
        expiresAtSeconds: BigInt(nowSeconds(clock)) + (fields.ttlSeconds ?? 600n),
      }),
  }
}

test('what an address has announced is resolved as it was signed, and comes with the time to renew it', async () => {
  const { announce, clock, record, resolve } = await startWorld()
  const announced = await record(hub, 1n)
  expect((await announce(announced)).renewBeforeSeconds).toBe(BigInt(nowSeconds(clock)) + 60n)
  expect(await resolve(hub.address)).toEqual(endpointRecordToMessage(announced))
  await expect(resolve(signer(2).address)).rejects.toEqual(coded('PEER_UNKNOWN'))
})

test('the newer record holds, the same again is fine, an older one is refused', async () => {
  const { announce, record, resolve } = await startWorld()
  const [first, second] = [await record(hub, 1n), await record(hub, 2n, { endpoints: ['198.51.100.7:1'] })]
  await announce(first)
  await announce(second)
  await announce(second)
  await expect(announce(first)).rejects.toEqual(coded('ENDPOINT_RECORD_STALE'))
  await expect(announce(await record(hub, 2n))).rejects.toEqual(coded('ENDPOINT_RECORD_STALE'))
  expect((await resolve(hub.address)).endpoints).toEqual(['198.51.100.7:1'])
})

test('a record ends at its expiry; an older one that lives longer cannot be replayed then', async () => {
  const { announce, clock, record, resolve } = await startWorld()
  const older = await record(hub, 1n)
  await announce(await record(hub, 2n, { ttlSeconds: 30n }))
  await clock.advance(29_000)
  await resolve(hub.address)
  await clock.advance(1_000)
  await expect(resolve(hub.address)).rejects.toEqual(coded('PEER_UNKNOWN'))
  await clock.advance(60_000)
  await expect(announce(older)).rejects.toEqual(coded('ENDPOINT_RECORD_STALE'))
})

test('nobody announces for another, and a refused record changes nothing', async () => {
  const { announce, record, resolve } = await startWorld()
  const valid = await record(hub, 5n)
  await announce(valid)
  const forged = { ...(await record(signer(2), 9n)), address: hub.address }
  await expect(announce(forged)).rejects.toEqual(coded('SIGNATURE_INVALID'))
  await expect(announce({ ...valid, sequence: 6n })).rejects.toEqual(coded('SIGNATURE_INVALID'))
  await expect(announce({ ...valid, endpoints: ['evil:1'] })).rejects.toEqual(coded('SIGNATURE_INVALID'))
  await expect(announce(await record(hub, 7n, { ttlSeconds: 661n }))).rejects.toEqual(coded('ENDPOINT_RECORD_INVALID'))
  await expect(announce(await record(hub, 7n, { ttlSeconds: 0n }))).rejects.toEqual(coded('ENDPOINT_RECORD_EXPIRED'))
  expect(await resolve(hub.address)).toEqual(endpointRecordToMessage(valid))
})

test('memory is bounded, and known peers renew even when it is full', async () => {
  const { announce, clock, metrics, record } = await startWorld({ records: 2 })
  await announce(await record(signer(1), 1n))
  await announce(await record(signer(2), 1n))
  await expect(announce(await record(signer(3), 1n))).rejects.toEqual(coded('LOCATOR_BUSY'))
  await announce(await record(signer(1), 2n))
  await clock.advance(680_000)
  expect(await metrics.text()).toContain('sonm_locator_records_count 0')
  await announce(await record(signer(3), 1n))
})

test('one caller cannot announce without end', async () => {
  const { announce, clock, record } = await startWorld({ announcementsPerMinute: 3 })
  for (let sequence = 1n; sequence <= 3n; sequence++) await announce(await record(hub, sequence))
  await expect(announce(await record(hub, 4n))).rejects.toEqual(coded('LOCATOR_BUSY'))
  await clock.advance(60_000)
  await announce(await record(hub, 5n))
})

test('one host cannot announce without end, however many keys it makes, and others still can', async () => {
  const { announceFrom, clock, record } = await startWorld({ announcementsPerMinuteOfHost: 3 })
  for (let seed = 1; seed <= 3; seed++) await announceFrom('192.0.2.7', await record(signer(seed), 1n))
  await expect(announceFrom('192.0.2.7', await record(signer(4), 1n))).rejects.toEqual(coded('LOCATOR_BUSY'))
  await announceFrom('192.0.2.8', await record(signer(4), 1n))
  await clock.advance(60_000)
  await announceFrom('192.0.2.7', await record(signer(5), 1n))
})

test('however many hosts come, only so many are counted: the one counted first begins anew, and no other does', async () => {
  const { announceFrom, record } = await startWorld({ announcementsPerMinuteOfHost: 1, callersCounted: 2 })
  let seed = 0
  const from = async (host: string) => announceFrom(host, await record(signer(++seed), 1n))
  const [first, second, third] = ['192.0.2.7', '192.0.2.8', '192.0.2.9'] as const
  await from(first)
  await from(second)
  await expect(from(first)).rejects.toEqual(coded('LOCATOR_BUSY'))
  await from(third)
  await expect(from(second)).rejects.toEqual(coded('LOCATOR_BUSY'))
  await from(first)
})

test('a host that fills the locator gives way, oldest records first, to every host that has fewer', async () => {
  const { announceFrom, record, resolve } = await startWorld({ records: 6 })
  for (let seed = 1; seed <= 6; seed++) await announceFrom('192.0.2.7', await record(signer(seed), 1n))
  await expect(announceFrom('192.0.2.7', await record(signer(7), 1n))).rejects.toEqual(coded('LOCATOR_BUSY'))
  for (let seed = 11; seed <= 13; seed++) await announceFrom('192.0.2.8', await record(signer(seed), 1n))
  for (const seed of [4, 5, 6, 11, 12, 13]) await resolve(signer(seed).address)
  for (const seed of [1, 2, 3]) await expect(resolve(signer(seed).address)).rejects.toEqual(coded('PEER_UNKNOWN'))
  await expect(announceFrom('192.0.2.8', await record(signer(14), 1n))).rejects.toEqual(coded('LOCATOR_BUSY'))
  await expect(announceFrom('192.0.2.7', await record(signer(1), 2n))).rejects.toEqual(coded('LOCATOR_BUSY'))
  await announceFrom('192.0.2.9', await record(hub, 9n))
  await resolve(hub.address)
})

test('a record that is refused makes nobody give way', async () => {
  const { announceFrom, record, resolve } = await startWorld({ records: 2 })
  for (let seed = 1; seed <= 2; seed++) await announceFrom('192.0.2.7', await record(signer(seed), 1n))
  const forged = { ...(await record(signer(3), 1n)), address: signer(4).address }
  await expect(announceFrom('192.0.2.8', forged)).rejects.toEqual(coded('SIGNATURE_INVALID'))
  for (const seed of [1, 2]) await resolve(signer(seed).address)
})

test("who passes on a stranger's newer record cannot make it give way", async () => {
  const { announceFrom, record, resolve } = await startWorld({ records: 4 })
  await announceFrom('192.0.2.8', await record(hub, 1n))
  for (let seed = 2; seed <= 3; seed++) await announceFrom('192.0.2.7', await record(signer(seed), 1n))
  await announceFrom('192.0.2.7', await record(hub, 2n))
  for (let seed = 2; seed <= 3; seed++) await announceFrom('192.0.2.7', await record(signer(seed), 2n))
  await announceFrom('192.0.2.7', await record(signer(4), 1n))
  await announceFrom('192.0.2.9', await record(signer(5), 1n))
  expect((await resolve(hub.address)).sequence).toBe(2n)
})

test('a peer that moves to another host is counted there, and the places of expired records are free again', async () => {
  const { announceFrom, clock, record, resolve } = await startWorld({ records: 2 })
  for (let seed = 1; seed <= 2; seed++) await announceFrom('192.0.2.7', await record(signer(seed), 1n))
  await announceFrom('192.0.2.8', await record(signer(2), 2n))
  await expect(announceFrom('192.0.2.9', await record(signer(3), 1n))).rejects.toEqual(coded('LOCATOR_BUSY'))
  await clock.advance(680_000)
  for (let seed = 3; seed <= 4; seed++) await announceFrom('192.0.2.7', await record(signer(seed), 1n))
  await announceFrom('192.0.2.8', await record(signer(5), 1n))
  await resolve(signer(5).address)
})

test('no junk makes a handler throw anything uncoded', async () => {
  const { client, record, run, unexpected } = await startWorld({
    announcementsPerMinute: 1_000_000,
    announcementsPerMinuteOfHost: 1_000_000,
  })
  const valid = endpointRecordToMessage(await record(hub, 1n))
  const text = fc.oneof(fc.string(), fc.constantFrom('0x', hub.address, hub.address.toUpperCase(), 'a:1\nendpoint b:1'))
  const number = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
  const changes = fc.record(
    { address: text, endpoints: fc.array(text, { maxLength: 20 }), sequence: number, expiresAtSeconds: number },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(changes, text, async (changed, signature) => {
      const calls = [client.announce({ ...valid, ...changed, signature }), client.resolve({ address: signature })]
      for (const outcome of await run(Promise.allSettled(calls))) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'CodedError' } })
      }
    }),
    { numRuns: 300 },
  )
  expect(unexpected).toEqual([])
})
