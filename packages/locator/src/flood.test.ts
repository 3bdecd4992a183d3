import { toBinary, toJsonString } from '@bufbuild/protobuf'
import { createClient, createContextValues, createHandlerContext } from '@connectrpc/connect'
import { createMetrics, nowSeconds, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, MAX_ENDPOINT_LENGTH, MAX_RECORD_ENDPOINTS, signerFromPrivateKey, signRecord } from '@sonm/model'
import { callerHostKey, callerKey, type Network, type PeerHandlers } from '@sonm/network'
import { LoopbackPeers } from '@sonm/network/testing'
import { AnnounceManyRequestSchema, endpointRecordToMessage, LocatorService } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { type LocatorLimits, locatorLimits } from './limits.ts'
import { createLocator } from './locator.ts'

const signer = (seed: number) => signerFromPrivateKey(seededRandom(seed).bytes(32))
const [own, attacker, honest] = [signer(1), signer(2), signer(3)] as const
const LOCATOR: Address = own.address
const busy = expect.objectContaining({ code: 'LOCATOR_BUSY' })
const invalid = expect.objectContaining({ code: 'INPUT_INVALID' })

const peers: LoopbackPeers[] = []
afterEach(async () => {
  for (const one of peers.splice(0)) await one.close()
})

/** What a locator serves. */
async function handlersOf(clock: VirtualClock, limits: Partial<LocatorLimits>): Promise<PeerHandlers> {
  const metrics = createMetrics({ processMetrics: false })
  const world = { clock, random: seededRandom(4), logger: silentLogger, metrics }
  const served: PeerHandlers[] = []
  const serve = (handlers: PeerHandlers) => void served.push(handlers)
  await createLocator({ ...world, network: { address: LOCATOR, serve } as unknown as Network, limits }).start()
  return served[0]!
}

/** A locator on a real network, whose clock stands still. */
async function startOnLoopback(limits: Partial<LocatorLimits>) {
  const clock = new VirtualClock()
  const net = new LoopbackPeers()
  peers.push(net)
  const handlers = await handlersOf(clock, { heldAnswers: 0, ...limits })
  await net.add({ signer: own, handlers })
  const clientOf = async (who: typeof own) =>
    createClient(LocatorService, (await net.add({ signer: who })).rpc(LOCATOR))
  return { clock, clientOf }
}

const record = async (clock: VirtualClock, sequence: bigint, endpoints = ['192.0.2.1:15010'], of = honest) => {
  const expiresAtSeconds = BigInt(nowSeconds(clock)) + 600n
  return endpointRecordToMessage(await signRecord(of, { endpoints, sequence, expiresAtSeconds }))
}

test.each([
  ['AnnounceMany', { records: Array.from({ length: 100_000 }, () => ({})) }],
  ['ResolveMany', { addresses: Array.from({ length: 30_000 }, () => '') }],
] as const)(
  'a flood of empty parts in %s has its share, and honest calls are answered in the middle of it',
  async (_, junk) => {
    // Less than for a key is enough to see that reading is paid for, though the clock stands still.
    const { clientOf, clock } = await startOnLoopback({ readBurstMsPerKey: 200 })
    const [evil, good] = [await clientOf(attacker), await clientOf(honest)]
    const send = () => ('records' in junk ? evil.announceMany(junk) : evil.resolveMany(junk))
    let read = 0
    for (let refused: unknown; ; read++) {
      const sequence = BigInt(read + 1)
      const flood = send().catch((error: unknown) => error)
      await good.announce(await record(clock, sequence))
      expect((await good.resolve({ address: honest.address })).sequence).toBe(sequence)
      refused = await flood
      if (read > 0 && (refused as { code: string }).code === 'LOCATOR_BUSY') break
      expect(refused).toEqual(invalid)
    }
    // 200 ms are so many KiB at what a KiB costs at most.
    expect(read).toBe('records' in junk ? 3 : 34)
    await expect(evil.resolve({ address: honest.address })).rejects.toEqual(busy)
    await clock.advance(1_000)
    await evil.resolve({ address: honest.address })
  },
)

test('all calls of one host have one share, whatever keys it makes, and others are answered', async () => {
  const clock = new VirtualClock()
  const { admit } = await handlersOf(clock, { heldAnswers: 0 })
  const ask = (key: number, host: string) => {
    const caller: Address = `0x${key.toString(16).padStart(40, '0')}`
    const contextValues = createContextValues().set(callerKey, caller).set(callerHostKey, host)
    const method = LocatorService.method.announceMany
    const call = { service: LocatorService, method, protocolName: 'connect', requestMethod: 'POST', url: 'https://x' }
    // Who names no length is charged as the longest.
    return admit!(method, createHandlerContext({ ...call, contextValues }))
  }
  const { readBurstMsPerHost, announceManyMaxBytes } = locatorLimits
  const share = Math.ceil(readBurstMsPerHost / (announceManyMaxBytes / 2048))
  for (let key = 1; key <= share; key++) await ask(key, '192.0.2.7')
  await expect(ask(100, '192.0.2.7')).rejects.toEqual(busy)
  await ask(200, '192.0.2.8')
  await clock.advance(1_000)
  await ask(101, '192.0.2.7')
})

test('the largest honest AnnounceMany fits, in binary and in JSON, and as many as the limits say are taken', async () => {
  const { clientOf, clock } = await startOnLoopback({ announcementsPerMinute: 1_000 })
  const client = await clientOf(honest)
  const host = `${'a'.repeat(60)}.`.repeat(4)
  const port = (at: number) => String(10_000 + at)
  const endpoints = Array.from({ length: MAX_RECORD_ENDPOINTS }, (_, at) => `${host}example:${port(at)}`)
  expect(endpoints[0]!.length).toBeGreaterThan(MAX_ENDPOINT_LENGTH - 10)
  const { announcementsPerCall, addressesPerCall, announceManyMaxBytes } = locatorLimits
  const records = await Promise.all(
    Array.from({ length: announcementsPerCall }, (_, at) => record(clock, 1n, endpoints, signer(100 + at))),
  )
  const message = { $typeName: AnnounceManyRequestSchema.typeName, records }
  expect(toBinary(AnnounceManyRequestSchema, message).length).toBeLessThan(announceManyMaxBytes)
  expect(toJsonString(AnnounceManyRequestSchema, message).length).toBeLessThan(announceManyMaxBytes)
  const { outcomes } = await client.announceMany({ records })
  expect(outcomes.filter(({ error }) => error)).toEqual([])
  await expect(client.announceMany({ records: [...records, records[0]!] })).rejects.toEqual(invalid)

  const addresses = records.map(({ address }) => address)
  const most = Array.from({ length: addressesPerCall }, (_, at) => addresses[at % addresses.length]!)
  expect((await client.resolveMany({ addresses: most })).records).toHaveLength(addressesPerCall)
  await expect(client.resolveMany({ addresses: [...most, most[0]!] })).rejects.toEqual(invalid)
})

test('a request of AnnounceMany above its bytes is refused', async () => {
  const { clientOf } = await startOnLoopback({})
  const client = await clientOf(attacker)
  const records = Array.from({ length: locatorLimits.announceManyMaxBytes / 2 + 1 }, () => ({}))
  await expect(client.announceMany({ records })).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' })
})
