import { createContextValues, createHandlerContext, type ServiceImpl } from '@connectrpc/connect'
import { createMetrics, nowSeconds, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, type SignedEndpointRecord, type Signer, signerFromPrivateKey, signRecord } from '@sonm/model'
import { callerHostKey, callerKey, type PeerHandlers } from '@sonm/network'
import { createMemoryNet } from '@sonm/network/testing'
import { endpointRecordToMessage, LocatorService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { type LocatorLimits, locatorLimits } from './limits.ts'
import { createLocator } from './locator.ts'

const [LOCATOR, OTHER]: readonly [Address, Address] = [`0x${'10'.repeat(20)}`, `0x${'20'.repeat(20)}`]
const NO_END = Number.POSITIVE_INFINITY
const signer = (seed: number): Signer => signerFromPrivateKey(seededRandom(seed).bytes(32))
const addressOf = (key: number): Address => `0x${key.toString(16).padStart(40, '0')}`
const coded = (code: string) => expect.objectContaining({ name: 'CodedError', code })

/** A locator that follows another, which answers as a test says. */
async function startWorld(
  limits: Partial<LocatorLimits>,
  replicate?: NonNullable<ServiceImpl<typeof LocatorService>['replicate']>,
) {
  const clock = new VirtualClock()
  const net = createMemoryNet({ clock, random: seededRandom(1) })
  if (replicate) net.join(OTHER).serve({ routes: (router) => router.service(LocatorService, { replicate }) })
  const network = net.join(LOCATOR)
  let served: PeerHandlers | undefined
  const metrics = createMetrics({ processMetrics: false })
  const locator = createLocator({
    network: {
      ...network,
      address: LOCATOR,
      rpc: (address) => network.rpc(address),
      serve(handlers) {
        served = handlers
      },
    },
    ...{ clock, metrics, limits, logger: silentLogger, random: seededRandom(2) },
    follow: replicate ? [OTHER] : [],
  })
  await locator.start()
  const record = (of: Signer) => {
    const expiresAtSeconds = BigInt(nowSeconds(clock)) + 600n
    return signRecord(of, { endpoints: ['192.0.2.1:15010'], sequence: 1n, expiresAtSeconds })
  }
  return {
    clock,
    locator,
    metrics,
    record,
    records: (count: number) => Promise.all(Array.from({ length: count }, (_, at) => record(signer(at + 1)))),
    /** Before a call of AnnounceMany that names no length, and is charged as the longest, is read. */
    admit(caller: Address, host: string): Promise<void> {
      const contextValues = createContextValues().set(callerKey, caller).set(callerHostKey, host)
      const method = LocatorService.method.announceMany
      const call = { service: LocatorService, method, protocolName: 'connect', requestMethod: 'POST', url: 'https://x' }
      return Promise.resolve(served!.admit!(method, createHandlerContext({ ...call, contextValues })))
    },
  }
}

const pageOf = (records: readonly SignedEndpointRecord[], place = 1n) => ({
  journal: 'x',
  place,
  records: records.map(endpointRecordToMessage),
})

/** What the call of `admit` is charged. */
const CALL_MS = (locatorLimits.announceManyMaxBytes / 1024) * 0.5

test.each([
  ['readMsPerSecondPerKey', { readBurstMsPerKey: CALL_MS, readMsPerSecondPerKey: 50, readBurstMsPerHost: NO_END }],
  ['readMsPerSecondPerHost', { readBurstMsPerHost: CALL_MS, readMsPerSecondPerHost: 50, readBurstMsPerKey: NO_END }],
] as const)(
  '%s: whoever has used up his share is heard again as fast as the limit says, no sooner',
  async (_, most) => {
    const { admit, clock } = await startWorld({ ...most, heldAnswers: 0 })
    await admit(addressOf(1), 'a')
    await clock.advance(1_000 / 50 - 1)
    await expect(admit(addressOf(1), 'a')).rejects.toEqual(coded('LOCATOR_BUSY'))
    await clock.advance(1)
    await admit(addressOf(1), 'a')
  },
)

test('worthlessPauseMs, heldAnswers: the answer to whom has used up his share comes late, up to a number of them', async () => {
  const { admit, clock } = await startWorld({ readBurstMsPerKey: 1, heldAnswers: 2, readMsPerSecondPerKey: 0 })
  await admit(addressOf(1), 'a')
  let refused = 0
  const again = () => admit(addressOf(1), 'a').catch(() => refused++)
  const calls = [again(), again(), again()]
  await clock.advance(locatorLimits.worthlessPauseMs - 1)
  expect(refused).toBe(1)
  await clock.advance(1)
  await Promise.all(calls)
  expect(refused).toBe(3)
})

test('recordsPerPage: a page has no more, and a longer one is not taken', async () => {
  const page: SignedEndpointRecord[] = []
  const { clock, locator, records } = await startWorld({ recordsPerPage: 2 }, () => pageOf(page))
  page.push(...(await records(3)))
  await clock.advance(5_000)
  expect(() => locator.resolve(page[0]!.address)).toThrow(coded('PEER_UNKNOWN'))
  for (const one of page) locator.announce(one, { address: one.address, host: 'a' })
  const first = locator.replicate({ journal: '', after: 0 }, 'b')
  expect([first.records.length, first.more]).toEqual([2, true])
})

test('followIntervalMs: a locator that has told all is asked no sooner', async () => {
  const asked: number[] = []
  const { clock } = await startWorld({ followIntervalMs: 3_000 }, () => {
    asked.push(clock.nowMs())
    return pageOf([])
  })
  await clock.advance(30_000)
  expect(asked.length).toBeGreaterThan(8)
  const pauses = asked.slice(1).map((atMs, at) => atMs - asked[at]!)
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(3_000)
})

test('renewSeconds: a peer announces again by then, however long its record lives', async () => {
  const { clock, locator, record } = await startWorld({ renewSeconds: 30n })
  const signed = await record(signer(1))
  const renewBefore = locator.announce(signed, { address: signed.address, host: 'a' })
  expect(renewBefore).toBe(BigInt(nowSeconds(clock)) + 30n)
})

test('sweepIntervalMs: so long after it can matter no more a record takes no memory', async () => {
  const { clock, locator, metrics, record } = await startWorld({ sweepIntervalMs: 100_000 })
  const signed = await record(signer(1))
  locator.announce(signed, { address: signed.address, host: 'a' })
  await clock.advance(699_000)
  expect(await metrics.text()).toContain('sonm_locator_records_count 1')
  await clock.advance(1_000)
  expect(await metrics.text()).toContain('sonm_locator_records_count 0')
})
