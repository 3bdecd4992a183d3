import type { ServiceImpl } from '@connectrpc/connect'
import { Changeable, nowSeconds, seededRandom, silentLogger, sleep, VirtualClock } from '@sonm/common'
import { type Address, fail, type SignedEndpointRecord, signRecord } from '@sonm/model'
import { endpointRecordFromMessage, endpointRecordToMessage, LocatorService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import type { Endpoint, Peer } from '../paths/peer.ts'
import { createMemoryNet, runUntilSettled, testSigner } from '../testing/index.ts'
import { createAnnouncer } from './announcer.ts'
import { createResolver } from './resolver.ts'

const LOCATORS: readonly Address[] = [`0x${'10'.repeat(20)}`, `0x${'20'.repeat(20)}`]
const CLIENT: Address = `0x${'c1'.repeat(20)}`
const hub = testSigner(7)
const HERE: Endpoint = { host: '192.0.2.1', port: 15010 }
const coded = (code: string) => expect.objectContaining({ name: 'CodedError', code })

/** A locator that keeps whatever it is told, true or not. */
class LooseLocator {
  record: SignedEndpointRecord | undefined
  readonly announced: SignedEndpointRecord[] = []
  asked = 0
  refusal: Error | undefined
  answersAfterMs = 0

  service(clock: VirtualClock): Partial<ServiceImpl<typeof LocatorService>> {
    return {
      announce: (message) => {
        if (this.refusal) throw this.refusal
        this.record = endpointRecordFromMessage(message)
        this.announced.push(this.record)
        return { renewBeforeSeconds: BigInt(nowSeconds(clock)) + 60n }
      },
      resolve: async ({ address }) => {
        this.asked++
        if (this.answersAfterMs > 0) await sleep(clock, this.answersAfterMs)
        if (!this.record) throw fail('PEER_UNKNOWN', { address })
        return endpointRecordToMessage(this.record)
      },
    }
  }
}

function startWorld() {
  const clock = new VirtualClock()
  const net = createMemoryNet({ clock, random: seededRandom(1) })
  const locators = LOCATORS.map(() => new LooseLocator())
  const up = (at: number) =>
    net.join(LOCATORS[at]!).serve({ routes: (router) => router.service(LocatorService, locators[at]!.service(clock)) })
  up(0)
  up(1)
  const network = net.join(CLIENT)
  const rpc = (address: Address) => network.rpc(address)
  const known = new Changeable(LOCATORS)
  const lookUp = createResolver({ locators: known, rpc, clock })
  let endpoints: readonly Endpoint[] = [HERE]
  const announcer = createAnnouncer({
    signer: hub,
    locators: known,
    rpc,
    endpoints: () => endpoints,
    clock,
    random: seededRandom(2),
    logger: silentLogger,
  })
  const run = <Result>(promise: Promise<Result>) => runUntilSettled(clock, promise)
  return {
    clock,
    net,
    up,
    known,
    first: locators[0]!,
    second: locators[1]!,
    announcer,
    moveTo(...next: Endpoint[]) {
      endpoints = next
    },
    run,
    lookUp,
    resolve: (address: Address) => run(lookUp(address)),
    record: (sequence: bigint, endpoint = '192.0.2.1:15010', ttlSeconds = 600n, signer = hub) =>
      signRecord(signer, {
        endpoints: [endpoint],
        sequence,
        expiresAtSeconds: BigInt(nowSeconds(clock)) + ttlSeconds,
      }),
  }
}

test('what a peer announces is found by another', async () => {
  const { announcer, resolve, run } = startWorld()
  await run(announcer.start())
  expect(await resolve(hub.address)).toEqual([HERE])
  await run(announcer.stop())
})

test('a locator that becomes known is announced to and asked, and one that is known no more is neither', async () => {
  const { announcer, clock, first, known, resolve, run, second } = startWorld()
  known.set([LOCATORS[0]!])
  await run(announcer.start())
  known.set([LOCATORS[1]!])
  await clock.advance(60_000)
  expect([first.announced.length, second.announced.length]).toEqual([1, 2])
  expect(await resolve(hub.address)).toEqual([HERE])
  expect([first.asked, second.asked]).toEqual([0, 1])
  await run(announcer.stop())
})

test('an address that no locator knows has no endpoints; one about whom they lie is not believed to have none', async () => {
  const { first, record, resolve, second } = startWorld()
  expect(await resolve(hub.address)).toEqual([])
  first.record = await record(1n)
  second.record = first.record
  await expect(resolve(testSigner(8).address)).rejects.toEqual(coded('LOCATORS_UNREACHABLE'))
})

test('of the answers of all locators the newest valid record counts', async () => {
  const { first, record, resolve, second } = startWorld()
  first.record = await record(5n, 'old:1')
  second.record = await record(6n, 'new:1')
  expect(await resolve(hub.address)).toEqual([{ host: 'new', port: 1 }])
})

test.each<[string, (genuine: SignedEndpointRecord) => Promise<SignedEndpointRecord>]>([
  [
    'of another peer',
    () => signRecord(testSigner(8), { endpoints: ['evil:1'], sequence: 9n, expiresAtSeconds: 2n ** 40n }),
  ],
  ['that was altered', async (genuine) => ({ ...genuine, sequence: 9n, endpoints: ['evil:1'] })],
  ['that has expired', () => signRecord(hub, { endpoints: ['evil:1'], sequence: 9n, expiresAtSeconds: 1n })],
  [
    'that is valid for years',
    () => signRecord(hub, { endpoints: ['evil:1'], sequence: 9n, expiresAtSeconds: 2n ** 40n }),
  ],
])('a record %s is not believed', async (_, make) => {
  const { first, record, resolve, second } = startWorld()
  const genuine = await record(1n)
  first.record = await make(genuine)
  second.record = genuine
  expect(await resolve(hub.address)).toEqual([HERE])
})

test('an answer is remembered for a while, and asked for once by many', async () => {
  const { clock, first, lookUp, record, resolve, run } = startWorld()
  first.record = await record(1n)
  await run(Promise.all([lookUp(hub.address), lookUp(hub.address)]))
  await resolve(hub.address)
  expect(first.asked).toBe(1)
  await clock.advance(15_000)
  first.record = await record(2n, 'moved:1')
  expect(await resolve(hub.address)).toEqual([{ host: 'moved', port: 1 }])
})

test('a valid record serves while no locator answers, and not a second longer', async () => {
  const { clock, first, net, record, resolve } = startWorld()
  first.record = await record(1n, '192.0.2.1:15010', 120n)
  await resolve(hub.address)
  for (const locator of LOCATORS) net.crash(locator)
  await clock.advance(119_000)
  expect(await resolve(hub.address)).toEqual([HERE])
  await clock.advance(1_000)
  await expect(resolve(hub.address)).rejects.toEqual(coded('LOCATORS_UNREACHABLE'))
})

test('an older record of a locator that was restarted does not replace the newer one that is remembered', async () => {
  const { clock, first, record, resolve, second } = startWorld()
  const older = await record(1n, 'old:1')
  first.record = await record(2n)
  await resolve(hub.address)
  await clock.advance(16_000)
  first.record = older
  second.record = older
  expect(await resolve(hub.address)).toEqual([HERE])
})

test('one locator that is silent holds nobody up', async () => {
  const { clock, net, record, resolve, second } = startWorld()
  second.record = await record(1n)
  net.partition(CLIENT, LOCATORS[0]!)
  const startMs = clock.nowMs()
  expect(await resolve(hub.address)).toEqual([HERE])
  expect(clock.nowMs() - startMs).toBeLessThanOrEqual(250)
})

test('a liar who is near does not hide for long with an old record where a peer is now, which a far locator tells', async () => {
  const { clock, first, record, resolve, second } = startWorld()
  first.record = await record(1n, 'old:1')
  second.record = await record(2n, 'new:1')
  second.answersAfterMs = 1_000
  expect(await resolve(hub.address)).toEqual([{ host: 'old', port: 1 }])
  await clock.advance(1_000)
  expect(await resolve(hub.address)).toEqual([{ host: 'new', port: 1 }])
  await clock.advance(60_000)
  expect(await resolve(hub.address)).toEqual([{ host: 'new', port: 1 }])
})

const OTHER: Peer = { address: `0x${'30'.repeat(20)}`, endpoint: { host: '192.0.2.30', port: 15020 } }

/** Another locator, which only the hub's orders name. */
function upOther(world: ReturnType<typeof startWorld>): LooseLocator {
  const other = new LooseLocator()
  world.net
    .join(OTHER.address)
    .serve({ routes: (router) => router.service(LocatorService, other.service(world.clock)) })
  return other
}

test.each(['dead', 'without a record'])(
  'where our locators are %s, the one that a peer names himself is asked, and believed as little',
  async (state) => {
    const world = startWorld()
    if (state === 'dead') for (const locator of LOCATORS) world.net.crash(locator)
    const other = upOther(world)
    other.record = await world.record(3n)
    world.lookUp.learn(hub.address, [OTHER])
    expect(await world.resolve(hub.address)).toEqual([HERE])
    await world.clock.advance(700_000)
    other.record = { ...(await world.record(9n)), endpoints: ['evil:1'] }
    expect(await world.resolve(hub.address).catch(() => [])).toEqual([])
  },
)

test('the locators that a peer names are not asked where our own know him, nor about others', async () => {
  const world = startWorld()
  const other = upOther(world)
  other.record = await world.record(9n, 'elsewhere:1')
  world.lookUp.learn(hub.address, [OTHER])
  world.first.record = await world.record(1n)
  expect(await world.resolve(hub.address)).toEqual([HERE])
  world.first.record = undefined
  expect(await world.resolve(testSigner(8).address)).toEqual([])
  expect(other.asked).toBe(0)
})

test('an order that names another peer as a locator does not say where that peer is', async () => {
  const { lookUp, record, resolve, first, second } = startWorld()
  const victim = testSigner(8)
  first.record = await record(1n, 'home:1', 600n, victim)
  second.record = first.record
  lookUp.learn(hub.address, [{ address: victim.address, endpoint: { host: 'evil', port: 1 } }])
  await resolve(hub.address).catch(() => {})
  expect(await resolve(victim.address)).toEqual([{ host: 'home', port: 1 }])
})

test('a locator is never looked up through the locators', async () => {
  const { first, resolve } = startWorld()
  expect(await resolve(LOCATORS[0]!)).toEqual([])
  expect(first.asked).toBe(0)
})

test('a peer announces again when the locator wants it, each time with a higher sequence', async () => {
  const { announcer, clock, first, run } = startWorld()
  await run(announcer.start())
  await clock.advance(180_000)
  expect(first.announced.length).toBe(4)
  const sequences = first.announced.map(({ sequence }) => sequence)
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => Number(a - b)))
  await run(announcer.stop())
  await clock.advance(180_000)
  expect(first.announced.length).toBe(4)
})

test('a locator that is down is told as soon as it is back, and does not keep the peer from starting', async () => {
  const { announcer, clock, first, net, run, second, up } = startWorld()
  net.crash(LOCATORS[0]!)
  await run(announcer.start())
  expect([first.announced.length, second.announced.length]).toEqual([0, 1])
  await clock.advance(60_000)
  up(0)
  await clock.advance(31_000)
  expect(first.announced.length).toBeGreaterThan(0)
  await run(announcer.stop())
})

test('a peer that moves says so at once', async () => {
  const { announcer, clock, first, moveTo, run } = startWorld()
  moveTo()
  await run(announcer.start())
  expect(first.announced).toEqual([])
  moveTo({ host: '2001:db8::1', port: 1 })
  announcer.announceNow()
  await clock.advance(0)
  expect(first.record?.endpoints).toEqual(['[2001:db8::1]:1'])
  await run(announcer.stop())
})

test('a clock that was set back is overcome; a locator that claims an absurd sequence is not followed', async () => {
  const { announcer, clock, first, run, second } = startWorld()
  const ahead = BigInt(clock.nowMs()) + 86_400_000n
  const stale = (known: bigint) =>
    fail('ENDPOINT_RECORD_STALE', { address: hub.address, sequence: '1', known: String(known) })
  first.refusal = stale(ahead)
  second.refusal = stale(2n ** 64n - 1n)
  await run(announcer.start())
  first.refusal = undefined
  second.refusal = undefined
  await clock.advance(2_000)
  for (const { announced } of [first, second]) {
    expect(announced[0]!.sequence).toBeGreaterThan(ahead)
    expect(announced[0]!.sequence).toBeLessThan(ahead + 1000n)
  }
  await run(announcer.stop())
})
