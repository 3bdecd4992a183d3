import { createClient, type ServiceImpl } from '@connectrpc/connect'
import { createMetrics, nowSeconds, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, type SignedEndpointRecord, type Signer, signerFromPrivateKey, signRecord } from '@sonm/model'
import { createMemoryNet, runUntilSettled } from '@sonm/network/testing'
import { endpointRecordToMessage, LocatorService } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Locator } from './api.ts'
import type { LocatorLimits } from './limits.ts'
import { createLocator } from './locator.ts'

const [A, B, C]: readonly Address[] = ['a', 'b', 'c'].map((digit): Address => `0x${digit.repeat(40)}`) as [
  Address,
  Address,
  Address,
]
const LIAR: Address = `0x${'11'.repeat(20)}`
const CALLER: Address = `0x${'ca'.repeat(20)}`
const signer = (seed: number): Signer => signerFromPrivateKey(seededRandom(seed).bytes(32))
const hub = signer(1)
const coded = (code: string) => expect.objectContaining({ name: 'CodedError', code })

function startWorld() {
  const clock = new VirtualClock()
  const unexpected: unknown[] = []
  const told: object[] = []
  const net = createMemoryNet({ clock, random: seededRandom(1), onUnexpected: (error) => unexpected.push(error) })
  const run = <Result>(promise: Promise<Result>) => runUntilSettled(clock, promise)
  const caller = net.join(CALLER)
  let lives = 0
  const record = (of: Signer, sequence: bigint, ttlSeconds = 600n) =>
    signRecord(of, {
      endpoints: [`192.0.2.1:${sequence}`],
      sequence,
      expiresAtSeconds: BigInt(nowSeconds(clock)) + ttlSeconds,
    })
  return {
    clock,
    net,
    run,
    record,
    unexpected,
    told,
    async up(address: Address, follow: readonly Address[], limits: Partial<LocatorLimits> = {}): Promise<Locator> {
      const locator = createLocator({
        network: net.join(address),
        clock,
        random: seededRandom(100 + lives++),
        logger: { ...silentLogger, info: (fields, message) => told.push({ ...fields, message }) },
        metrics: createMetrics({ processMetrics: false }),
        follow,
        limits,
      })
      await run(locator.start())
      return locator
    },
    client: (locator: Address) => createClient(LocatorService, caller.rpc(locator)),
    async announce(locator: Address, announced: SignedEndpointRecord) {
      await run(createClient(LocatorService, caller.rpc(locator)).announce(endpointRecordToMessage(announced)))
    },
    /** A locator that answers Replicate as it likes. */
    lie(replicate: NonNullable<ServiceImpl<typeof LocatorService>['replicate']>) {
      net.join(LIAR).serve({ routes: (router) => router.service(LocatorService, { replicate }) })
    },
  }
}

test('what is announced to one locator is known to all that follow each other, and the newest holds everywhere', async () => {
  const { announce, clock, record, up } = startWorld()
  const locators = [await up(A, [C]), await up(B, [A]), await up(C, [B])]
  await announce(A, await record(hub, 1n))
  await clock.advance(5_000)
  for (const locator of locators) expect(locator.resolve(hub.address).sequence).toBe(1n)
  await announce(B, await record(hub, 2n))
  await clock.advance(5_000)
  for (const locator of locators) expect(locator.resolve(hub.address).sequence).toBe(2n)
})

test('in a circle a record is passed on once: where nothing is new, nothing moves', async () => {
  const { announce, clock, record, up } = startWorld()
  const [a] = [await up(A, [B]), await up(B, [A])]
  await announce(A, await record(hub, 1n))
  await clock.advance(10_000)
  const { place } = a.replicate({ journal: '', after: 0 }, 'test')
  await clock.advance(60_000)
  expect(a.replicate({ journal: '', after: 0 }, 'test').place).toBe(place)
})

test('a locator that comes up, or comes back, has all records soon, page by page', async () => {
  const { announce, clock, net, record, told, up } = startWorld()
  const few = { recordsPerPage: 3 }
  await up(A, [], few)
  for (let seed = 1; seed <= 10; seed++) await announce(A, await record(signer(seed), 1n))
  const first = await up(B, [A], few)
  await clock.advance(3_000)
  for (let seed = 1; seed <= 10; seed++) first.resolve(signer(seed).address)
  const followed = [{ locator: A, records: 10, message: 'another locator is followed' }]
  expect(told).toEqual(followed)
  net.crash(A)
  await clock.advance(5_000)
  await up(A, [], few)
  await announce(A, await record(signer(11), 1n))
  await clock.advance(120_000)
  expect(first.resolve(signer(11).address).sequence).toBe(1n)
  expect(told.filter((line) => 'records' in line)).toEqual(followed)
})

test('a forged, altered or expired record is not taken from a locator, and what it passes on truly is', async () => {
  const { clock, lie, record, up } = startWorld()
  const genuine = await record(signer(2), 1n)
  const forged = [
    { ...(await record(signer(3), 9n)), address: hub.address },
    { ...(await record(hub, 5n)), endpoints: ['evil:1'] },
    { ...(await record(hub, 5n)), sequence: 6n },
    await record(hub, 7n, 0n),
    await record(hub, 8n, 6000n),
  ]
  lie(() => ({ journal: 'x', place: 6n, records: [...forged, genuine].map(endpointRecordToMessage) }))
  const locator = await up(A, [LIAR])
  await clock.advance(5_000)
  expect(() => locator.resolve(hub.address)).toThrow(coded('PEER_UNKNOWN'))
  expect(locator.resolve(signer(2).address)).toEqual(genuine)
})

test.each([
  [2, 'is read on', 1n],
  [3, 'is left alone for a while', undefined],
])('a locator of which %d records of a page are forged, where 2 may be, %s', async (forged, _, found) => {
  const { clock, lie, record, up } = startWorld()
  const junk = await Promise.all(
    Array.from({ length: forged }, async (_, at) => ({ ...(await record(signer(at + 10), 1n)), sequence: 2n })),
  )
  const genuine = await record(hub, 1n)
  lie(() => answerOf({ place: 9n, records: [...junk, genuine] }))
  const locator = await up(A, [LIAR], { followedFaultsPerPage: 2 })
  await clock.advance(0)
  const { records } = locator.replicate({ journal: '', after: 0 }, 'test')
  expect(records.map(({ sequence }) => sequence)).toEqual(found === undefined ? [] : [found])
})

test('an old record that a locator replays does not replace the newer one', async () => {
  const { announce, clock, lie, record, up } = startWorld()
  const old = await record(hub, 1n)
  lie(() => ({ journal: 'x', place: 1n, records: [endpointRecordToMessage(old)] }))
  const locator = await up(A, [LIAR])
  await announce(A, await record(hub, 2n))
  await clock.advance(30_000)
  expect(locator.resolve(hub.address).sequence).toBe(2n)
})

test('a locator that floods with keys that it made gives way to every host that has fewer records', async () => {
  const { announce, clock, lie, record, up } = startWorld()
  const made = await Promise.all(Array.from({ length: 40 }, (_, at) => record(signer(100 + at), 1n)))
  lie(() => ({ journal: 'x', place: 40n, records: made.map(endpointRecordToMessage) }))
  const locator = await up(A, [LIAR], { records: 20 })
  await clock.advance(5_000)
  for (let seed = 1; seed <= 5; seed++) await announce(A, await record(signer(seed), 1n))
  await clock.advance(5_000)
  for (let seed = 1; seed <= 5; seed++) locator.resolve(signer(seed).address)
})

test.each<[string, (asked: number, junk: SignedEndpointRecord[]) => Awaited<ReturnType<typeof answerOf>>]>([
  ['junk without end', (asked, junk) => answerOf({ place: BigInt(asked), records: junk, more: true })],
  ['the same place for ever', () => answerOf({ place: 0n, records: [], more: true })],
  [
    'pages that are too large',
    (asked, junk) => answerOf({ place: BigInt(asked), records: [...junk, ...junk, ...junk] }),
  ],
])('a locator that answers with %s is asked ever more seldom', async (_, answer) => {
  const { clock, lie, record, up } = startWorld()
  const junk = await Promise.all(
    Array.from({ length: 100 }, async (_, at) => ({ ...(await record(signer(at + 1), 1n)), sequence: 2n })),
  )
  let asked = 0
  lie(() => answer(++asked, junk))
  await up(A, [LIAR])
  await clock.advance(600_000)
  expect(asked).toBeGreaterThan(5)
  expect(asked).toBeLessThan(60)
})

function answerOf(page: { place: bigint; records: SignedEndpointRecord[]; more?: boolean }) {
  return { journal: 'x', more: false, ...page, records: page.records.map(endpointRecordToMessage) }
}

test('more records than a minute may bring are left for later', async () => {
  const { clock, lie, record, up } = startWorld()
  const made = await Promise.all(Array.from({ length: 30 }, (_, at) => record(signer(at + 1), 1n)))
  lie(({ after }) =>
    answerOf({ place: after + 10n, records: made.slice(Number(after), Number(after) + 10), more: after < 20n }),
  )
  const locator = await up(A, [LIAR], { followedRecordsPerMinute: 15 })
  await clock.advance(5_000)
  expect(locator.replicate({ journal: '', after: 0 }, 'test').records).toHaveLength(15)
})

test('many are announced and resolved in one call, each judged and counted by itself', async () => {
  const { client, record, run, up } = startWorld()
  await up(A, [], { announcementsPerMinute: 3 })
  const good = [await record(hub, 1n), await record(signer(2), 1n)]
  const bad = { ...(await record(signer(3), 1n)), sequence: 2n }
  const records = [good[0]!, bad, good[1]!, await record(signer(4), 1n)].map(endpointRecordToMessage)
  const { outcomes } = await run(client(A).announceMany({ records }))
  expect(outcomes.map(({ error }) => error?.code)).toEqual([undefined, 'SIGNATURE_INVALID', undefined, 'LOCATOR_BUSY'])
  expect(outcomes[0]!.renewBeforeSeconds).toBeGreaterThan(0n)
  const addresses = [hub.address, signer(9).address, signer(2).address]
  const found = await run(client(A).resolveMany({ addresses }))
  expect(found.records).toEqual(good.map(endpointRecordToMessage))
  await expect(run(client(A).resolveMany({ addresses: ['0x12'] }))).rejects.toEqual(coded('INPUT_INVALID'))
  const tooMany = Array.from({ length: 257 }, () => hub.address)
  await expect(run(client(A).resolveMany({ addresses: tooMany }))).rejects.toEqual(coded('INPUT_INVALID'))
  const tooManyRecords = Array.from({ length: 65 }, () => records[0]!)
  await expect(run(client(A).announceMany({ records: tooManyRecords }))).rejects.toEqual(coded('INPUT_INVALID'))
})

test('one host cannot read pages without end', async () => {
  const { client, run, up } = startWorld()
  await up(A, [], { pagesPerMinuteOfHost: 2 })
  for (let at = 0; at < 2; at++) await run(client(A).replicate({}))
  await expect(run(client(A).replicate({}))).rejects.toEqual(coded('LOCATOR_BUSY'))
})

test('no junk of a followed locator makes anything throw that is not coded', async () => {
  const { clock, lie, record, up, unexpected } = startWorld()
  const valid = endpointRecordToMessage(await record(hub, 1n))
  const text = fc.oneof(fc.string(), fc.constantFrom('0x', hub.address, 'a:1\nendpoint b:1'))
  const number = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
  const changes = fc.record(
    { address: text, endpoints: fc.array(text, { maxLength: 20 }), sequence: number, signature: text },
    { requiredKeys: [] },
  )
  const page = fc.record({
    journal: text,
    place: number,
    more: fc.boolean(),
    records: fc.array(changes, { maxLength: 20 }),
  })
  const pages = fc.sample(page, { numRuns: 50, seed: 1 })
  const genuine = await record(signer(2), 1n, 600n)
  let asked = 0
  lie(() => {
    const junk = pages[asked++]
    if (!junk) return answerOf({ place: 2n ** 64n - 1n, records: [genuine] })
    return { ...junk, records: junk.records.map((changed) => ({ ...valid, ...changed })) }
  })
  const locator = await up(A, [LIAR])
  while (asked <= pages.length) await clock.advance(60_000)
  await clock.advance(60_000)
  expect(unexpected).toEqual([])
  expect(() => locator.resolve(hub.address)).toThrow(coded('PEER_UNKNOWN'))
})
